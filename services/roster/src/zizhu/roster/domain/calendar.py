"""The working days of one year: weekdays off and weekend days worked, as the yearly notice sets
them (domain.md 10.7).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zizhu.common.errors import Finding
from zizhu.roster.errors.calendar import CalendarInvalid

FIRST_YEAR, LAST_YEAR = 2004, 2100
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """Days that differ from Monday to Friday; `version` rises with each change."""

    year: int
    off: tuple[date, ...]
    on: tuple[date, ...]
    source: str
    version: int = 1


def calendar_year(
    year: int, off: Iterable[date], on: Iterable[date], source: str, *, version: int = 1
) -> CalendarYear:
    """Return a year's days in order.

    Raises:
        CalendarInvalid: a day of another year, a weekend that is off, a weekday that is worked.
    """
    findings: list[Finding] = []
    if not FIRST_YEAR <= year <= LAST_YEAR:
        findings.append(Finding(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。", field="year"))
    days = {"off": sorted(set(off)), "on": sorted(set(on))}
    for field, some in days.items():
        findings += [
            Finding(f"{day} 不在 {year} 年。", field=field) for day in some if day.year != year
        ]
    findings += [
        Finding(f"{day} 本来就是周末，不必列为放假。", field="off")
        for day in days["off"]
        if day.weekday() >= _SATURDAY
    ]
    findings += [
        Finding(f"{day} 本来就是工作日，不必列为调休上班。", field="on")
        for day in days["on"]
        if day.weekday() < _SATURDAY
    ]
    if findings:
        raise CalendarInvalid("工作日历有误，请按提示修改。", errors=findings)
    return CalendarYear(year, tuple(days["off"]), tuple(days["on"]), source, version)
