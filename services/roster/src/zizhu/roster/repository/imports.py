"""Imports and their encrypted parts."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, func, insert, select, true, update
from sqlalchemy.engine import RowMapping

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.jobs import OPEN_STATES
from zizhu.common.tables import job
from zizhu.roster.domain.importing import OPEN, Choice, Import, ImportKind, ImportState
from zizhu.roster.errors.imports import NoSuchImport
from zizhu.roster.models import ImportPartRow, ImportRow

_JOB_OVER = ("failed", "cancelled")

# What a job that ended without its own word means for the import it worked on.
_STATE = case(
    (
        (ImportRow.state == ImportState.CHECKING.value) & (job.c.state == "failed"),
        ImportState.FAILED.value,
    ),
    (
        (ImportRow.state == ImportState.CHECKING.value) & (job.c.state == "cancelled"),
        ImportState.CANCELLED.value,
    ),
    (
        (ImportRow.state == ImportState.COMMITTING.value) & job.c.state.in_(_JOB_OVER),
        ImportState.CHECKED.value,
    ),
    else_=ImportRow.state,
).label("state")
_COLUMNS = [_STATE if name == "state" else getattr(ImportRow, name) for name in Import.__slots__]
_WITH_JOB = select(*_COLUMNS).join(
    job, job.c.id == func.coalesce(ImportRow.commit_job_id, ImportRow.job_id), isouter=True
)


def _import(row: RowMapping | Mapping[str, object]) -> Import:
    values = dict(row)
    choice = values["choice"]
    return Import(
        **{
            **values,
            "kind": ImportKind(str(values["kind"])),
            "state": ImportState(str(values["state"])),
            "choice": Choice(str(choice)) if choice else None,
        }
    )


async def find_import(
    tx: Transaction, scope: Scope, import_id: UUID, *, lock: bool = False
) -> Import:
    """Return an import of the school. Raises NoSuchImport."""
    query = _WITH_JOB.where(ImportRow.school_id == scope.school_id, ImportRow.id == import_id)
    if lock:
        query = query.with_for_update(of=ImportRow)
    row = (await tx.session.execute(query)).mappings().first()
    if row is None:
        raise NoSuchImport
    return _import(row)


async def open_import(tx: Transaction, scope: Scope) -> Import | None:
    """Return the school's import that is not finished."""
    states = [state.value for state in OPEN]
    query = (
        _WITH_JOB.where(ImportRow.school_id == scope.school_id, ImportRow.state.in_(states))
        .order_by(ImportRow.created_at.desc())
        .limit(5)
    )
    found = [_import(row) for row in (await tx.session.execute(query)).mappings()]
    return next((one for one in found if one.state in OPEN), None)


async def list_imports(
    tx: Transaction, scope: Scope, *, after: UUID | None, limit: int
) -> list[Import]:
    """Return the school's imports, newest first."""
    query = _WITH_JOB.where(ImportRow.school_id == scope.school_id)
    if after is not None:
        query = query.where(ImportRow.id < after)
    query = query.order_by(ImportRow.id.desc()).limit(limit)
    return [_import(row) for row in (await tx.session.execute(query)).mappings()]


async def add_import(tx: Transaction, one: Import) -> None:
    values = {name: getattr(one, name) for name in Import.__slots__}
    await tx.session.execute(insert(ImportRow).values(**values))


async def save_import(tx: Transaction, import_id: UUID, **values: object) -> None:
    """Write some columns of an import."""
    await tx.session.execute(update(ImportRow).where(ImportRow.id == import_id).values(**values))


async def add_part(
    tx: Transaction, import_id: UUID, school_id: UUID, seq: int, content: bytes
) -> None:
    await tx.session.execute(
        insert(ImportPartRow).values(
            import_id=import_id, seq=seq, school_id=school_id, content=content
        )
    )


async def load_part(tx: Transaction, import_id: UUID, seq: int) -> bytes | None:
    """Return an encrypted part, if it is still there."""
    return await tx.session.scalar(
        select(ImportPartRow.content).where(
            ImportPartRow.import_id == import_id, ImportPartRow.seq == seq
        )
    )


async def part_numbers(
    tx: Transaction, import_id: UUID, *, at_least: int = 1, below: int = 1_000_000
) -> list[int]:
    """Return the numbers of an import's parts within a range, in order."""
    return list(
        await tx.session.scalars(
            select(ImportPartRow.seq)
            .where(
                ImportPartRow.import_id == import_id,
                ImportPartRow.seq >= at_least,
                ImportPartRow.seq < below,
            )
            .order_by(ImportPartRow.seq)
        )
    )


async def drop_parts(
    tx: Transaction, import_id: UUID, *, from_seq: int = 0, below: int = 1_000_000
) -> None:
    """Forget parts of an import within a range of numbers."""
    seq = ImportPartRow.seq
    await tx.session.execute(
        delete(ImportPartRow).where(
            ImportPartRow.import_id == import_id, seq >= from_seq, seq < below
        )
    )


async def expire_imports(tx: Transaction, before: datetime, now: datetime) -> int:
    """Close what the transaction's school left open since `before`, and forget old parts."""
    old = (ImportRow.school_id == tx.school_id, ImportRow.created_at < before)
    working = select(job.c.id).where(job.c.state.in_(OPEN_STATES))
    is_written = ImportRow.commit_job_id.in_(working)
    open_states = [state.value for state in OPEN]
    done = await tx.session.execute(
        update(ImportRow)
        .where(*old, ImportRow.state.in_(open_states), is_written.is_not(true()))
        .values(state=ImportState.EXPIRED.value, closed_at=now)
        .returning(ImportRow.id)
    )
    ids = select(ImportRow.id).where(*old, is_written.is_not(true()))
    await tx.session.execute(delete(ImportPartRow).where(ImportPartRow.import_id.in_(ids)))
    return len(done.all())
