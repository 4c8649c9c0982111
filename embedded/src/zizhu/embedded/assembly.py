"""Every service in one process: the same values, over the in-process bus, each with a database of
its own.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from zizhu.common.asgi import App, get_json
from zizhu.common.bus import Bus
from zizhu.common.clock import Clock, MachineClock
from zizhu.common.hosting import Hosted, Surroundings, host
from zizhu.common.keys import Keys
from zizhu.common.parts import Service
from zizhu.common.settings import ServiceSettings
from zizhu.common.tokens import Fetch

if TYPE_CHECKING:
    from redis.asyncio import Redis

JWKS = "/.well-known/jwks.json"


@dataclass(frozen=True)
class Assembly:
    """The running services of one process by name."""

    hosted: Mapping[str, Hosted]

    @property
    def apps(self) -> Mapping[str, App]:
        return {name: cast(App, item.app) for name, item in self.hosted.items()}


@asynccontextmanager
async def assemble(
    services: Sequence[Service],
    settings: ServiceSettings,
    keys: Mapping[str, Keys],
    bus: Bus,
    *,
    cache: "Redis | None" = None,
    machine: Clock | None = None,
    fetch_keys: Fetch | None = None,
) -> AsyncIterator[Assembly]:
    """Run services in one process until the context ends.

    Services start in the given order and stop in the reverse one. The bus stops first: what is
    not relayed by then waits in the outbox, and no delivery meets a service that is gone.
    """
    hosted: dict[str, Hosted] = {}

    async def from_identity() -> Sequence[Mapping[str, object]]:
        if "identity" not in hosted:
            raise ConnectionError("identity does not run here")
        document = await get_json(cast(App, hosted["identity"].app), JWKS)
        return cast(Sequence[Mapping[str, object]], document["keys"])

    surroundings = Surroundings(
        bus=bus,
        fetch_keys=fetch_keys or from_identity,
        cache=cache,
        machine=machine or MachineClock(),
    )
    async with AsyncExitStack() as stack:
        for service in services:
            hosted[service.name] = await stack.enter_async_context(
                host(service, settings, keys[service.name], surroundings)
            )
        stack.push_async_callback(bus.close)
        yield Assembly(hosted)
