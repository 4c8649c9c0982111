"""Lock-out after failed sign-ins: five in a row lock a name or number for fifteen minutes.

It counts by what was typed, so that names that do not exist lock alike and nothing can be probed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FAILURES = 5
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Lockout:
    """What is remembered of one name or number; machine time (domain.md 1.5)."""

    failures: int = 0
    failed_at: datetime | None = None
    locked_until: datetime | None = None

    def seconds_left(self, now: datetime) -> int:
        """Return for how many seconds it is still locked; 0 where it is open."""
        if self.locked_until is None or now >= self.locked_until:
            return 0
        return int((self.locked_until - now).total_seconds()) + 1

    def after_failure(self, now: datetime) -> "Lockout":
        """Return what is remembered after one more failure.

        Failures longer ago than the pause no longer count, nor do those before a lock that ended.
        """
        if self.seconds_left(now):
            return self
        is_recent = self.failed_at is not None and now - self.failed_at < PAUSE
        failures = (self.failures if is_recent else 0) + 1
        if failures >= FAILURES:
            return Lockout(0, now, now + PAUSE)
        return Lockout(failures, now)
