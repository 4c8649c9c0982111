"""The lease primitive: claim rows, keep the claim alive, and fence by token.

Outbox rows, jobs and timers share it. A worker that lost its lease finds its token gone and its
fenced write touches no row, so two workers never both finish the same thing. Times are the
database's own, so that clocks of several machines do not matter.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from zizhu.common.database import Database, DatabaseAway

BEATS = 5  # a lease is prolonged five times in its life, so that four may fail


class LeaseLost(Exception):
    """Another worker holds the row now; drop what was done."""


def later(seconds: float | ColumnElement[float]) -> ColumnElement[datetime]:
    """The database's instant so many seconds from now."""
    return func.now() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)


def free(table: Table) -> ColumnElement[bool]:
    """The rows that nobody holds."""
    column = table.c.leased_until
    return or_(column.is_(None), column < func.now())


async def claim(
    session: AsyncSession,
    table: Table,
    where: ColumnElement[bool],
    *,
    token: UUID,
    limit: int,
    seconds: float,
) -> Sequence[Row[tuple[object, ...]]]:
    """Take up to `limit` free rows for `seconds`, in key order, passing over locked ones."""
    key = next(iter(table.primary_key.columns))
    order = table.c.seq if "seq" in table.c else key
    picked = (
        select(key)
        .where(and_(where, free(table)))
        .order_by(order)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("picked")
    )
    statement = (
        update(table)
        .where(key.in_(select(picked.c[key.name])))
        .values(lease_token=token, leased_until=later(seconds), attempts=table.c.attempts + 1)
        .returning(*table.columns)
    )
    rows = (await session.execute(statement)).all()
    return sorted(rows, key=lambda row: row._mapping[order])  # noqa: SLF001 - SQLAlchemy's public accessor


async def heartbeat(
    session: AsyncSession, table: Table, key: object, *, token: UUID, seconds: float
) -> None:
    """Prolong a claim. Raises LeaseLost when the token is no longer ours."""
    await fenced(session, table, key, token=token, leased_until=later(seconds))


async def fenced(
    session: AsyncSession, table: Table, key: object, *, token: UUID, **values: object
) -> None:
    """Write `values` on the row with this key, if we still hold it. Raises LeaseLost."""
    column = next(iter(table.primary_key.columns))
    done = await session.execute(
        update(table).where(column == key, table.c.lease_token == token).values(**values)
    )
    if done.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        raise LeaseLost(f"{table.name} {key}")


async def release(session: AsyncSession, table: Table, *, token: UUID) -> None:
    """Give back everything still held under `token`, at once and as if never claimed."""
    await session.execute(
        update(table)
        .where(table.c.lease_token == token)
        .values(lease_token=None, leased_until=None, attempts=table.c.attempts - 1)
    )


async def postpone(
    session: AsyncSession, table: Table, *, token: UUID, first: float, longest: float
) -> None:
    """Give back everything still held under `token`, free again after a pause in seconds that
    doubles from `first` with each attempt up to `longest`, give or take a quarter.
    """
    doubled = first * func.power(2.0, func.least(table.c.attempts, 30) - 1)
    jitter = 0.75 + func.random() / 2
    await session.execute(
        update(table)
        .where(table.c.lease_token == token)
        .values(lease_token=None, leased_until=later(func.least(doubled, longest) * jitter))
    )


@asynccontextmanager
async def kept_alive(
    database: Database, table: Table, key: object, *, token: UUID, seconds: float
) -> AsyncIterator[None]:
    """Prolong a claim while the body works. A claim that is lost stays lost: the fence tells."""

    async def prolong(session: AsyncSession) -> None:
        await heartbeat(session, table, key, token=token, seconds=seconds)

    async with _beating(database, prolong, seconds):
        yield


@asynccontextmanager
async def all_kept_alive(
    database: Database, table: Table, *, token: UUID, seconds: float
) -> AsyncIterator[None]:
    """Prolong whatever is still held under `token` while the body works."""

    async def prolong(session: AsyncSession) -> None:
        held = table.c.lease_token == token
        await session.execute(update(table).where(held).values(leased_until=later(seconds)))

    async with _beating(database, prolong, seconds):
        yield


@asynccontextmanager
async def _beating(
    database: Database, prolong: Callable[[AsyncSession], Awaitable[None]], seconds: float
) -> AsyncIterator[None]:
    async def beat() -> None:
        while True:
            await asyncio.sleep(seconds / BEATS)
            try:
                async with database.transaction() as tx:
                    await prolong(tx.session)
            except DatabaseAway:
                continue
            except LeaseLost:
                return

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
