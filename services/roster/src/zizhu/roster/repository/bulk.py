"""Many students at once: columns as arrays, one statement for thousands of rows.

COPY is not possible into a table under row-level security, `INSERT … SELECT unnest(…)` is.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from uuid import UUID

from sqlalchemy import Table, or_, select, text
from sqlalchemy.dialects import postgresql

from zizhu.common.database import Transaction
from zizhu.roster.domain.matching import Known
from zizhu.roster.domain.places import Place
from zizhu.roster.domain.student import Move, Student, StudentStatus
from zizhu.roster.models import MoveRow, StudentRow
from zizhu.roster.repository.students import COLUMNS, move_values, to_student

CHUNK = 10_000  # rows a statement: arrays of a few megabytes
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
_STUDENT: Table = StudentRow.__table__  # type: ignore[assignment]  # declared as FromClause
_MOVE: Table = MoveRow.__table__  # type: ignore[assignment]  # declared as FromClause
_CHANGING = [name for name in Student._fields if name not in ("id", "school_id", "created_at")]


def _unnest(table: Table, names: Sequence[str]) -> str:
    arrays = (
        f"CAST(:c{at} AS {table.c[name].type.compile(_DIALECT)}[])" for at, name in enumerate(names)
    )
    return f"unnest({', '.join(arrays)})"


def _columns(rows: Sequence[Sequence[object]]) -> dict[str, list[object]]:
    return {f"c{at}": list(column) for at, column in enumerate(zip(*rows, strict=True))}


def _chunks(rows: Sequence[Sequence[object]]) -> Iterator[dict[str, list[object]]]:
    for start in range(0, len(rows), CHUNK):
        yield _columns(rows[start : start + CHUNK])


async def insert_students(tx: Transaction, students: Sequence[Student]) -> None:
    """Insert new students."""
    names = Student._fields
    statement = text(
        f"INSERT INTO student ({', '.join(names)}) SELECT * FROM {_unnest(_STUDENT, names)}"  # noqa: S608 - our own column names
    )
    for arrays in _chunks(students):
        await tx.session.execute(statement, arrays)


async def update_students(tx: Transaction, students: Sequence[Student]) -> None:
    """Write changed students whole."""
    names = Student._fields
    taken = ", ".join(f"{name} = fresh.{name}" for name in _CHANGING)
    statement = text(
        f"UPDATE student SET {taken} FROM {_unnest(_STUDENT, names)} "  # noqa: S608 - our own column names
        f"AS fresh ({', '.join(names)}) WHERE student.id = fresh.id"
    )
    for arrays in _chunks(students):
        await tx.session.execute(statement, arrays)


async def insert_moves(tx: Transaction, moves: Sequence[Move], school_id: UUID) -> None:
    """Insert the moves of a status change."""
    rows = [move_values(move, school_id) for move in moves]
    if not rows:
        return
    names = list(rows[0])
    statement = text(
        f"INSERT INTO student_move ({', '.join(names)}) SELECT * FROM {_unnest(_MOVE, names)}"  # noqa: S608 - our own column names
    )
    for arrays in _chunks([list(row.values()) for row in rows]):
        await tx.session.execute(statement, arrays)


_KNOWN = (
    StudentRow.id,
    StudentRow.person,
    StudentRow.name,
    StudentRow.comparison_name,
    StudentRow.sex,
    StudentRow.ethnic,
    StudentRow.phone_digest,
    StudentRow.student_number,
    StudentRow.college_id,
    StudentRow.year,
    StudentRow.major_id,
    StudentRow.class_id,
    StudentRow.status,
)


async def known_students(
    tx: Transaction, persons: Sequence[bytes], numbers: Sequence[str]
) -> list[Known]:
    """Return living students of the school with one of these person digests or numbers."""
    rows = await tx.session.execute(
        select(*_KNOWN).where(
            StudentRow.school_id == tx.school_id,
            StudentRow.status != StudentStatus.DELETED.value,
            or_(
                StudentRow.person == text("ANY(CAST(:persons AS bytea[]))"),
                StudentRow.student_number == text("ANY(CAST(:numbers AS text[]))"),
            ),
        ),
        {"persons": list(persons), "numbers": list(numbers)},
    )
    known = []
    for row in rows:
        who = row.id, row.person, row.name, row.comparison_name, row.sex, row.ethnic
        place = Place(row.college_id, row.year, row.major_id, row.class_id)
        status = StudentStatus(row.status)
        known.append(Known(*who, row.phone_digest, row.student_number, place, status))
    return known


async def stored_students(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, Student]:
    """Return students of the school by id."""
    rows = await tx.session.execute(
        select(*COLUMNS).where(StudentRow.id == text("ANY(CAST(:ids AS uuid[]))")),
        {"ids": list(ids)},
    )
    return {row["id"]: to_student(row) for row in rows.mappings()}


async def every_student(tx: Transaction, *, size: int) -> AsyncIterator[list[Student]]:
    """Yield all students of the school by id, deleted ones included, `size` at a time."""
    last = UUID(int=0)
    while True:
        rows = await tx.session.execute(
            select(*COLUMNS)
            .where(StudentRow.school_id == tx.school_id, StudentRow.id > last)
            .order_by(StudentRow.id)
            .limit(size)
        )
        found = [to_student(row) for row in rows.mappings()]
        if not found:
            return
        yield found
        last = found[-1].id


async def student_versions(tx: Transaction) -> list[tuple[UUID, int]]:
    """Return every student of the school with its version."""
    rows = await tx.session.execute(
        select(StudentRow.id, StudentRow.version).where(StudentRow.school_id == tx.school_id)
    )
    return [(row.id, row.version) for row in rows]
