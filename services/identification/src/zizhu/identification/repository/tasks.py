"""To-dos and uses as this service announced them."""

from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.contracts.address import Address, Place
from zizhu.identification.models import StudentUseRow, TodoRow, UseRow


@dataclass(frozen=True, slots=True)
class Todo:
    """A to-do by what it is about: `kind` and `key` find it again."""

    kind: str
    key: str
    address: Address
    title: str
    link: str
    due_at: datetime | None = None
    campaign_id: UUID | None = None
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class KeptTodo:
    """A to-do with the id and version under which others know it."""

    id: UUID
    version: int
    todo: Todo


def _values(todo: Todo) -> dict[str, object]:
    address = todo.address
    return {
        "campaign_id": todo.campaign_id,
        "role": address.role,
        **address.place.model_dump(),
        "student_id": address.student_id,
        "post_id": address.post_id,
        "title": todo.title,
        "link": todo.link,
        "due_at": todo.due_at,
        "is_open": todo.is_open,
    }


def _kept(row: TodoRow) -> KeptTodo:
    place = Place(
        college_id=row.college_id, year=row.year, major_id=row.major_id, class_id=row.class_id
    )
    address = Address(role=row.role, place=place, student_id=row.student_id, post_id=row.post_id)
    todo = Todo(
        row.kind, row.key, address, row.title, row.link, row.due_at, row.campaign_id, row.is_open
    )
    return KeptTodo(row.id, row.version, todo)


async def take_turn(tx: Transaction, kind: str, key: str) -> None:
    """Wait for whoever counts for the same to-do; our count is true until we commit."""
    words = func.hashtextextended(f"todo|{kind}|{key}", 0)
    await tx.session.execute(select(func.pg_advisory_xact_lock(words)))


async def hold_todo(tx: Transaction, school_id: UUID, todo: Todo) -> KeptTodo:
    """Return the to-do that has this kind and key, locked; a new one has version 0 and is shut."""
    shut = {**_values(todo), "is_open": False}
    await tx.session.execute(
        insert(TodoRow)
        .values(id=new_id(), school_id=school_id, kind=todo.kind, key=todo.key, version=0, **shut)
        .on_conflict_do_nothing(index_elements=["school_id", "kind", "key"])
    )
    row = await tx.session.execute(
        select(TodoRow)
        .where(TodoRow.school_id == school_id, TodoRow.kind == todo.kind, TodoRow.key == todo.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return _kept(row.scalar_one())


async def save_todo(tx: Transaction, kept: KeptTodo) -> None:
    await tx.session.execute(
        update(TodoRow)
        .where(TodoRow.id == kept.id)
        .values(version=kept.version, **_values(kept.todo))
    )


async def find_todo(tx: Transaction, kind: str, key: str) -> KeptTodo | None:
    row = await tx.session.execute(select(TodoRow).where(TodoRow.kind == kind, TodoRow.key == key))
    found = row.scalar_one_or_none()
    return _kept(found) if found else None


async def open_todos(tx: Transaction, campaign_id: UUID) -> list[KeptTodo]:
    """Return the open to-dos of a round, locked in the order of their keys."""
    rows = await tx.session.execute(
        select(TodoRow)
        .where(TodoRow.campaign_id == campaign_id, TodoRow.is_open)
        .order_by(TodoRow.kind, TodoRow.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [_kept(row) for row in rows.scalars()]


async def open_of_kind(tx: Transaction, campaign_id: UUID, kind: str) -> list[KeptTodo]:
    """Return the open to-dos of one kind of a round, in the order of their keys."""
    rows = await tx.session.execute(
        select(TodoRow)
        .where(TodoRow.campaign_id == campaign_id, TodoRow.kind == kind, TodoRow.is_open)
        .order_by(TodoRow.key)
    )
    return [_kept(row) for row in rows.scalars()]


async def move_due(
    tx: Transaction, ids: Collection[UUID], due_at: datetime | None
) -> list[KeptTodo]:
    """Give open to-dos another end; return those that are still open, as they are now."""
    held = await tx.session.scalars(
        select(TodoRow.id)
        .where(among(TodoRow.id, ids), TodoRow.is_open)
        .order_by(TodoRow.kind, TodoRow.key)
        .with_for_update()
    )
    rows = await tx.session.execute(
        update(TodoRow)
        .where(among(TodoRow.id, list(held)))
        .values(due_at=due_at, version=TodoRow.version + 1)
        .returning(TodoRow)
        .execution_options(populate_existing=True)
    )
    return [_kept(row) for row in rows.scalars()]


async def every_todo(tx: Transaction) -> AsyncIterator[KeptTodo]:
    """Every to-do of the transaction's school that was ever announced."""
    rows = await tx.session.stream_scalars(
        select(TodoRow).where(TodoRow.version > 0).order_by(TodoRow.id)
    )
    async for row in rows:
        yield _kept(row)


@dataclass(frozen=True, slots=True)
class Use:
    """Why one student's row is needed: the kind that roster shows, and what needs it."""

    student_id: UUID
    kind: str
    source_id: UUID


async def add_uses(tx: Transaction, school_id: UUID, uses: Iterable[Use]) -> None:
    rows = [
        {
            "student_id": use.student_id,
            "kind": use.kind,
            "source_id": use.source_id,
            "school_id": school_id,
        }
        for use in uses
    ]
    await tx.session.execute(insert(UseRow).values(rows).on_conflict_do_nothing())


async def drop_uses(tx: Transaction, uses: Iterable[Use]) -> None:
    for use in uses:
        await tx.session.execute(
            delete(UseRow).where(
                UseRow.student_id == use.student_id,
                UseRow.kind == use.kind,
                UseRow.source_id == use.source_id,
            )
        )


async def used_among(tx: Transaction, student_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return which of these students are needed, with the kinds of use in order."""
    rows = await tx.session.execute(
        select(UseRow.student_id, UseRow.kind)
        .where(among(UseRow.student_id, set(student_ids)))
        .distinct()
        .order_by(UseRow.student_id, UseRow.kind)
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for row in rows:
        found[row.student_id] = (*found.get(row.student_id, ()), row.kind)
    return found


@dataclass(frozen=True, slots=True)
class ToldUse:
    """What roster was last told of one student."""

    student_id: UUID
    uses: tuple[str, ...]
    version: int


async def hold_told(tx: Transaction, school_id: UUID, student_id: UUID) -> ToldUse:
    """Return what roster was told of a student, locked; version 0 is nothing yet."""
    await tx.session.execute(
        insert(StudentUseRow)
        .values(student_id=student_id, school_id=school_id, uses=[], version=0)
        .on_conflict_do_nothing()
    )
    row = (
        await tx.session.execute(
            select(StudentUseRow.uses, StudentUseRow.version)
            .where(StudentUseRow.student_id == student_id)
            .with_for_update()
        )
    ).one()
    return ToldUse(student_id, tuple(row.uses), row.version)


async def save_told(tx: Transaction, told: ToldUse) -> None:
    await tx.session.execute(
        update(StudentUseRow)
        .where(StudentUseRow.student_id == told.student_id)
        .values(uses=list(told.uses), version=told.version)
    )


async def every_told(tx: Transaction) -> AsyncIterator[ToldUse]:
    """What roster was told of every student of the transaction's school."""
    rows = await tx.session.stream(
        select(StudentUseRow.student_id, StudentUseRow.uses, StudentUseRow.version)
        .where(StudentUseRow.version > 0)
        .order_by(StudentUseRow.student_id)
    )
    async for row in rows:
        yield ToldUse(row.student_id, tuple(row.uses), row.version)
