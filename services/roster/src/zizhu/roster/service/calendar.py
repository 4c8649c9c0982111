"""Loading and changing working days; everybody who counts them projects them from the events."""

import json
from datetime import datetime
from importlib.resources import files

from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.errors import StaleVersion
from zizhu.common.workdays import CalendarDays
from zizhu.contracts.roster import CalendarChanged
from zizhu.roster.domain.calendar import CalendarYear, calendar_year
from zizhu.roster.repository import calendar as repository

SEEDED_FROM = "国务院办公厅节假日安排（随程序提供）"


def calendar_changed(one: CalendarYear) -> CalendarChanged:
    return CalendarChanged(year=one.year, off=one.off, on=one.on, source=one.source)


async def change_year(tx: Transaction, wanted: CalendarYear, *, seen: int) -> CalendarYear:
    """Write a year that the caller saw in version `seen`; 0 where it was not there yet.

    Raises:
        CalendarInvalid, StaleVersion.
    """
    one = calendar_year(wanted.year, wanted.off, wanted.on, wanted.source, version=seen + 1)
    stored = await repository.find_year(tx, one.year, lock=True)
    version = stored.version if stored else 0
    if version != seen or not await repository.save_year(tx, one):
        raise StaleVersion("该年度的工作日历已被他人修改，请刷新后重新操作。", version=version)
    _announce(tx, one)
    tx.record("calendar.change", of="calendar_year", object_id=one.year, version=one.version)
    return one


def _announce(tx: Transaction, one: CalendarYear) -> None:
    tx.announce(calendar_changed(one), subject=one.year, version=one.version)


def seeded_years() -> list[CalendarYear]:
    """Return the years that this release brings along."""
    text = files("zizhu.roster").joinpath("data", "days.json").read_text("utf-8")
    years = json.loads(text)
    found = []
    for name in years:
        exceptions = CalendarDays.from_years({name: years[name]}).exceptions
        off = [day for day, works in exceptions.items() if not works]
        on = [day for day, works in exceptions.items() if works]
        found.append(calendar_year(int(name), off, on, SEEDED_FROM))
    return found


async def seed_years(tx: Transaction) -> int:
    """Add the years of this release that are missing, and leave the others as they are."""
    known = {one.year for one in await repository.load_years(tx)}
    added = 0
    for one in seeded_years():
        if one.year not in known and await repository.save_year(tx, one):
            _announce(tx, one)
            added += 1
    return added


async def missing_years(tx: Transaction, now: datetime) -> list[int]:
    """Return which of this and the next business year nobody has loaded yet, for `doctor`."""
    known = {one.year for one in await repository.load_years(tx)}
    this = business_day(now).year
    return [year for year in (this, this + 1) if year not in known]
