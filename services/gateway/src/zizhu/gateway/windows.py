"""Sliding windows that count requests: shared over Redis, or within this process.

Both are sliding-window counters (the last full window weighted, plus the present one), so falling
back from one to the other changes who counts, not how.
"""

import math
from collections import Counter
from typing import Protocol

from limits import RateLimitItem
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis

from zizhu.common.clock import Clock

Hit = tuple[RateLimitItem, str]


class Windows(Protocol):
    """Something that counts."""

    async def take(self, hit: Hit) -> int:
        """Count one request; return 0, or after how many seconds to come again."""


class LocalWindows:
    """Counters in memory.

    The library's own memory store looks through every key at every hit (measured: 4 ms with
    20,000 keys); here a whole generation of counters is dropped when its window has passed.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._generations: dict[int, _Generation] = {}

    async def take(self, hit: Hit) -> int:
        item, key = hit
        now = self._clock.now().timestamp()
        seconds = item.get_expiry()
        generation = self._generations.get(seconds)
        if generation is None:
            generation = self._generations[seconds] = _Generation(seconds)
        return generation.take(f"{item.namespace}/{item.amount}/{key}", item.amount, now)


class _Generation:
    """The present and the last window of one length."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._index = 0
        self._present: Counter[str] = Counter()
        self._last: Counter[str] = Counter()

    def take(self, key: str, amount: int, now: float) -> int:
        index, passed = divmod(now, self._seconds)
        self._turn(int(index))
        left = self._seconds - passed
        last, present = self._last[key], self._present[key]
        if last * left / self._seconds + present + 1 <= amount:
            self._present[key] += 1
            return 0
        if present < amount and last:
            return max(1, math.ceil(self._seconds / last))
        return max(1, math.ceil(left))

    def _turn(self, index: int) -> None:
        if index == self._index:
            return
        self._last = self._present if index == self._index + 1 else Counter()
        self._present = Counter()
        self._index = index


class SharedWindows:
    """Counters in Redis, the same for every gateway of an installation."""

    def __init__(self, cache: Redis, clock: Clock) -> None:
        self._clock = clock
        self._limiter = SlidingWindowCounterRateLimiter(
            RedisStorage(
                "redis://",
                implementation="redispy",
                # A pool is no option that the library names, but the one it hands on.
                connection_pool=cache.connection_pool,  # type: ignore[arg-type]
                key_prefix="zizhu:rates",
            )
        )

    async def take(self, hit: Hit) -> int:
        """Count one request. Raises RedisError or OSError when Redis is away."""
        item, key = hit
        if await self._limiter.hit(item, key):
            return 0
        stats = await self._limiter.get_window_stats(item, key)
        wait = stats.reset_time - self._clock.now().timestamp()
        return min(max(1, math.ceil(wait)), item.get_expiry())
