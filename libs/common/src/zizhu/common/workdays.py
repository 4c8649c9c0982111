"""Working days of mainland China: weekdays, but for the exceptions that each year's notice sets.

Pure: the days are an argument, and a running period keeps those it started with. A year whose
notice is not loaded counts Monday to Friday, and the answer says that it is provisional.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from zizhu.common.clock import day_start

_WORKS = {"off": False, "on": True}
_BREAKS, _SPANS = "breaks", "spans"


@dataclass(frozen=True, slots=True)
class Break:
    """A school's break, both days included."""

    first_day: date
    last_day: date

    def touches(self, first_day: date, last_day: date) -> bool:
        return self.first_day <= last_day and first_day <= self.last_day


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """The days that differ from Monday-to-Friday, the years they are complete for, and breaks."""

    exceptions: Mapping[date, bool]
    known_years: frozenset[int]
    breaks: tuple[Break, ...] = ()

    @classmethod
    def from_years(cls, years: Mapping[str, Mapping[str, list[str]]]) -> "CalendarDays":
        """Read `{"2026": {"off": ["01-01", ...], "on": ["01-04", ...]}}`, and what `to_years` adds.

        `off` are weekdays without work, `on` weekend days with it; every named year is complete.
        """
        spans = [span.split("/") for span in years.get(_BREAKS, {}).get(_SPANS, [])]
        breaks = tuple(Break(*map(date.fromisoformat, span)) for span in spans)
        years = {year: kinds for year, kinds in years.items() if year != _BREAKS}
        exceptions = {
            date.fromisoformat(f"{year}-{day}"): is_workday
            for year, kinds in years.items()
            for kind, is_workday in _WORKS.items()
            for day in kinds.get(kind, [])
        }
        return cls(exceptions, frozenset(int(year) for year in years), breaks)

    def to_years(self) -> dict[str, dict[str, list[str]]]:
        """Return the form that `from_years` reads, to keep with a running period.

        Breaks are `{"breaks": {"spans": ["2026-01-20/2026-03-01", ...]}}`; exceptions of years that
        are not known stay out.
        """
        spans = [f"{one.first_day}/{one.last_day}" for one in self.breaks]
        kept: dict[str, dict[str, list[str]]] = {_BREAKS: {_SPANS: spans}} if spans else {}
        return kept | {
            str(year): {
                kind: [
                    f"{day:%m-%d}"
                    for day, works in sorted(self.exceptions.items())
                    if day.year == year and works is is_workday
                ]
                for kind, is_workday in _WORKS.items()
            }
            for year in sorted(self.known_years)
        }

    def in_break(self, first_day: date, last_day: date) -> bool:
        """Tell whether a period, both days included, touches a break (domain.md 10.7)."""
        return any(pause.touches(first_day, last_day) for pause in self.breaks)


class Reckoned(NamedTuple):
    """A day that was counted to; provisional when a year on the way is not known yet."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class PublicityEnd:
    """When a publicity is over: its last full day, and the day at whose first instant it ends."""

    last_day: date
    ends_on: date
    provisional: bool

    @property
    def ends_at(self) -> datetime:
        """The first instant of `ends_on` in Asia/Shanghai, as UTC; the period excludes it."""
        return day_start(self.ends_on)


def is_workday(day: date, days: CalendarDays) -> bool:
    """Tell whether people work on `day`: by exception, else Monday to Friday (domain.md 10.7)."""
    return days.exceptions.get(day, day.weekday() < 5)


def add_working_days(
    start: date, n: int, days: CalendarDays, *, pause_in_breaks: bool = False
) -> Reckoned:
    """Return the n-th working day after `start`, which itself never counts (Civil Code 201).

    With `pause_in_breaks` days of a school's break do not count either (domain.md 10.7).

    Raises:
        ValueError: `n` is below 1.
    """
    if n < 1:
        raise ValueError("n counts working days after the start and is at least 1")
    counted = (
        day
        for day in _days_after(start)
        if is_workday(day, days) and not (pause_in_breaks and days.in_break(day, day))
    )
    end = next(islice(counted, n - 1, None))
    passed = range((start + timedelta(days=1)).year, end.year + 1)
    return Reckoned(end, not days.known_years.issuperset(passed))


def publicity_end(published_on: date, days: CalendarDays, n: int = 5) -> PublicityEnd:
    """Return the end of a publicity of `n` working days (domain.md 6).

    The day of publishing does not count; the publicity stands until the first instant of the
    calendar day after the n-th working day.
    """
    last_day, provisional = add_working_days(published_on, n, days)
    return PublicityEnd(last_day, last_day + timedelta(days=1), provisional)


def working_days_left(today: date, until: date, days: CalendarDays) -> int:
    """Return how many working days lie after `today` up to and including `until`; 0 when past.

    It is the n for which `add_working_days(today, n, days)` gives `until`, if `until` is one.
    """
    span = range((until - today).days)
    return sum(is_workday(today + timedelta(days=step + 1), days) for step in span)


def _days_after(start: date) -> Iterator[date]:
    while True:
        start += timedelta(days=1)
        yield start
