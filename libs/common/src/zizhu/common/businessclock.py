"""The installation's one clock shift: owned by identity, spread by event, kept in every database.

Every process re-reads it, so that several replicas of a service agree; in production the shift is
always zero.
"""

import asyncio
from datetime import timedelta
from typing import Any, Protocol, cast

from sqlalchemy import select, update

from zizhu.common.database import Database, DatabaseAway, Transaction
from zizhu.common.events import Message
from zizhu.common.parts import Parts
from zizhu.common.tables import installation

POLL_SECONDS = 2.0


class ClockShift(Protocol):
    """What `identity.business_clock_shifted.v1` says."""

    @property
    def shift_seconds(self) -> int: ...


async def on_clock_shifted(parts: Parts, tx: Transaction, message: Message[Any]) -> None:
    """Take over the installation's shift; older news changes nothing."""
    shift = cast(ClockShift, message.data).shift_seconds
    await keep_shift(parts, tx, shift, message.envelope.version)


async def keep_shift(parts: Parts, tx: Transaction, seconds: int, version: int) -> None:
    """Store a shift, and use it from the commit on."""
    newer = await tx.session.execute(
        update(installation)
        .where(installation.c.clock_version < version)
        .values(clock_shift_seconds=seconds, clock_version=version)
        .returning(installation.c.service)
    )
    if newer.first() is not None:
        tx.after_commit(lambda: _use(parts, seconds))


def _use(parts: Parts, seconds: int) -> None:
    parts.business.shift = timedelta(seconds=seconds)


async def read_shift(database: Database) -> timedelta:
    """Return the shift that the database keeps."""
    async with database.transaction() as tx:
        seconds = await tx.session.scalar(select(installation.c.clock_shift_seconds))
    return timedelta(seconds=seconds or 0)


async def refresh_shift(parts: Parts, stopping: asyncio.Event) -> None:
    """Keep this process's business clock equal to the database's shift."""
    while not stopping.is_set():
        try:
            parts.business.shift = await read_shift(parts.database)
        except DatabaseAway:
            parts.log.warning("clock_waits")
        pause = POLL_SECONDS if parts.settings.profile.may_move_clock else None
        try:
            await asyncio.wait_for(stopping.wait(), pause)
        except TimeoutError:
            continue
