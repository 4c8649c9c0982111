"""To-dos and messages of a principal, and how many are open or unread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.among import among
from zizhu.common.auth import Principal
from zizhu.common.database import Transaction
from zizhu.notification.errors import NoSuchMessage
from zizhu.notification.models import MessageReadRow, MessageRow, TodoRow
from zizhu.notification.repository.addressed import addressed_to


@dataclass(frozen=True, slots=True)
class Todo:
    id: UUID
    kind: str
    title: str
    link: str
    facts: dict[str, str]
    due_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    id: UUID
    kind: str
    title: str
    body: str
    link: str | None
    sent_at: datetime
    is_read: bool


async def list_todos(tx: Transaction, principal: Principal, *, limit: int) -> list[Todo]:
    """Open to-dos, the most urgent first."""
    columns = [getattr(TodoRow, name) for name in Todo.__slots__]
    rows = await tx.session.execute(
        select(*columns)
        .where(TodoRow.is_open, addressed_to(principal, TodoRow))
        .order_by(TodoRow.due_at.asc().nulls_last(), TodoRow.id)
        .limit(limit)
    )
    return [Todo(*row) for row in rows]


def _is_read(account_id: UUID) -> ColumnElement[bool]:
    return exists().where(
        MessageReadRow.message_id == MessageRow.id, MessageReadRow.account_id == account_id
    )


async def list_messages(
    tx: Transaction,
    principal: Principal,
    *,
    unread_only: bool,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Message]:
    """Messages, the newest first, after the position `before`."""
    is_read = _is_read(principal.account_id)
    columns = [getattr(MessageRow, name) for name in Message.__slots__ if name != "is_read"]
    query = select(*columns, is_read).where(addressed_to(principal, MessageRow))
    if unread_only:
        query = query.where(~is_read)
    if before is not None:
        sent_at, message_id = before
        query = query.where(
            or_(
                MessageRow.sent_at < sent_at,
                and_(MessageRow.sent_at == sent_at, MessageRow.id < message_id),
            )
        )
    query = query.order_by(MessageRow.sent_at.desc(), MessageRow.id.desc()).limit(limit)
    rows: Sequence[tuple[Any, ...]] = [tuple(row) for row in await tx.session.execute(query)]
    return [Message(*row) for row in rows]


async def count_open(tx: Transaction, principal: Principal) -> tuple[int, int]:
    """Return how many to-dos are open and how many messages unread."""
    todos = await tx.session.scalar(
        select(func.count()).where(TodoRow.is_open, addressed_to(principal, TodoRow))
    )
    unread = await tx.session.scalar(
        select(func.count()).where(
            addressed_to(principal, MessageRow), ~_is_read(principal.account_id)
        )
    )
    return todos or 0, unread or 0


async def mark_read(
    tx: Transaction, principal: Principal, message_ids: Sequence[UUID] | None, *, at: datetime
) -> int:
    """Mark messages read, all of them where none is named; return how many newly are.

    Raises NoSuchMessage when a named one is not the principal's.
    """
    query = select(MessageRow.id).where(addressed_to(principal, MessageRow))
    if message_ids is not None:
        query = query.where(among(MessageRow.id, message_ids))
    found = list(await tx.session.scalars(query))
    if message_ids is not None and len(found) != len(set(message_ids)):
        raise NoSuchMessage
    if not found:
        return 0
    rows = [
        {
            "message_id": message_id,
            "account_id": principal.account_id,
            "school_id": principal.scope.school_id,
            "read_at": at,
        }
        for message_id in found
    ]
    fresh = insert(MessageReadRow).values(rows).on_conflict_do_nothing()
    done = await tx.session.execute(fresh.returning(MessageReadRow.message_id))
    return len(done.all())
