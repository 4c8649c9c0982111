"""Messages that failed by themselves: kept, retried with back-off, and finally shown to an operator
who reads, replays or discards them. The same table and commands serve both buses.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.database import Database, DatabaseAway, Transaction, is_surroundings
from zizhu.common.errors import NotFound
from zizhu.common.events import read_envelope
from zizhu.common.inbox import Consumer, describe
from zizhu.common.tables import failed_message, inbox

TRIES = 12  # with the pauses below a message is given about half an hour before it is dead
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 600.0
POLL_SECONDS = 1.0


class NoSuchMessage(NotFound):
    code = "no_such_message"
    title = "没有这条失败消息"


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A kept message as an operator lists it."""

    event_id: UUID
    type: str
    subject: str
    error: str
    state: str
    attempts: int
    failed_at: datetime
    next_try_at: datetime


def pause_after(attempts: int) -> float:
    """Seconds to wait after the `attempts`-th failure: 1, 2, 4 … at most ten minutes."""
    return min(FIRST_PAUSE_SECONDS * 2.0 ** (attempts - 1), LONGEST_PAUSE_SECONDS)


class Retrier:
    """Try kept messages again until they pass or are dead."""

    def __init__(
        self,
        database: Database,
        consumer: Consumer,
        log: structlog.typing.FilteringBoundLogger,
    ) -> None:
        self._database = database
        self._consumer = consumer
        self._log = log

    async def pass_once(self) -> int:
        """Retry what is due, one message a transaction; return how many were tried."""
        tried = 0
        while await self._retry_next():
            tried += 1
        return tried

    async def _retry_next(self) -> bool:
        due = and_(failed_message.c.state == "waiting", failed_message.c.next_try_at <= func.now())
        return await self._try(due) is not None

    async def retry(self, event_id: UUID) -> bool:
        """Try one message, unless another worker does; return whether it passed."""
        return await self._try(failed_message.c.event_id == event_id) is True

    async def _try(self, which: ColumnElement[bool]) -> bool | None:
        """Try the first message of `which` that nobody else tries; None where there is none."""
        event_id: UUID | None = None
        try:
            async with self._database.transaction() as tx:
                row = (
                    await tx.session.execute(
                        select(failed_message.c.event_id, failed_message.c.body)
                        .where(which)
                        .order_by(failed_message.c.next_try_at)
                        .limit(1)
                        .with_for_update(skip_locked=True)
                    )
                ).first()
                if row is None:
                    return None
                event_id = row.event_id
                await self._consumer.apply(tx, read_envelope(row.body))
                await tx.session.execute(
                    delete(failed_message).where(failed_message.c.event_id == event_id)
                )
        except Exception as error:
            if event_id is None or is_surroundings(error):
                raise
            await self._postpone(event_id, error)
            return False
        return True

    async def _postpone(self, event_id: UUID, error: Exception) -> None:
        async with self._database.transaction() as tx:
            attempts = await tx.session.scalar(
                update(failed_message)
                .where(failed_message.c.event_id == event_id)
                .values(attempts=failed_message.c.attempts + 1, error=describe(error))
                .returning(failed_message.c.attempts)
            )
            if attempts is None:
                return
            is_dead = attempts >= TRIES
            await tx.session.execute(
                update(failed_message)
                .where(failed_message.c.event_id == event_id)
                .values(
                    state="dead" if is_dead else "waiting",
                    next_try_at=func.now()
                    + func.make_interval(0, 0, 0, 0, 0, 0, pause_after(attempts)),
                )
            )
        if is_dead:
            self._log.error("message_dead", event_id=str(event_id), error=describe(error))

    async def run(self, stopping: asyncio.Event) -> None:
        """Retry until `stopping`."""
        while not stopping.is_set():
            try:
                await self.pass_once()
            except DatabaseAway:
                self._log.warning("retrier_waits")
            try:
                await asyncio.wait_for(stopping.wait(), POLL_SECONDS)
            except TimeoutError:
                continue


COLUMNS = [failed_message.c[name] for name in FailedMessage.__slots__]


async def list_failed(database: Database) -> Sequence[FailedMessage]:
    """Every kept message, oldest first."""
    async with database.transaction() as tx:
        rows = await tx.session.execute(select(*COLUMNS).order_by(failed_message.c.failed_at))
        return [FailedMessage(*row) for row in rows]


async def count_failed(database: Database) -> dict[str, int]:
    """How many kept messages wait, and how many are dead."""
    async with database.transaction() as tx:
        rows = await tx.session.execute(
            select(failed_message.c.state, func.count().label("kept")).group_by(
                failed_message.c.state
            )
        )
        return {"waiting": 0, "dead": 0, **{row.state: row.kept for row in rows}}


async def replay(tx: Transaction, event_id: UUID, *, reason: str | None = None) -> None:
    """Make a kept message due at once. Raises NoSuchMessage."""
    done = await tx.session.scalar(
        update(failed_message)
        .where(failed_message.c.event_id == event_id)
        .values(state="waiting", attempts=0, next_try_at=func.now())
        .returning(failed_message.c.event_id)
    )
    if done is None:
        raise NoSuchMessage("没有这条失败消息，可能已经处理完成。")
    tx.record("message.replayed", of="message", object_id=event_id, reason=reason)


async def discard(tx: Transaction, event_id: UUID, *, reason: str) -> None:
    """Drop a kept message for good, with a reason on the audit trail. Raises NoSuchMessage."""
    kind = await tx.session.scalar(
        delete(failed_message)
        .where(failed_message.c.event_id == event_id)
        .returning(failed_message.c.type)
    )
    if kind is None:
        raise NoSuchMessage("没有这条失败消息，可能已经处理完成。")
    # A copy that the bus still holds must not bring it back.
    await tx.session.execute(insert(inbox).values(event_id=event_id).on_conflict_do_nothing())
    tx.record("message.discarded", of="message", object_id=event_id, reason=reason, type=kind)
