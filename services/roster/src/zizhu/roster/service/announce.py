"""How changes of the register are told: one student at once, many in parts of 500."""

from collections.abc import Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.events import BULK_ENTRIES
from zizhu.common.keys import Keys
from zizhu.contracts.roster import (
    StudentChanged,
    StudentsChanged,
    StudentState,
    Unit,
    UnitsChanged,
)
from zizhu.roster.domain import places
from zizhu.roster.domain.student import Student
from zizhu.roster.repository.register import raise_register
from zizhu.roster.service.seals import Seals
from zizhu.roster.service.secrets import state_of

T = TypeVar("T")


def slices(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield what fits into one bulk event, again and again."""
    for start in range(0, len(items), BULK_ENTRIES):
        yield items[start : start + BULK_ENTRIES]


def unit_entry(unit: places.Unit) -> Unit:
    return Unit(
        unit_id=unit.id,
        version=unit.version,
        kind=unit.kind.value,
        name=unit.name,
        college_id=unit.college_id,
        year=unit.year,
        major_id=unit.major_id,
    )


def announce_units(
    tx: Transaction, school_id: UUID, units: Sequence[places.Unit], version: int
) -> None:
    for some in slices(units):
        event = UnitsChanged(entries=tuple(unit_entry(unit) for unit in some))
        tx.announce(event, subject=school_id, version=version)


async def announce_written(
    tx: Transaction, school_id: UUID, events: Sequence[bytes], version: int
) -> None:
    """Announce many students whose events are written already, and hand these to the database."""
    for data in events:
        tx.announce_written(StudentsChanged, data, subject=school_id, version=version)
    await tx.flush()


async def announce_states(
    tx: Transaction, school_id: UUID, states: Sequence[StudentState], version: int
) -> None:
    """Announce many students; each event is written out at once, so that the loop gets its turn."""
    for some in slices(states):
        event = StudentsChanged(entries=tuple(some))
        tx.announce(event, subject=school_id, version=version)
        await tx.flush()


async def tell_student(tx: Transaction, keys: Keys, student: Student) -> None:
    """Raise the register and announce one changed student."""
    await raise_register(tx, student.school_id)
    event = StudentChanged(student=state_of(keys, Seals(keys.public), student))
    tx.announce(event, subject=student.id, version=student.version)
