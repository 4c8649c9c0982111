"""Imports and their encrypted parts: every query on the two tables."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    case,
    delete,
    false,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import DeclarativeBase

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.imports.refusals import NoSuchImport
from zizhu.common.imports.states import OPEN, Choice, Import, ImportState
from zizhu.common.jobs import OPEN_STATES
from zizhu.common.tables import job

I = TypeVar("I", bound=Import)  # noqa: E741 - an import, of whichever service

_OPEN = [state.value for state in OPEN]
_MANY = 1_000_000
_CODED: Mapping[str, type[StrEnum]] = {"state": ImportState, "choice": Choice}


class ImportStore(Generic[I]):
    """The imports of one service, kept in models with the columns of `columns`.

    `coded` names the columns of its own that hold a code.
    """

    def __init__(
        self,
        service: str,
        imports: type[DeclarativeBase],
        parts: type[DeclarativeBase],
        record: type[I],
        coded: Mapping[str, type[StrEnum]] | None = None,
    ) -> None:
        self.service = service
        self.table = cast(Table, imports.__table__)
        self.part_table = cast(Table, parts.__table__)
        self._make: Callable[..., I] = record
        self._names = [one.name for one in fields(record)]
        self._coded = {**_CODED, **(coded or {})}
        columns = self.table.c
        state = _state_with_job(columns.state).label("state")
        self._with_job = select(
            *(state if name == "state" else columns[name] for name in self._names)
        ).join(job, job.c.id == func.coalesce(columns.commit_job_id, columns.job_id), isouter=True)

    def _read(self, row: RowMapping) -> I:
        values: dict[str, Any] = dict(row)
        for name, code in self._coded.items():
            values[name] = None if values[name] is None else code(values[name])
        return self._make(**values)

    def _mine(self, tx: Transaction, scope: Scope) -> ColumnElement[bool]:
        """School-wide posts see the school's imports; everyone else only their own."""
        inside = self.table.c.school_id == scope.school_id
        if scope.is_school_wide:
            return inside
        own = self.table.c.account_id == tx.actor.account_id
        return and_(inside, own if tx.actor.account_id is not None else false())

    async def find(
        self, tx: Transaction, scope: Scope, import_id: UUID, *, lock: bool = False
    ) -> I:
        """Return an import of whoever acts. Raises NoSuchImport."""
        query = self._with_job.where(self.table.c.id == import_id, self._mine(tx, scope))
        if lock:
            query = query.with_for_update(of=self.table)
        row = (await tx.session.execute(query)).mappings().first()
        if row is None:
            raise NoSuchImport
        return self._read(row)

    async def unfinished(
        self, tx: Transaction, school_id: UUID, account_id: UUID | None = None
    ) -> I | None:
        """Return what the school, or one account of it, uploaded and has not finished."""
        columns = self.table.c
        query = self._with_job.where(columns.school_id == school_id, columns.state.in_(_OPEN))
        if account_id is not None:
            query = query.where(columns.account_id == account_id)
        rows = await tx.session.execute(query.order_by(columns.id.desc()).limit(5))
        found = [self._read(row) for row in rows.mappings()]
        return next((one for one in found if one.state in OPEN), None)

    async def newest(
        self, tx: Transaction, scope: Scope, *, after: UUID | None, limit: int
    ) -> list[I]:
        """Return the imports of whoever acts, newest first, after the one with the id `after`."""
        query = self._with_job.where(self._mine(tx, scope))
        if after is not None:
            query = query.where(self.table.c.id < after)
        rows = await tx.session.execute(query.order_by(self.table.c.id.desc()).limit(limit))
        return [self._read(row) for row in rows.mappings()]

    async def add(self, tx: Transaction, **facts: object) -> I:
        """Insert an import of these facts and return it."""
        one = self._make(**facts)
        values = {name: getattr(one, name) for name in self._names}
        await tx.session.execute(insert(self.table).values(**values))
        return one

    async def save(self, tx: Transaction, import_id: UUID, **values: object) -> None:
        """Write some columns of an import."""
        await tx.session.execute(
            update(self.table).where(self.table.c.id == import_id).values(**values)
        )

    async def put_part(self, tx: Transaction, one: I, seq: int, content: bytes) -> None:
        """Keep a part, in the place of an earlier one of the same number."""
        fresh = upsert(self.part_table).values(
            import_id=one.id, seq=seq, school_id=one.school_id, content=content
        )
        await tx.session.execute(
            fresh.on_conflict_do_update(
                index_elements=["import_id", "seq"], set_={"content": fresh.excluded.content}
            )
        )

    async def load_part(self, tx: Transaction, import_id: UUID, seq: int) -> bytes | None:
        """Return an encrypted part, if it is still there."""
        found: bytes | None = await tx.session.scalar(
            select(self.part_table.c.content).where(*self._between(import_id, seq, seq + 1))
        )
        return found

    async def part_numbers(
        self, tx: Transaction, import_id: UUID, *, at_least: int, below: int = _MANY
    ) -> list[int]:
        """Return the numbers of an import's parts within a range, in order."""
        seq = self.part_table.c.seq
        where = self._between(import_id, at_least, below)
        return list(await tx.session.scalars(select(seq).where(*where).order_by(seq)))

    async def drop_parts(
        self, tx: Transaction, import_id: UUID, *, at_least: int = 0, below: int = _MANY
    ) -> None:
        """Forget parts of an import within a range of numbers."""
        where = self._between(import_id, at_least, below)
        await tx.session.execute(delete(self.part_table).where(*where))

    def _between(
        self, import_id: UUID, at_least: int, below: int
    ) -> tuple[ColumnElement[bool], ...]:
        columns = self.part_table.c
        return columns.import_id == import_id, columns.seq >= at_least, columns.seq < below

    async def expire(self, tx: Transaction, before: datetime, now: datetime) -> int:
        """Close what the transaction's school left open since `before`, and forget old parts."""
        columns = self.table.c
        old = (columns.school_id == tx.school_id, columns.created_at < before)
        working = select(job.c.id).where(job.c.state.in_(OPEN_STATES))
        is_idle = columns.commit_job_id.in_(working).is_not(true())
        done = await tx.session.execute(
            update(self.table)
            .where(*old, columns.state.in_(_OPEN), is_idle)
            .values(state=ImportState.EXPIRED.value, closed_at=now)
            .returning(columns.id)
        )
        idle = select(columns.id).where(*old, is_idle)
        await tx.session.execute(
            delete(self.part_table).where(self.part_table.c.import_id.in_(idle))
        )
        return len(done.all())


def _state_with_job(state: ColumnElement[str]) -> ColumnElement[str]:
    """What a job that ended without its own word means for the import it worked on."""
    is_checking = state == ImportState.CHECKING.value
    is_stopped = (state == ImportState.COMMITTING.value) & job.c.state.in_(("failed", "cancelled"))
    return case(
        (is_checking & (job.c.state == "failed"), ImportState.FAILED.value),
        (is_checking & (job.c.state == "cancelled"), ImportState.CANCELLED.value),
        (is_stopped, ImportState.CHECKED.value),
        else_=state,
    )
