"""Which access tokens are fresh: those not issued before their account's last change.

A token is fresh when its instant is at or after `not_before`. Two computers' clocks may differ,
so both instants are moved just far enough for the order in the database to decide.
"""

from datetime import datetime, timedelta

_STEP = timedelta(microseconds=1)  # what a token's `iat` and the database can tell apart


def token_instant(now: datetime, not_before: datetime | None) -> datetime:
    """Return the instant of a token issued now: never before the last change."""
    return now if not_before is None else max(now, not_before)


def stale_from(now: datetime, last_token_at: datetime | None) -> datetime:
    """Return `not_before` for a change made now: just after every token issued so far."""
    return now if last_token_at is None else max(now, last_token_at + _STEP)
