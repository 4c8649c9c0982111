"""How long things live that let somebody in: tokens, sessions, codes, slips. Machine time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zizhu.common.auth import Role

ACCESS_TOKEN = timedelta(minutes=10)
CODE = timedelta(minutes=5)
CODE_TRIES = 5
SLIP = timedelta(days=14)
FIRST_SLIP = timedelta(hours=24)
PHONE = timedelta(days=180)  # then a number may be somebody else's (domain.md 1.5)
REFRESH_REPEAT = timedelta(seconds=30)  # a lost answer is asked for again within this


@dataclass(frozen=True, slots=True)
class SessionLife:
    """`idle` without a refresh ends a session, and so does `longest` after its sign-in."""

    idle: timedelta
    longest: timedelta


# Officers who are idle for 30 minutes are signed out (domain.md 11); a page refreshes every ten.
_OFFICERS = SessionLife(timedelta(minutes=30), timedelta(hours=12))
_STUDENTS = SessionLife(timedelta(hours=24), timedelta(days=7))


def session_life(role: Role) -> SessionLife:
    return _STUDENTS if role is Role.STUDENT else _OFFICERS


def is_over(now: datetime, seen_at: datetime, idle: timedelta, expires_at: datetime) -> bool:
    """Tell whether a session ended by itself."""
    return now >= expires_at or now - seen_at >= idle


def is_dormant(now: datetime, phone_at: datetime | None) -> bool:
    """Tell whether a login phone was not used for so long that it may have a new holder."""
    return phone_at is None or now - phone_at >= PHONE


def is_repeat(now: datetime, used_at: datetime | None) -> bool:
    """Tell whether a used refresh token may be answered once more (ADR 0011)."""
    return used_at is not None and now - used_at <= REFRESH_REPEAT
