"""The gateway in front of services: of this process, or of others over HTTP."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import cast

import orjson
from redis.asyncio import Redis

from zizhu.common.asgi import App
from zizhu.common.clock import MachineClock
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.embedded.assembly import Assembly
from zizhu.embedded.names import NAMES
from zizhu.gateway.app import create_gateway
from zizhu.gateway.openapi import Document
from zizhu.gateway.reach.inprocess import InProcess
from zizhu.gateway.reach.overhttp import OverHttp
from zizhu.gateway.settings import GatewaySettings

# Beside the packages, wherever they are installed from their sources (`make install`, the image).
BUILT_CONSOLE = Path(__file__).parents[4] / "web/dist"


def documents() -> Mapping[str, Document]:
    """Return the committed OpenAPI document of every service."""
    found: dict[str, Document] = {}
    for name in NAMES:
        file = resources.files(f"zizhu.{name}") / "openapi.json"
        found[name] = orjson.loads(file.read_bytes())
    return found


def gateway_settings() -> GatewaySettings:
    """Read the gateway's settings; a console that was built in this checkout is found by itself."""
    given = GatewaySettings()
    if given.console is not None or not (BUILT_CONSOLE / "index.html").is_file():
        return given
    return given.model_copy(update={"console": BUILT_CONSOLE})


@asynccontextmanager
async def gateway_for(
    assembly: Assembly, settings: ServiceSettings, cache: Redis | None
) -> AsyncIterator[App]:
    """Put a gateway before the services of this process."""
    from zizhu.embedded.demo.accounts import DEMO_ACCOUNTS  # imports services: only this mode may

    own = gateway_settings().model_copy(update={"profile": settings.profile})
    async with InProcess(assembly.apps) as reach:
        yield cast(
            App,
            create_gateway(
                own,
                reach,
                openapi=documents(),
                cache=cache,
                clock=MachineClock(),
                accounts=DEMO_ACCOUNTS if settings.profile is Profile.DEMO else (),
            ),
        )


@asynccontextmanager
async def gateway_over_http(settings: ServiceSettings) -> AsyncIterator[App]:
    """Put a gateway before services that answer elsewhere (`GATEWAY_URLS`)."""
    own = gateway_settings()
    redis_url = own.redis_url or settings.redis_url.get_secret_value()
    cache = Redis.from_url(redis_url, socket_timeout=1) if redis_url else None
    async with OverHttp(own.urls) as reach:
        yield cast(
            App,
            create_gateway(own, reach, openapi=documents(), cache=cache, clock=MachineClock()),
        )
    if cache is not None:
        await cache.aclose()
