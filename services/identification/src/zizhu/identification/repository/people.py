"""Names of students and staff, and the classes of a school, as judging shows them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from zizhu.common.among import among
from zizhu.common.auth import Scope, ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.window import Person
from zizhu.identification.errors.panels import NoSuchClass
from zizhu.identification.models import StaffRow, StudentRow, UnitRow

ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Named:
    """A student by name, with the class they stand in."""

    person_id: UUID
    name: str
    class_id: UUID
    student_number: str | None


@dataclass(frozen=True, slots=True)
class Staff:
    """A staff member, who is an account; `post_id` is where their to-dos go."""

    account_id: UUID
    name: str
    role: str
    post_id: UUID
    is_open: bool
    rows: tuple[ScopeRow, ...]


@dataclass(frozen=True, slots=True)
class ClassUnit:
    """A class with its name and place."""

    class_id: UUID
    name: str
    place: ScopeRow


async def named_students(tx: Transaction, person_ids: Collection[UUID]) -> dict[UUID, Named]:
    """Return the names of students of the transaction's school."""
    rows = await tx.session.execute(
        select(
            StudentRow.id, StudentRow.name, StudentRow.class_id, StudentRow.student_number
        ).where(among(StudentRow.id, set(person_ids)))
    )
    return {row.id: Named(row.id, row.name, row.class_id, row.student_number) for row in rows}


async def persons_of(tx: Transaction, student_ids: Collection[UUID]) -> list[Person]:
    """Return where students of the transaction's school stand, as extensions name them."""
    rows = await tx.session.execute(
        select(StudentRow.id, StudentRow.class_id, StudentRow.college_id).where(
            among(StudentRow.id, set(student_ids))
        )
    )
    return [Person(row.id, row.class_id, row.college_id) for row in rows]


async def staff_of(
    tx: Transaction, scope: Scope, account_ids: Collection[UUID] | None = None
) -> dict[UUID, Staff]:
    """Return the staff of the scope's school by account; an open post of theirs stands first."""
    query = select(StaffRow).where(StaffRow.school_id == scope.school_id)
    if account_ids is not None:
        query = query.where(among(StaffRow.account_id, set(account_ids)))
    rows = await tx.session.execute(query.order_by(StaffRow.name, StaffRow.post_id))
    found: dict[UUID, Staff] = {}
    for row in rows.scalars():
        known = found.get(row.account_id)
        is_open = row.status == ACTIVE
        if known is None or (is_open and not known.is_open):
            places = tuple(_place(one) for one in row.rows if one.get("college_id"))
            found[row.account_id] = Staff(
                row.account_id, row.name, row.role, row.post_id, is_open, places
            )
    return found


def _place(kept: dict[str, str | int | None]) -> ScopeRow:
    year = kept.get("year")
    return ScopeRow(
        UUID(str(kept["college_id"])),
        int(year) if year is not None else None,
        UUID(str(kept["major_id"])) if kept.get("major_id") else None,
        UUID(str(kept["class_id"])) if kept.get("class_id") else None,
    )


async def find_classes(
    tx: Transaction, scope: Scope, class_ids: Collection[UUID]
) -> list[ClassUnit]:
    """Return those of these classes that exist and lie inside the scope, by id."""
    rows = await tx.session.execute(
        select(UnitRow)
        .where(
            among(UnitRow.id, set(class_ids)),
            UnitRow.school_id == scope.school_id,
            UnitRow.kind == "class",
            UnitRow.is_deleted.is_(False),
        )
        .order_by(UnitRow.id)
    )
    found = [_class(row) for row in rows.scalars()]
    return [one for one in found if scope.covers(one.place)]


async def list_classes(tx: Transaction, scope: Scope) -> list[ClassUnit]:
    """Return every class of the scope, by id."""
    rows = await tx.session.execute(
        select(UnitRow)
        .where(
            UnitRow.school_id == scope.school_id,
            UnitRow.kind == "class",
            UnitRow.is_deleted.is_(False),
        )
        .order_by(UnitRow.id)
    )
    found = [_class(row) for row in rows.scalars()]
    return [one for one in found if scope.covers(one.place)]


async def find_class(tx: Transaction, scope: Scope, class_id: UUID) -> ClassUnit:
    """Return a class of the scope. Raises NoSuchClass."""
    found = await find_classes(tx, scope, [class_id])
    if not found:
        raise NoSuchClass
    return found[0]


def _class(row: UnitRow) -> ClassUnit:
    return ClassUnit(row.id, row.name, ScopeRow(row.college_id, row.year, row.major_id, row.id))
