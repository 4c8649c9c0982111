"""How often one may knock: per account, session and school, with only a high limit per address,
because a whole school often shares one.

Without Redis every gateway counts for itself until Redis is back.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from limits import RateLimitItem, parse
from redis.exceptions import RedisError

from zizhu.common.auth import Principal
from zizhu.gateway.errors import TooManyRequests
from zizhu.gateway.visits import rate_address
from zizhu.gateway.windows import Hit, Windows

SHARED_SECONDS = 0.25  # a counter that takes longer is no help to anybody
PAUSE_SECONDS = 5.0  # for so long a Redis that failed is not asked again


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits, in the notation `600/minute`. Raises ValueError when one cannot be read."""

    account: RateLimitItem
    session: RateLimitItem
    school: RateLimitItem
    address: RateLimitItem

    @classmethod
    def read(cls, *, account: str, session: str, school: str, address: str) -> "Rates":
        return cls(parse(account), parse(session), parse(school), parse(address))


class Turnstile:
    """Counts every request and refuses the one too many."""

    def __init__(
        self,
        rates: Rates,
        shared: Windows | None,
        local: Windows,
        log: structlog.typing.FilteringBoundLogger,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rates = rates
        self._shared = shared
        self._local = local
        self._log = log
        self._monotonic = monotonic
        self._away_until = float("-inf")

    @property
    def is_shared(self) -> bool:
        """Whether Redis counts at present."""
        return self._shared is not None and self._monotonic() >= self._away_until

    async def admit(self, address: str, principal: Principal | None) -> None:
        """Count a request of whoever is known. Raises TooManyRequests."""
        hits = self._hits(address, principal)
        waits = await self._take(hits)
        longest = max(waits)
        if longest:
            item, key = hits[waits.index(longest)]
            per = key.partition(":")[0]
            self._log.info("rate_exceeded", per=per, limit=str(item))
            raise TooManyRequests(longest, per=per)

    def _hits(self, address: str, principal: Principal | None) -> Sequence[Hit]:
        rates = self._rates
        hits: list[Hit] = [(rates.address, f"address:{rate_address(address)}")]
        if principal is not None:
            hits.append((rates.account, f"account:{principal.account_id}"))
            hits.append((rates.session, f"session:{principal.session_id}"))
            if principal.post.school_id is not None:
                hits.append((rates.school, f"school:{principal.post.school_id}"))
        return hits

    async def _take(self, hits: Sequence[Hit]) -> list[int]:
        if self._shared is not None and self.is_shared:
            try:
                async with asyncio.timeout(SHARED_SECONDS):
                    return await self._shared.take(hits)
            except (RedisError, OSError, TimeoutError) as error:
                self._away_until = self._monotonic() + PAUSE_SECONDS
                self._log.warning("rates_fall_back", reason=type(error).__name__)
        return await self._local.take(hits)
