"""Roster's present state as events, for consumers that are born late, rebuilt or in doubt; and the
fingerprints by which both sides compare what they hold.
"""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.events import BULK_ENTRIES
from zizhu.common.parts import Parts
from zizhu.common.resync import (
    Holding,
    Republisher,
    Statement,
    each_school,
    no_school,
    school_by_school,
)
from zizhu.contracts.roster import StudentsChanged, UnitsChanged
from zizhu.roster.repository import breaks, bulk, calendar, register
from zizhu.roster.repository import schools as repository
from zizhu.roster.service.announce import slices, unit_entry
from zizhu.roster.service.breaks import breaks_changed
from zizhu.roster.service.calendar import calendar_changed
from zizhu.roster.service.schools import statement_of
from zizhu.roster.service.seals import Seals
from zizhu.roster.service.secrets import state_of


async def _state_school(
    parts: Parts, tx: Transaction, school_id: UUID | None
) -> AsyncIterator[Statement]:
    if school_id is None:
        return
    school = await repository.find_school(tx, school_id)
    event = await statement_of(tx, parts.keys, school)
    yield Statement(event, school.id, school.version, school.id)


async def _state_units(
    _parts: Parts, tx: Transaction, school_id: UUID | None
) -> AsyncIterator[Statement]:
    if school_id is None:
        return
    version = await register.register_version(tx, school_id)
    for some in slices(await register.load_units(tx)):
        event = UnitsChanged(entries=tuple(unit_entry(unit) for unit in some))
        yield Statement(event, school_id, version, school_id)


async def _state_students(
    parts: Parts, tx: Transaction, school_id: UUID | None
) -> AsyncIterator[Statement]:
    if school_id is None:
        return
    version = await register.register_version(tx, school_id)
    async for some in bulk.every_student(tx, size=BULK_ENTRIES):
        seals = Seals(parts.keys.public)
        states = tuple(state_of(parts.keys, seals, student) for student in some)
        yield Statement(StudentsChanged(entries=states), school_id, version, school_id)


async def _state_calendar(
    _parts: Parts, tx: Transaction, _school_id: UUID | None
) -> AsyncIterator[Statement]:
    for one in await calendar.load_years(tx):
        yield Statement(calendar_changed(one), one.year, one.version, None)


async def _state_breaks(
    _parts: Parts, tx: Transaction, school_id: UUID | None
) -> AsyncIterator[Statement]:
    if school_id is None:
        return
    one = await breaks.load_breaks(tx, school_id)
    if one.version:
        yield Statement(breaks_changed(one), school_id, one.version, school_id)


async def _unit_versions(tx: Transaction, _school_id: UUID) -> list[tuple[UUID, int]]:
    return [(unit.id, unit.version) for unit in await register.load_units(tx)]


async def _student_versions(tx: Transaction, _school_id: UUID) -> Sequence[tuple[UUID, int]]:
    return await bulk.student_versions(tx)


REPUBLISHERS = (
    Republisher("schools", _state_school, repository.school_ids),
    Republisher("units", _state_units, repository.school_ids),
    Republisher("students", _state_students, repository.school_ids),
    Republisher("calendar", _state_calendar, no_school),
    Republisher("breaks", _state_breaks, repository.school_ids),
)
HOLDINGS = (
    Holding("schools", each_school(repository.school_versions)),
    Holding("units", school_by_school(repository.school_ids, _unit_versions)),
    Holding("students", school_by_school(repository.school_ids, _student_versions)),
)
