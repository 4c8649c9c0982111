"""Waiting for something to become true, without guessing how long it takes."""

import asyncio
import inspect
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

FIRST_PAUSE = 0.01
# `within` is what a quiet machine needs at most; a loaded one is slow, which is no defect.
PATIENCE = 6
LONGEST_PAUSE = 0.2


async def eventually(probe: Callable[[], Awaitable[T] | T], within: float = 5) -> T:
    """Look again and again until `probe` returns something true, and return that.

    A probe may also assert: a failed assertion means "not yet". Any other exception ends the
    waiting at once. Raises AssertionError that says what was seen last, and before.
    """
    seen: deque[str] = deque(maxlen=4)
    looks = 0
    pause = FIRST_PAUSE
    deadline = time.monotonic() + within * PATIENCE
    while True:
        looks += 1
        try:
            result = probe()
            value = await result if inspect.isawaitable(result) else result
        except AssertionError as error:
            sight = str(error) or "a failed assertion"
        else:
            if value:
                return value
            sight = repr(value)
        if not seen or seen[-1] != sight:
            seen.append(sight)
        if time.monotonic() >= deadline:
            raise AssertionError(_tell(within, looks, seen))
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


def _tell(within: float, looks: int, seen: deque[str]) -> str:
    *before, last = seen
    earlier = f"; before that: {' → '.join(before)}" if before else ""
    return f"not within {within:g} s ({looks} looks); last seen: {last}{earlier}"
