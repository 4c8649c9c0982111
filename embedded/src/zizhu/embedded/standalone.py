"""One service in a process of its own: RabbitMQ, its own PostgreSQL, Redis, settings from the
environment (`zizhu run <service>`).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

import aiohttp
from redis.asyncio import Redis

from zizhu.common.bus_rabbit import RabbitBus
from zizhu.common.hosting import Hosted, Surroundings, host
from zizhu.common.keys import Keys
from zizhu.common.logs import get_log
from zizhu.common.parts import Service
from zizhu.common.settings import ServiceSettings
from zizhu.embedded.assembly import JWKS
from zizhu.embedded.catalogue import TOPOLOGY

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
        async with host(service, settings, keys, surroundings) as hosted:
            yield hosted
    finally:
        await bus.close()
        if cache is not None:
            await cache.aclose()
