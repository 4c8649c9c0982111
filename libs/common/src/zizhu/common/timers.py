"""Timers fire once in the whole cluster: a row a timer, taken by lease."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.database import DatabaseAway
from zizhu.common.ids import new_id
from zizhu.common.lease import LeaseLost, claim, fenced, free, kept_alive, later
from zizhu.common.parts import Parts, Timer
from zizhu.common.tables import timer as timer_table

LEASE_SECONDS = 30.0  # prolonged while the timer runs
POLL_SECONDS = 1.0


async def fire_due(parts: Parts, timers: Sequence[Timer]) -> int:
    """Run every timer that is due and free; return how many ran."""
    fired = 0
    for timer in await _due(parts, timers):
        token = new_id()
        async with parts.database.transaction() as tx:
            rows = await claim(
                tx.session,
                timer_table,
                and_(timer_table.c.name == timer.name, timer_table.c.next_at <= func.now()),
                token=token,
                limit=1,
                seconds=LEASE_SECONDS,
            )
        if rows:
            await _fire(parts, timer, token)
            fired += 1
    return fired


async def _due(parts: Parts, timers: Sequence[Timer]) -> list[Timer]:
    """Look once for all timers, as an installation at rest does every second."""
    names = [timer.name for timer in timers]
    async with parts.database.transaction() as tx:
        rows = await tx.session.execute(
            select(
                timer_table.c.name, and_(timer_table.c.next_at <= func.now(), free(timer_table))
            ).where(timer_table.c.name.in_(names))
        )
        is_due = {row[0]: row[1] for row in rows}
        missing = [{"name": name, "next_at": func.now()} for name in names if name not in is_due]
        if missing:
            await tx.session.execute(insert(timer_table).values(missing).on_conflict_do_nothing())
    return [timer for timer in timers if is_due.get(timer.name, True)]


async def _fire(parts: Parts, timer: Timer, token: UUID) -> None:
    try:
        async with kept_alive(
            parts.database, timer_table, timer.name, token=token, seconds=LEASE_SECONDS
        ):
            await timer.run(parts)
    except DatabaseAway:
        raise
    except Exception:
        parts.log.exception("timer_broke", timer=timer.name)
    async with parts.database.transaction() as tx:
        try:
            await fenced(
                tx.session,
                timer_table,
                timer.name,
                token=token,
                next_at=later(timer.every.total_seconds()),
                lease_token=None,
                leased_until=None,
            )
        except LeaseLost:
            parts.log.warning("timer_overran", timer=timer.name)


async def run_timers(parts: Parts, timers: Sequence[Timer], stopping: asyncio.Event) -> None:
    """Fire timers until `stopping`."""
    while not stopping.is_set():
        try:
            await fire_due(parts, timers)
        except DatabaseAway:
            parts.log.warning("timers_wait")
        try:
            await asyncio.wait_for(stopping.wait(), POLL_SECONDS)
        except TimeoutError:
            continue
