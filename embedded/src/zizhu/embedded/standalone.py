"""One service, or the gateway, in a process of its own: RabbitMQ, its own PostgreSQL, Redis,
settings from the environment (`zizhu run <service>`). Loads no other service's code.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import cast

import aiohttp
from redis.asyncio import Redis

from zizhu.common import crash
from zizhu.common.bus_rabbit import RabbitBus
from zizhu.common.hintwire import carried
from zizhu.common.hosting import Hosted, Surroundings, host
from zizhu.common.keys import Keys
from zizhu.common.logs import configure_logs, get_log
from zizhu.common.parts import Service
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.common.tracing import configure_tracing
from zizhu.embedded.assembly import JWKS
from zizhu.embedded.names import TOPOLOGY, service_named
from zizhu.embedded.serving import LINGER_SECONDS, serve
from zizhu.embedded.settings import HostSettings

FETCH_SECONDS = 3.0


@asynccontextmanager
async def standing_alone(service: Service, settings: ServiceSettings) -> AsyncIterator[Hosted]:
    """Run one service against the servers that the settings name."""
    bus = RabbitBus(settings.rabbitmq_url.get_secret_value(), TOPOLOGY, get_log(service.name))
    redis_url = settings.redis_url.get_secret_value()
    cache = Redis.from_url(redis_url, socket_timeout=1) if redis_url else None

    async def fetch_keys() -> Sequence[Mapping[str, object]]:
        timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(settings.identity_url + JWKS) as answer,
            ):
                answer.raise_for_status()
                document = await answer.json()
        except aiohttp.ClientError as error:
            raise ConnectionError("identity does not answer") from error
        return cast(Sequence[Mapping[str, object]], document["keys"])

    surroundings = Surroundings(bus=bus, fetch_keys=fetch_keys, cache=cache)
    keys = Keys.from_json(settings.keys.get_secret_value())
    try:
        async with (
            carried(surroundings.hints, cache, get_log(service.name)),
            host(service, settings, keys, surroundings) as hosted,
        ):
            yield hosted
    finally:
        await bus.close()
        if cache is not None:
            await cache.aclose()


async def run_one(name: str, settings: HostSettings, *, bind: str, port: int) -> None:
    """Serve one service, or the gateway, against the servers that the settings name."""
    configure_logs(as_json=True)
    configure_tracing(name, settings.otlp_endpoint)
    if settings.crash and settings.profile is Profile.TEST:
        where, _, count = settings.crash.partition(":")
        crash.arm(where, int(count))
    async with AsyncExitStack() as stack:
        if name == "gateway":
            from zizhu.embedded.door import gateway_over_http  # a service needs none of it

            app = await stack.enter_async_context(gateway_over_http(settings))
        else:
            hosted = await stack.enter_async_context(standing_alone(service_named(name), settings))
            app = hosted.app
        await serve(
            app,
            bind=bind,
            port=port,
            believed=() if name == "gateway" else settings.gateway_addresses,
            keep_alive_seconds=settings.keep_alive_seconds,
            linger_seconds=0 if name == "gateway" else LINGER_SECONDS,
        )
