"""Two clocks. Machine time decides tokens, leases and audit and is never shifted; business time
decides deadlines, publicity and validity, and can be shifted in demo and test installations.

Business days are days of Asia/Shanghai; instants are kept in UTC.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Something that knows the present instant, aware and in UTC."""

    def now(self) -> datetime: ...


class MachineClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place that asks the computer


class BusinessClock:
    """Machine time plus the installation's shift, which events from identity may change."""

    def __init__(self, machine: Clock, shift: timedelta = timedelta(0)) -> None:
        self._machine = machine
        self.shift = shift

    def now(self) -> datetime:
        return self._machine.now() + self.shift

    def at(self, instant: datetime) -> datetime:
        """Return business time at a machine instant, as the clock is shifted now."""
        return instant + self.shift


@dataclass
class FixedClock:
    """A clock that stands still until it is set; for tests and replays."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    def advance(self, step: timedelta) -> None:
        self.instant += step


def business_day(instant: datetime) -> date:
    """Return the day of Asia/Shanghai that `instant` falls on."""
    return instant.astimezone(SHANGHAI).date()


def day_start(day: date) -> datetime:
    """Return the first instant of a Shanghai day, in UTC: periods are `[from, until)`."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)
