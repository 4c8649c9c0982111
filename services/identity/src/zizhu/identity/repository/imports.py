"""Staff imports and their encrypted parts. Each belongs to the account that uploaded it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, select, update
from sqlalchemy.engine import RowMapping

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.tables import job
from zizhu.identity.domain.importing import OPEN, Choice, ImportState, StaffImport
from zizhu.identity.errors import NoSuchImport
from zizhu.identity.models import StaffImportPartRow, StaffImportRow

_CHECKING = StaffImportRow.state == ImportState.CHECKING.value
_COMMITTING = StaffImportRow.state == ImportState.COMMITTING.value
# What a job that ended without its own word means for the import it worked on.
_STATE = case(
    (and_(_CHECKING, job.c.state == "failed"), ImportState.FAILED.value),
    (and_(_CHECKING, job.c.state == "cancelled"), ImportState.CANCELLED.value),
    (
        and_(_COMMITTING, job.c.state.in_(("failed", "cancelled"))),
        ImportState.CHECKED.value,
    ),
    else_=StaffImportRow.state,
).label("state")
_COLUMNS = [
    _STATE if name == "state" else getattr(StaffImportRow, name) for name in StaffImport.__slots__
]
_WITH_JOB = select(*_COLUMNS).join(
    job,
    job.c.id == func.coalesce(StaffImportRow.commit_job_id, StaffImportRow.job_id),
    isouter=True,
)


def _import(row: RowMapping) -> StaffImport:
    values: dict[str, Any] = dict(row)
    choice = values["choice"]
    values |= {"state": ImportState(values["state"]), "choice": Choice(choice) if choice else None}
    return StaffImport(**values)


def _mine(scope: Scope, account_id: UUID) -> ColumnElement[bool]:
    """The school sees its imports; a department only what it uploaded itself."""
    inside = StaffImportRow.school_id == scope.school_id
    if scope.is_school_wide:
        return inside
    return and_(inside, StaffImportRow.account_id == account_id)


async def find_import(
    tx: Transaction, scope: Scope, account_id: UUID, import_id: UUID, *, lock: bool = False
) -> StaffImport:
    """Return an import of the caller. Raises NoSuchImport."""
    query = _WITH_JOB.where(StaffImportRow.id == import_id, _mine(scope, account_id))
    if lock:
        query = query.with_for_update(of=StaffImportRow)
    row = (await tx.session.execute(query)).mappings().first()
    if row is None:
        raise NoSuchImport
    return _import(row)


async def open_import(tx: Transaction, school_id: UUID, account_id: UUID) -> StaffImport | None:
    """Return what this account uploaded and has not finished."""
    states = [state.value for state in OPEN]
    query = (
        _WITH_JOB.where(
            StaffImportRow.school_id == school_id,
            StaffImportRow.account_id == account_id,
            StaffImportRow.state.in_(states),
        )
        .order_by(StaffImportRow.id.desc())
        .limit(5)
    )
    found = [_import(row) for row in (await tx.session.execute(query)).mappings()]
    return next((one for one in found if one.state in OPEN), None)


async def list_imports(
    tx: Transaction, scope: Scope, account_id: UUID, *, after: UUID | None, limit: int
) -> list[StaffImport]:
    """Return the caller's imports, newest first."""
    query = _WITH_JOB.where(_mine(scope, account_id))
    if after is not None:
        query = query.where(StaffImportRow.id < after)
    query = query.order_by(StaffImportRow.id.desc()).limit(limit)
    return [_import(row) for row in (await tx.session.execute(query)).mappings()]


async def add_import(tx: Transaction, one: StaffImport) -> None:
    values = {name: getattr(one, name) for name in StaffImport.__slots__}
    await tx.session.execute(insert(StaffImportRow).values(**values))


async def save_import(tx: Transaction, import_id: UUID, **values: object) -> None:
    await tx.session.execute(
        update(StaffImportRow).where(StaffImportRow.id == import_id).values(**values)
    )


async def put_part(
    tx: Transaction, import_id: UUID, school_id: UUID, *, seq: int, content: bytes
) -> None:
    """Keep a part in the place of an earlier one of the same number."""
    await drop_parts(tx, import_id, seq=seq)
    await tx.session.execute(
        insert(StaffImportPartRow).values(
            import_id=import_id, school_id=school_id, seq=seq, content=content
        )
    )


async def load_part(tx: Transaction, import_id: UUID, seq: int) -> bytes | None:
    found: bytes | None = await tx.session.scalar(
        select(StaffImportPartRow.content).where(
            StaffImportPartRow.import_id == import_id, StaffImportPartRow.seq == seq
        )
    )
    return found


async def drop_parts(tx: Transaction, import_id: UUID, *, seq: int | None = None) -> None:
    where: ColumnElement[bool] = StaffImportPartRow.import_id == import_id
    if seq is not None:
        where = and_(where, StaffImportPartRow.seq == seq)
    await tx.session.execute(delete(StaffImportPartRow).where(where))


async def expire_imports(tx: Transaction, before: datetime, now: datetime) -> None:
    """Close what the transaction's school left open since `before`, and forget old parts."""
    old = StaffImportRow.created_at < before
    states = (ImportState.CHECKING.value, ImportState.CHECKED.value)
    await tx.session.execute(
        update(StaffImportRow)
        .where(old, StaffImportRow.state.in_(states))
        .values(state=ImportState.EXPIRED.value, closed_at=now)
    )
    ids = select(StaffImportRow.id).where(old, ~_COMMITTING)
    await tx.session.execute(
        delete(StaffImportPartRow).where(StaffImportPartRow.import_id.in_(ids))
    )
