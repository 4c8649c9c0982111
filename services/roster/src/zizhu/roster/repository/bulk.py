"""Many students at once: COPY into a temporary table, one statement from there.

COPY is not possible into a table under row-level security itself.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from uuid import UUID

import asyncpg
from sqlalchemy import insert, or_, select, text

from zizhu.common.database import Transaction
from zizhu.roster.domain.matching import Known
from zizhu.roster.domain.places import Place
from zizhu.roster.domain.student import Move, Student, StudentStatus
from zizhu.roster.models import MoveRow, StudentRow
from zizhu.roster.repository.students import COLUMNS, move_values, to_student

CHUNK = 5_000  # rows a COPY: what the event loop encodes in one go
# Neither who somebody is nor what may change beside an import, such as activation and rotation.
_CHANGING = (
    *("college_id", "year", "major_id", "class_id", "name", "comparison_name", "sort_key"),
    *("sex", "ethnic", "phone", "phone_digest", "student_number", "status", "left_as", "version"),
)

Load = Callable[[asyncpg.Connection, str], Awaitable[None]]


async def _through(tx: Transaction, table: str, load: Load, statement: str) -> None:
    """Fill a temporary table like `table` by COPY, run a statement on it, and empty it again."""
    name = f"{table}_load"
    await tx.session.execute(
        text(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} (LIKE {table}) ON COMMIT DROP")
    )
    connection = await (await tx.session.connection()).get_raw_connection()
    driver = connection.driver_connection
    if driver is None:
        raise RuntimeError("a transaction has a connection")
    await load(driver, name)
    await tx.session.execute(text(statement))
    await tx.session.execute(text(f"TRUNCATE pg_temp.{name}"))


async def insert_copied(tx: Transaction, columns: Sequence[str], rows: bytes) -> None:
    """Insert new students from rows in COPY's binary form (`zizhu.common.copying`)."""

    async def load(driver: asyncpg.Connection, name: str) -> None:
        await driver.copy_to_table(
            name, source=memoryview(rows), columns=columns, format="binary", schema_name="pg_temp"
        )

    names = ", ".join(columns)
    statement = f"INSERT INTO student ({names}) SELECT {names} FROM pg_temp.student_load"  # noqa: S608 - our own names
    await _through(tx, "student", load, statement)


async def update_students(tx: Transaction, students: Sequence[Student]) -> None:
    """Write changed students whole."""
    if not students:
        return

    async def load(driver: asyncpg.Connection, name: str) -> None:
        for start in range(0, len(students), CHUNK):
            await driver.copy_records_to_table(
                name,
                records=students[start : start + CHUNK],
                columns=Student._fields,
                schema_name="pg_temp",
            )

    taken = ", ".join(f"{name} = fresh.{name}" for name in _CHANGING)
    statement = (
        f"UPDATE student SET {taken} FROM pg_temp.student_load AS fresh WHERE student.id = fresh.id"  # noqa: S608 - our own names
    )
    await _through(tx, "student", load, statement)


async def insert_moves(tx: Transaction, moves: Sequence[Move], school_id: UUID) -> None:
    """Insert the moves of a status change."""
    if not moves:
        return
    await tx.session.execute(insert(MoveRow), [move_values(move, school_id) for move in moves])


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
