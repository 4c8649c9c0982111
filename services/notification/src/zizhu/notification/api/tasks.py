"""To-dos and messages of whoever is signed in."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from zizhu.common.paging import DEFAULT_SIZE, MAX_SIZE, CursorInvalid, Page, page_of, read_cursor
from zizhu.common.problems import problems
from zizhu.common.web import AsMember
from zizhu.notification.errors import NoSuchMessage
from zizhu.notification.repository import tasks as repository
from zizhu.notification.schemas import Counts, Marked, MessageOut, MessagesRead, TodoOut

router = APIRouter(prefix="/api/v1/notification", tags=["tasks"])
MOST_TODOS = 200


@router.get("/todos")
async def list_todos(caller: AsMember) -> list[TodoOut]:
    """List what the caller has to do, the most urgent first."""
    async with caller.transaction() as tx:
        found = await repository.list_todos(tx, caller.principal, limit=MOST_TODOS)
    return [TodoOut.of(todo) for todo in found]


@router.get("/messages")
async def list_messages(
    caller: AsMember,
    *,
    unread: bool = False,
    cursor: str | None = None,
    size: Annotated[int, Query(ge=1, le=MAX_SIZE)] = DEFAULT_SIZE,
) -> Page[MessageOut]:
    """List the caller's messages, the newest first."""
    async with caller.transaction() as tx:
        found = await repository.list_messages(
            tx, caller.principal, unread_only=unread, before=position(cursor), limit=size + 1
        )
    return page_of(
        found,
        size,
        item=MessageOut.of,
        position=lambda message: (message.sent_at.isoformat(), str(message.id)),
    )


def position(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Read a cursor of an instant and an id. Raises CursorInvalid."""
    if cursor is None:
        return None
    instant, row_id = read_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(str(instant)), UUID(str(row_id))
    except ValueError as error:
        raise CursorInvalid("翻页标记无效，请从第一页重新查询。") from error


@router.get("/counts")
async def count_open(caller: AsMember) -> Counts:
    """Tell how many to-dos are open and how many messages unread."""
    async with caller.transaction() as tx:
        todos, unread = await repository.count_open(tx, caller.principal)
    return Counts(open_todos=todos, unread_messages=unread)


@router.post("/messages/read", responses=problems(NoSuchMessage))
async def mark_read(caller: AsMember, which: MessagesRead) -> Marked:
    """Mark messages read; repeating it changes nothing."""
    async with caller.transaction() as tx:
        marked = await repository.mark_read(
            tx, caller.principal, which.message_ids, at=tx.machine_now
        )
    return Marked(marked=marked)
