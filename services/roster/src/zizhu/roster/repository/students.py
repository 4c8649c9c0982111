"""Students of the register, seen through a scope."""

from collections.abc import Iterable, Mapping
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping

from zizhu.common.among import among
from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.people.names import comparison_form
from zizhu.common.scoping import Placed, within
from zizhu.roster.domain.places import Place
from zizhu.roster.domain.search import StudentFilter
from zizhu.roster.domain.student import Move, Student, StudentStatus
from zizhu.roster.errors.students import NoSuchStudent
from zizhu.roster.models import MoveRow, StudentRow, StudentUseRow

PLACED = cast(Placed, StudentRow)  # its columns are typed as attributes of a mapped class
OWN = cast(ColumnElement[UUID], StudentRow.id)
COLUMNS = [getattr(StudentRow, name) for name in Student._fields]
_LIVE = StudentRow.status != StudentStatus.DELETED.value


def to_student(row: RowMapping | Mapping[str, object]) -> Student:
    values = dict(row)
    left_as = values["left_as"]
    return Student(
        **{
            **values,
            "status": StudentStatus(str(values["status"])),
            "left_as": StudentStatus(str(left_as)) if left_as else None,
        }
    )


async def find_student(
    tx: Transaction, scope: Scope, student_id: UUID, *, lock: bool = False
) -> Student:
    """Return a student of the scope, deleted ones included. Raises NoSuchStudent."""
    query = select(*COLUMNS).where(within(scope, PLACED, OWN), StudentRow.id == student_id)
    found = await tx.session.execute(query.with_for_update() if lock else query)
    row = found.mappings().first()
    if row is None:
        raise NoSuchStudent
    return to_student(row)


async def find_students(
    tx: Transaction, scope: Scope, ids: Iterable[UUID], *, lock: bool = False
) -> dict[UUID, Student]:
    """Return those students of the scope that exist, by id."""
    query = (
        select(*COLUMNS)
        .where(within(scope, PLACED), among(StudentRow.id, ids))
        .order_by(StudentRow.id)
    )
    found = await tx.session.execute(query.with_for_update() if lock else query)
    return {row["id"]: to_student(row) for row in found.mappings()}


def _matching(wanted: StudentFilter) -> ColumnElement[bool]:
    clauses: list[ColumnElement[bool]] = [
        _LIVE if wanted.status is None else StudentRow.status == wanted.status.value
    ]
    for column in (
        StudentRow.college_id,
        StudentRow.year,
        StudentRow.major_id,
        StudentRow.class_id,
    ):
        value = getattr(wanted, column.key)
        if value is not None:
            clauses.append(column == value)
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        name = comparison_form(wanted.text)
        found.append(StudentRow.comparison_name.contains(name, autoescape=True))
        found.append(StudentRow.student_number.startswith(wanted.text.strip(), autoescape=True))
    if wanted.persons:
        found.append(among(StudentRow.person, wanted.persons))
    if wanted.phone is not None:
        found.append(StudentRow.phone_digest == wanted.phone)
    if found:
        clauses.append(or_(*found))
    return and_(*clauses)


async def list_students(
    tx: Transaction, scope: Scope, wanted: StudentFilter, *, after: UUID | None, limit: int
) -> list[Student]:
    """Return students by the reading of their names, after the one with the id `after`."""
    query = (
        select(*COLUMNS)
        .where(within(scope, PLACED), _matching(wanted))
        .order_by(StudentRow.sort_key, StudentRow.id)
        .limit(limit)
    )
    if after is not None:
        # The cursor is an id: a sort key holds the name, which does not belong into an address.
        last = (
            select(StudentRow.sort_key, StudentRow.id)
            .where(StudentRow.id == after)
            .scalar_subquery()
        )
        query = query.where(tuple_(StudentRow.sort_key, StudentRow.id) > last)
    rows = (await tx.session.execute(query)).mappings()
    return [to_student(row) for row in rows]


async def count_students(tx: Transaction, scope: Scope, wanted: StudentFilter) -> int:
    """Return how many students a filter finds."""
    query = select(func.count()).where(within(scope, PLACED), _matching(wanted))
    return int(await tx.session.scalar(query) or 0)


async def count_by_place(tx: Transaction, scope: Scope) -> list[tuple[Place, int]]:
    """Return how many living students of the scope stand in each place."""
    place = (StudentRow.college_id, StudentRow.year, StudentRow.major_id, StudentRow.class_id)
    rows = await tx.session.execute(
        select(*place, func.count()).where(within(scope, PLACED), _LIVE).group_by(*place)
    )
    return [(Place(*row[:4]), row[4]) for row in rows]


async def living_with(tx: Transaction, person: bytes) -> UUID | None:
    """Return the living student of the school with this person digest."""
    return await tx.session.scalar(
        select(StudentRow.id).where(
            StudentRow.school_id == tx.school_id, StudentRow.person == person, _LIVE
        )
    )


async def save_student(tx: Transaction, student: Student) -> None:
    """Write a changed student."""
    values = student._asdict()
    await tx.session.execute(
        update(StudentRow).where(StudentRow.id == values.pop("id")).values(**values)
    )


async def save_move(tx: Transaction, move: Move, school_id: UUID) -> None:
    await tx.session.execute(insert(MoveRow).values(**move_values(move, school_id)))


def move_values(move: Move, school_id: UUID) -> dict[str, object]:
    """Return the columns of a move."""
    return {
        "id": move.id,
        "school_id": school_id,
        "student_id": move.student_id,
        **{f"from_{key}": value for key, value in move.from_place._asdict().items()},
        "from_status": move.from_status.value,
        **{f"to_{key}": value for key, value in move.to_place._asdict().items()},
        "to_status": move.to_status.value,
        "reason": move.reason,
        "effective_at": move.effective_at,
        "account_id": move.account_id,
    }


async def list_moves(tx: Transaction, student_id: UUID) -> list[Move]:
    """Return a student's moves, newest first. The caller has seen the student through a scope."""
    rows = await tx.session.execute(
        select(MoveRow)
        .where(MoveRow.student_id == student_id)
        .order_by(MoveRow.effective_at.desc(), MoveRow.id.desc())
    )
    return [
        Move(
            row.id,
            row.student_id,
            Place(row.from_college_id, row.from_year, row.from_major_id, row.from_class_id),
            StudentStatus(row.from_status),
            Place(row.to_college_id, row.to_year, row.to_major_id, row.to_class_id),
            StudentStatus(row.to_status),
            row.reason,
            row.effective_at,
            row.account_id,
        )
        for row in rows.scalars()
    ]


async def uses_of(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return what other services still need each student for; those needed by nobody are absent."""
    rows = await tx.session.execute(
        select(StudentUseRow.student_id, StudentUseRow.uses).where(
            among(StudentUseRow.student_id, ids), StudentUseRow.is_in_use
        )
    )
    return {row.student_id: row.uses or ["other"] for row in rows}


async def keep_activation(tx: Transaction, student_id: UUID, at: object) -> None:
    """Remember when a student opened their account; the first time counts."""
    await tx.session.execute(
        update(StudentRow)
        .where(StudentRow.id == student_id, StudentRow.activated_at.is_(None))
        .values(activated_at=at)
    )
