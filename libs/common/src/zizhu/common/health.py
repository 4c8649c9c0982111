"""Readiness that names the dependency which fails.

Only a missing database makes a service unready; without bus or cache it goes on working and says
so.
"""

from pydantic import BaseModel
from redis.exceptions import RedisError

from zizhu.common.bus import Bus
from zizhu.common.parts import Parts


class Readiness(BaseModel):
    """What a service stands on, and whether each answers."""

    service: str
    is_ready: bool
    database: bool
    bus: bool
    cache: bool


async def readiness(parts: Parts, bus: Bus | None) -> Readiness:
    """Ask every dependency."""
    database = await parts.database.is_ready()
    return Readiness(
        service=parts.service,
        is_ready=database,
        database=database,
        bus=bus is not None and await bus.is_ready(),
        cache=await _cache_answers(parts),
    )


async def _cache_answers(parts: Parts) -> bool:
    if parts.cache is None:
        return False
    try:
        await parts.cache.ping()
    except (RedisError, OSError, TimeoutError):
        return False
    return True
