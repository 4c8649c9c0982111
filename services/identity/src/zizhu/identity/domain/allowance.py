"""Sliding windows: at most so many tries within so long, per person, phone or school."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# A school shares one address, so its limit grows with its size (domain.md 1.5).
SCHOOL_TRIES = 60
STUDENTS_PER_SHARE = 1_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` within `window`, and none sooner than `pause` after the last."""

    tries: int
    window: timedelta
    pause: timedelta = timedelta(0)


ACTIVATION_PERSON = Limit(5, timedelta(hours=1))
SLIP_ACCOUNT = Limit(5, timedelta(hours=1))
CODE_PHONE = Limit(10, timedelta(hours=1))
PHONE_CHANGE = Limit(5, timedelta(hours=1))


def activation_school(students: int) -> Limit:
    """Return a school's limit: 60 tries a minute for every 1,000 students begun."""
    shares = max(1, -(-students // STUDENTS_PER_SHARE))
    return Limit(SCHOOL_TRIES * shares, timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a try was allowed, the tries to remember, and the wait where it was not."""

    is_allowed: bool
    tries: tuple[datetime, ...]
    wait_seconds: int = 0


def take(tries: Sequence[datetime], limit: Limit, now: datetime) -> Taken:
    """Count one more try, unless the window is full; a refused try does not count."""
    recent = tuple(sorted(at for at in tries if now - at < limit.window))
    if len(recent) >= limit.tries:
        free_at = recent[-limit.tries] + limit.window
        return Taken(is_allowed=False, tries=recent, wait_seconds=_seconds(free_at - now))
    if recent and now - recent[-1] < limit.pause:
        return Taken(
            is_allowed=False, tries=recent, wait_seconds=_seconds(recent[-1] + limit.pause - now)
        )
    return Taken(is_allowed=True, tries=(*recent, now))


def _seconds(step: timedelta) -> int:
    return max(1, int(step.total_seconds()) + 1)
