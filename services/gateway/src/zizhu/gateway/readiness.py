"""Whether every service is ready, and which dependency of which service is not."""

import asyncio
import time
from collections.abc import Callable

import orjson
from pydantic import BaseModel

from zizhu.common.errors import Refusal
from zizhu.gateway.errors import AnswerBroken
from zizhu.gateway.reach.port import Reach, ask

READY_PATH = "/health/ready"
ASK_SECONDS = 2.0
# Anybody may ask, and each asking fans out: one look serves everybody for so long.
KEEP_SECONDS = 1.0


class ServiceReadiness(BaseModel):
    """What one service said of itself; `missing` names its dependencies that do not answer."""

    is_ready: bool
    answers: bool = True
    missing: list[str] = []


class GatewayReadiness(BaseModel):
    is_ready: bool
    services: dict[str, ServiceReadiness]
    shared_limits: bool


class Readiness:
    """Asks all services at once."""

    def __init__(
        self,
        reach: Reach,
        is_shared: Callable[[], bool],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reach = reach
        self._is_shared = is_shared
        self._monotonic = monotonic
        self._looking = asyncio.Lock()
        self._seen: dict[str, ServiceReadiness] = {}
        self._seen_at = float("-inf")

    async def look(self) -> GatewayReadiness:
        """Return what every service says, at most a second old."""
        async with self._looking:
            if self._monotonic() - self._seen_at > KEEP_SECONDS:
                names = sorted(self._reach.services)
                found = await asyncio.gather(*(self._ask(name) for name in names))
                self._seen = dict(zip(names, found, strict=True))
                self._seen_at = self._monotonic()
        return GatewayReadiness(
            is_ready=all(service.is_ready for service in self._seen.values()),
            services=self._seen,
            shared_limits=self._is_shared(),
        )

    async def _ask(self, service: str) -> ServiceReadiness:
        try:
            status, body = await ask(self._reach, service, READY_PATH, within=ASK_SECONDS)
            said = orjson.loads(body)
        except (Refusal, AnswerBroken, TimeoutError, ValueError):
            return ServiceReadiness(is_ready=False, answers=False)
        facts = said if isinstance(said, dict) else {}
        missing = [name for name in ("database", "bus", "cache") if facts.get(name) is False]
        return ServiceReadiness(is_ready=status == 200, missing=missing)
