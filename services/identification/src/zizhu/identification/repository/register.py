"""Students, units and staff as the register and identity tell of them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from zizhu.common.among import among
from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.projection import Row, project
from zizhu.common.workdays import CalendarDays
from zizhu.identification.domain.student import DELETED, ENROLLED, LEFT, PlaceNames, Student
from zizhu.identification.errors.register import NoSuchStudent
from zizhu.identification.models import (
    CalendarYearRow,
    SchoolBreaksRow,
    SchoolRow,
    StudentRow,
    UnitRow,
)
from zizhu.identification.models.tables import table_of
from zizhu.identification.repository.scoped import inside

_STUDENT = [getattr(StudentRow, name) for name in Student.__slots__]


async def keep_rows(
    tx: Transaction,
    model: Any,  # noqa: ANN401 - a declarative class, typed as Any by SQLAlchemy
    rows: Sequence[Row],
    *,
    key: str = "id",
) -> int:
    """Bring a projection up to `rows` where they are newer; return how many changed."""
    return await project(tx.session, table_of(model), rows, key=(key,))


async def school_ids(tx: Transaction) -> list[UUID]:
    """Return every university."""
    return list(await tx.session.scalars(select(SchoolRow.id).order_by(SchoolRow.id)))


async def school_name(tx: Transaction, school_id: UUID) -> str:
    return await tx.session.scalar(select(SchoolRow.name).where(SchoolRow.id == school_id)) or ""


async def calendar_days(tx: Transaction) -> CalendarDays:
    """Return the working days of every year that is known here, and the school's breaks."""
    rows = await tx.session.execute(
        select(CalendarYearRow.year, CalendarYearRow.off, CalendarYearRow.on)
    )
    years = {str(row.year): {"off": row.off, "on": row.on} for row in rows}
    spans = await tx.session.scalar(
        select(SchoolBreaksRow.spans).where(SchoolBreaksRow.school_id == tx.school_id)
    )
    return CalendarDays.from_years({**years, "breaks": {"spans": spans or []}})


async def find_student(
    tx: Transaction, scope: Scope, student_id: UUID, *, lock: bool = False
) -> Student:
    """Return a student of the scope; with `lock` their row stays as it is until the commit.

    Raises NoSuchStudent.
    """
    query = select(*_STUDENT).where(StudentRow.id == student_id, inside(scope, StudentRow, "id"))
    row = (await tx.session.execute(query.with_for_update() if lock else query)).first()
    if row is None:
        raise NoSuchStudent
    return Student(*row)


async def students_by_person(tx: Transaction, persons: Sequence[bytes]) -> dict[bytes, UUID]:
    """Return the enrolled students among people, by the digest of their document."""
    rows = await tx.session.execute(
        select(StudentRow.person, StudentRow.id).where(
            among(StudentRow.person, persons), StudentRow.status.in_(ENROLLED)
        )
    )
    return {bytes(row.person): row.id for row in rows}


async def names_by_person(tx: Transaction, persons: Sequence[bytes]) -> dict[bytes, str]:
    """Return the names of enrolled students among people, by the digest of their document."""
    rows = await tx.session.execute(
        select(StudentRow.person, StudentRow.name).where(
            among(StudentRow.person, persons), StudentRow.status.in_(ENROLLED)
        )
    )
    return {bytes(row.person): row.name for row in rows}


async def names_of(tx: Transaction, unit_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Return the names of units that are known."""
    rows = await tx.session.execute(
        select(UnitRow.id, UnitRow.name).where(among(UnitRow.id, set(unit_ids)))
    )
    return {row.id: row.name for row in rows}


async def place_names(tx: Transaction, student: Student) -> PlaceNames:
    """Name the units where a student stands; a unit that has not arrived yet has no name."""
    names = await names_of(tx, [student.college_id, student.major_id, student.class_id])
    return PlaceNames(
        college=names.get(student.college_id, ""),
        major=names.get(student.major_id, ""),
        class_name=names.get(student.class_id, ""),
    )


async def has_unit(tx: Transaction, unit_id: UUID, kind: str) -> bool:
    found = await tx.session.scalar(
        select(UnitRow.id).where(
            UnitRow.id == unit_id, UnitRow.kind == kind, UnitRow.is_deleted.is_(False)
        )
    )
    return found is not None


async def keep_as_left(tx: Transaction, student_ids: Sequence[UUID]) -> list[UUID]:
    """Turn tombstones among these students into 离校, because we still need them; return which."""
    rows = await tx.session.execute(
        update(StudentRow)
        .where(among(StudentRow.id, student_ids), StudentRow.status == DELETED)
        .values(status=LEFT)
        .returning(StudentRow.id)
    )
    return list(rows.scalars())


async def count_by_status(tx: Transaction) -> dict[str, int]:
    """Count the school's students by status, tombstones left out."""
    rows = await tx.session.execute(
        select(StudentRow.status, func.count())
        .where(StudentRow.status != DELETED)
        .group_by(StudentRow.status)
    )
    return {row[0]: row[1] for row in rows}


async def versions(tx: Transaction, model: type[StudentRow | UnitRow | SchoolRow]) -> list[Any]:
    """Return `(id, version)` of every row that the transaction may see."""
    return [tuple(row) for row in await tx.session.execute(select(model.id, model.version))]
