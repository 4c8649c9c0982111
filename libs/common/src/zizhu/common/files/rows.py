"""Rows of the table `file`: every statement that reads or writes them.

The table is plumbing and under no row-level security, so each statement names the school itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select, update

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.common.tables import file

STAGED = "staged"
KEPT = "kept"
SWEEP_ROWS = 500


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file without opening it. `sha256` is of the bytes as uploaded."""

    id: UUID
    media_type: str
    display_name: str
    size: int
    sha256: bytes
    state: str
    account_id: UUID | None
    owner_type: str | None
    owner_id: UUID | None
    created_at: datetime
    expires_at: datetime | None


_COLUMNS = [file.c[name] for name in StoredFile.__slots__]


def _here(tx: Transaction) -> ColumnElement[bool]:
    return file.c.school_id.is_not_distinct_from(tx.school_id)


def _owned(owner_type: str, owner_ids: Sequence[UUID]) -> ColumnElement[bool]:
    return and_(file.c.owner_type == owner_type, among(file.c.owner_id, owner_ids))


def _stored(row: Row[Any]) -> StoredFile:
    return StoredFile(*(row._mapping[column] for column in _COLUMNS))  # noqa: SLF001 - SQLAlchemy's public accessor


async def lock(tx: Transaction, *words: object) -> None:
    """Let transactions that count the same files wait for each other."""
    key = "|".join(("file", *map(str, words)))
    await tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def add(tx: Transaction, **values: object) -> StoredFile:
    row = await tx.session.execute(
        insert(file)
        .values(school_id=tx.school_id, created_at=tx.machine_now, **values)
        .returning(*_COLUMNS)
    )
    return _stored(row.one())


async def count_staged(tx: Transaction, account_id: UUID) -> int:
    found = await tx.session.scalar(
        select(func.count()).where(
            file.c.account_id == account_id,
            file.c.state == STAGED,
            file.c.expires_at > tx.machine_now,
        )
    )
    return found or 0


async def count_owned(tx: Transaction, owner_type: str, owner_id: UUID) -> int:
    found = await tx.session.scalar(select(func.count()).where(_owned(owner_type, [owner_id])))
    return found or 0


async def move(
    tx: Transaction, file_id: UUID, owner_type: str, owner_id: UUID, account_id: UUID | None
) -> StoredFile | None:
    """Give a staged file to its record, unless it is another's, expired or already given."""
    row = await tx.session.execute(
        update(file)
        .where(
            file.c.id == file_id,
            file.c.state == STAGED,
            file.c.account_id.is_not_distinct_from(account_id),
            or_(file.c.school_id.is_(None), _here(tx)),
            file.c.expires_at > tx.machine_now,
        )
        .values(
            state=KEPT,
            owner_type=owner_type,
            owner_id=owner_id,
            school_id=tx.school_id,
            expires_at=None,
        )
        .returning(*_COLUMNS)
    )
    found = row.first()
    return _stored(found) if found else None


async def staged_by(tx: Transaction, file_id: UUID, account_id: UUID | None) -> StoredFile | None:
    """Return the file if this account uploaded it, whatever became of it."""
    row = await tx.session.execute(
        select(*_COLUMNS).where(
            file.c.id == file_id,
            file.c.account_id.is_not_distinct_from(account_id),
            or_(file.c.school_id.is_(None), _here(tx)),
        )
    )
    found = row.first()
    return _stored(found) if found else None


async def list_owned(
    tx: Transaction, owner_type: str, owner_ids: Sequence[UUID]
) -> list[StoredFile]:
    rows = await tx.session.execute(
        select(*_COLUMNS)
        .where(_here(tx), _owned(owner_type, owner_ids))
        .order_by(file.c.created_at, file.c.id)
    )
    return [_stored(row) for row in rows]


async def wrapped_key(tx: Transaction, file_id: UUID) -> str:
    found = await tx.session.execute(select(file.c.wrapped_key).where(file.c.id == file_id))
    return str(found.scalar_one())


async def remove_owned(
    tx: Transaction, owner_type: str, owner_id: UUID, file_id: UUID | None = None
) -> list[UUID]:
    """Delete rows, and the files' keys with them; return the ids."""
    one = [file.c.id == file_id] if file_id else []
    rows = await tx.session.execute(
        delete(file).where(_here(tx), _owned(owner_type, [owner_id]), *one).returning(file.c.id)
    )
    return list(rows.scalars())


async def remove_staged(tx: Transaction, file_id: UUID, account_id: UUID | None) -> list[UUID]:
    rows = await tx.session.execute(
        delete(file)
        .where(
            file.c.id == file_id,
            file.c.state == STAGED,
            file.c.account_id.is_not_distinct_from(account_id),
        )
        .returning(file.c.id)
    )
    return list(rows.scalars())


async def remove_expired(tx: Transaction, now: datetime) -> list[UUID]:
    """Delete up to `SWEEP_ROWS` rows of every school that are over, passing over locked ones."""
    over = (
        select(file.c.id)
        .where(file.c.expires_at <= now)
        .limit(SWEEP_ROWS)
        .with_for_update(skip_locked=True)
    )
    rows = await tx.session.execute(
        delete(file).where(file.c.id.in_(over.scalar_subquery())).returning(file.c.id)
    )
    return list(rows.scalars())


async def known(tx: Transaction, ids: Sequence[UUID]) -> set[UUID]:
    rows = await tx.session.execute(select(file.c.id).where(among(file.c.id, ids)))
    return set(rows.scalars())
