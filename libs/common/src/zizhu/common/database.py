"""One request or one message is one transaction: rows, outbox, inbox and audit line together.

This is the only module that commits. A transaction names the school whose rows it may touch
(row-level security); without one it sees no row of any table that holds people.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import asyncpg
from redis.exceptions import ConnectionError as CacheAway
from redis.exceptions import TimeoutError as CacheSlow
from sqlalchemy import Select, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from zizhu.common import crash
from zizhu.common.audit import Actor, Line, line_values
from zizhu.common.clock import Clock, MachineClock
from zizhu.common.errors import Unavailable
from zizhu.common.events import Envelope, Event
from zizhu.common.ids import new_id
from zizhu.common.tables import audit_line, outbox
from zizhu.common.tracing import current_traceparent

T = TypeVar("T")

POOL_SIZE = 5  # the embedded server allows 100 connections for all services together
NOBODY = Actor()


class DatabaseAway(Unavailable):
    """PostgreSQL does not answer."""

    code = "database_away"
    title = "数据库暂不可用"

    def __init__(self) -> None:
        super().__init__("数据库暂时无法访问，您的操作没有保存，请稍后重试。", retry_after=5)


_PASSING = ("08", "40", "53", "57", "58")  # SQLSTATE: connection, retry, resources, operator, IO
_FROM_DRIVER = (asyncpg.PostgresError, asyncpg.InterfaceError)
_NO_ANSWER = (PoolTimeout, ConnectionError, TimeoutError, CacheAway, CacheSlow)


def is_surroundings(error: BaseException) -> bool:
    """Tell whether an error is the surroundings' fault, so that waiting may cure it.

    A value that the driver cannot send is not: it also comes as an `InterfaceError`, and waiting
    would stop the consumer for good. Neither is a missing file.
    """
    if isinstance(error, (DatabaseAway, *_NO_ANSWER)):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(cause, "sqlstate", None) or "").startswith(_PASSING)


class Bell:
    """Wakes whoever waits, and remembers: a ring between a look and the wait is not missed."""

    def __init__(self) -> None:
        self.rings = 0
        self._next = asyncio.Event()

    def set(self) -> None:
        """Ring."""
        self.rings += 1
        ringing, self._next = self._next, asyncio.Event()
        ringing.set()

    async def after(self, seen: int, within: float) -> None:
        """Wait until it has rung more than `seen` times, at most `within` seconds."""
        try:
            async with asyncio.timeout(within):
                while self.rings <= seen:
                    await self._next.wait()
        except TimeoutError:
            return


@dataclass
class Transaction:
    """What a use case works in: rows through `session`, events by `announce`, audit by `record`."""

    session: AsyncSession
    source: str
    machine_now: datetime
    school_id: UUID | None = None
    actor: Actor = NOBODY
    correlation_id: str | None = None
    _events: list[Mapping[str, object]] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=list)
    _after: list[Callable[[], None]] = field(default_factory=list)
    has_announced: bool = False

    def announce(
        self,
        event: Event,
        *,
        subject: object,
        version: int,
        target: str | None = None,
        school_id: UUID | None = None,
    ) -> UUID:
        """Put an event into the outbox of this transaction and return its id.

        `version` is the row's version after the change; `target` sends a resync to one consumer.
        """
        data = event.model_dump_json().encode()
        return self.announce_written(
            type(event), data, subject=subject, version=version, target=target, school_id=school_id
        )

    def announce_written(
        self,
        event: type[Event],
        data: bytes,
        *,
        subject: object,
        version: int,
        target: str | None = None,
        school_id: UUID | None = None,
    ) -> UUID:
        """Do what `announce` does with an event that is already written, as JSON of its class."""
        envelope = Envelope(
            id=new_id(),
            source=self.source,
            type=event.type,
            time=self.machine_now,
            subject=str(subject),
            version=version,
            school_id=school_id or self.school_id,
            correlation_id=self.correlation_id,
            traceparent=current_traceparent(),
            data={},
        )
        row = {"event_id": envelope.id, "type": event.type, "bulk": event.bulk, "target": target}
        self._events.append({**row, "body": envelope.around(data)})
        self.has_announced = True
        return envelope.id

    def record(
        self,
        action: str,
        *,
        of: str,
        object_id: object,
        result: str = "ok",
        reason: str | None = None,
        **details: object,
    ) -> None:
        """Write an audit line with this transaction. `details` are states and ids, masked."""
        self._lines.append(
            Line(
                id=new_id(),
                at=self.machine_now,
                school_id=self.school_id,
                actor=self.actor,
                action=action,
                object_type=of,
                object_id=str(object_id),
                result=result,
                reason=reason,
                details=details,
                request_id=self.correlation_id,
            )
        )

    def after_commit(self, act: Callable[[], None]) -> None:
        """Call `act` once the transaction is committed (wake-ups; nothing that matters)."""
        self._after.append(act)

    async def limit_to(self, school_id: UUID | None) -> None:
        """From here on touch only the rows of `school_id`."""
        self.school_id = school_id
        await self.session.execute(
            text("SELECT set_config('zizhu.school', :school, true)"),
            {"school": str(school_id or "")},
        )

    async def flush(self) -> None:
        """Write outbox rows and audit lines so far; the commit does it anyway."""
        await self.session.flush()
        if self._events:
            await self.session.execute(insert(outbox), self._events)
            self._events.clear()
        if self._lines:
            await self.session.execute(insert(audit_line), [line_values(x) for x in self._lines])
            self._lines.clear()


class Database:
    """One service's database: a small pool, and transactions."""

    def __init__(self, dsn: str, *, source: str, clock: Clock | None = None) -> None:
        self.source = source
        self.engine: AsyncEngine = create_async_engine(
            dsn,
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=5,
            pool_pre_ping=False,
            pool_use_lifo=True,
            hide_parameters=True,  # an error's text must not tell the values that broke it
            connect_args={"timeout": 3, "command_timeout": 600},
        )
        # A lone read needs no BEGIN and COMMIT around it: one round trip instead of three.
        self._lone = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        self._clock = clock or MachineClock()
        self.wake = Bell()

    @asynccontextmanager
    async def transaction(
        self,
        school_id: UUID | None = None,
        *,
        actor: Actor = NOBODY,
        correlation_id: str | None = None,
    ) -> AsyncIterator[Transaction]:
        """Open a transaction limited to a school; it commits at the end, or nothing happened.

        Raises DatabaseAway when PostgreSQL does not answer.
        """
        try:
            async with self._sessions() as session:
                await self._connect(session)
                tx = Transaction(
                    session=session,
                    source=self.source,
                    machine_now=self._clock.now(),
                    actor=actor,
                    correlation_id=correlation_id,
                )
                if school_id is not None:
                    await tx.limit_to(school_id)
                yield tx
                await tx.flush()
                crash.point("transaction.before_commit")
                await session.commit()
                crash.point("transaction.after_commit")
        except (DBAPIError, *_FROM_DRIVER, *_NO_ANSWER) as error:
            if is_surroundings(error):
                raise DatabaseAway from error
            raise
        if tx.has_announced:
            self.wake.set()
        for act in tx._after:  # noqa: SLF001 - what the use case left to do
            act()

    async def _connect(self, session: AsyncSession) -> None:
        """Take a connection now: a missing socket file is an absent server here, and only here."""
        try:
            await session.connection()
        except (DBAPIError, OSError, PoolTimeout, *_FROM_DRIVER) as error:
            raise DatabaseAway from error

    async def read_one(self, statement: Select[tuple[T]]) -> T | None:
        """Read one value outside any transaction; for tables without row-level security only.

        Raises DatabaseAway.
        """
        try:
            async with self._lone.connect() as connection:
                found: T | None = await connection.scalar(statement)
        except (DBAPIError, OSError, *_FROM_DRIVER, *_NO_ANSWER) as error:
            if isinstance(error, OSError) or is_surroundings(error):
                raise DatabaseAway from error
            raise
        return found

    async def is_ready(self) -> bool:
        """Tell whether the database answers a query within its time-out."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, OSError, PoolTimeout, *_FROM_DRIVER):
            return False
        return True

    async def close(self) -> None:
        await self.engine.dispose()
