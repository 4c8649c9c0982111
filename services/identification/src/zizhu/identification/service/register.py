"""Keeping up with the register and the staff list: versioned projections, whatever the order.

Document and phone arrive sealed for this service and are kept under its own key ring.
"""

from collections.abc import Sequence
from uuid import UUID

from zizhu.common.crypto.encoding import from_text
from zizhu.common.crypto.fields import encrypt_field
from zizhu.common.crypto.sealed import Unsealer
from zizhu.common.database import Transaction
from zizhu.common.keys import Keys
from zizhu.contracts.identity import PostChanged
from zizhu.contracts.roster import BreaksChanged, CalendarChanged, SchoolChanged, StudentState, Unit
from zizhu.contracts.sealing import STUDENT, seal_context
from zizhu.identification.models import (
    CalendarYearRow,
    SchoolBreaksRow,
    SchoolRow,
    StaffRow,
    StudentRow,
    UnitRow,
)
from zizhu.identification.repository import register as repository
from zizhu.identification.service.fields import SERVICE, field_place


async def take_school(tx: Transaction, school: SchoolChanged, version: int) -> None:
    """Take over a university."""
    row = {
        "id": school.school_id,
        "code": school.code,
        "name": school.name,
        "status": school.status,
        "version": version,
    }
    await repository.keep_rows(tx, SchoolRow, [row])


async def take_units(tx: Transaction, school_id: UUID, units: Sequence[Unit]) -> None:
    """Take over colleges, majors and classes."""
    rows = [
        {
            "id": unit.unit_id,
            "school_id": school_id,
            **unit.model_dump(exclude={"unit_id"}),
        }
        for unit in units
    ]
    await repository.keep_rows(tx, UnitRow, rows)


async def take_students(
    tx: Transaction, keys: Keys, school_id: UUID, students: Sequence[StudentState]
) -> None:
    """Take over students. Raises CannotDecrypt where a sealed field was not meant for us."""
    unsealer = keys.unsealer()
    rows = [
        {
            "id": student.student_id,
            "school_id": school_id,
            **student.model_dump(exclude={"student_id", "document", "phone", "person"}),
            "person": from_text(student.person),
            "document": _kept(keys, unsealer, student, "document"),
            "phone": _kept(keys, unsealer, student, "phone"),
        }
        for student in students
    ]
    await repository.keep_rows(tx, StudentRow, rows)


def _kept(keys: Keys, unsealer: Unsealer, student: StudentState, name: str) -> str | None:
    sealed: dict[str, str] = getattr(student, name)
    if SERVICE not in sealed:
        return None
    plain = unsealer.unseal(sealed[SERVICE], seal_context(STUDENT, student.student_id, name))
    return encrypt_field(keys.ring, plain, field_place("student", name, student.student_id))


async def take_post(tx: Transaction, school_id: UUID, post: PostChanged, version: int) -> None:
    """Take over a staff post."""
    row = {
        "post_id": post.post_id,
        "school_id": school_id,
        "account_id": post.account_id,
        "role": post.role,
        "name": post.name,
        "rows": [place.model_dump(mode="json") for place in post.rows],
        "status": post.status,
        "version": version,
    }
    await repository.keep_rows(tx, StaffRow, [row], key="post_id")


async def take_calendar(tx: Transaction, calendar: CalendarChanged, version: int) -> None:
    """Take over the working days of one year."""
    row = {
        "year": calendar.year,
        "off": [f"{day:%m-%d}" for day in calendar.off],
        "on": [f"{day:%m-%d}" for day in calendar.on],
        "version": version,
    }
    await repository.keep_rows(tx, CalendarYearRow, [row], key="year")


async def take_breaks(tx: Transaction, school_id: UUID, told: BreaksChanged, version: int) -> None:
    """Take over the breaks of a school; periods that run keep those they started with."""
    spans = [f"{one.first_day}/{one.last_day}" for one in told.breaks]
    row = {"school_id": school_id, "spans": spans, "version": version}
    await repository.keep_rows(tx, SchoolBreaksRow, [row], key="school_id")
