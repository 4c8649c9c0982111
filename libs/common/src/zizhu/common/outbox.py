"""The relay: claims unsent outbox rows by lease, publishes them, and marks what was confirmed.

A row is marked sent only after the bus has it for good. A crash anywhere repeats the row, and the
consumer's inbox absorbs the repetition; nothing is lost and nothing is published before commit.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import cast
from uuid import UUID

import structlog
from sqlalchemy import and_, delete, func, select, update

from zizhu.common import crash, metrics
from zizhu.common.among import among
from zizhu.common.bus import Bus, BusAway, Outgoing
from zizhu.common.database import Database, DatabaseAway
from zizhu.common.ids import new_id
from zizhu.common.lease import all_kept_alive, claim, postpone, release
from zizhu.common.tables import outbox

BATCH = 500  # 500 confirms in flight are no faster than 100, but one claim serves five times more
BULK_BATCH = 20  # a bulk row carries up to 500 entries
LEASE_SECONDS = 15.0  # prolonged while the bus takes its time
POLL_SECONDS = 1.0
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 5.0
KEEP_SENT_DAYS = 7


class Relay:
    """Move one service's outbox to the bus, in two lanes so that bulk rows delay no live one."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        log: structlog.typing.FilteringBoundLogger,
        *,
        poll_seconds: float = POLL_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._database = database
        self._bus = bus
        self._log = log
        self._poll_seconds = poll_seconds
        self._lease_seconds = lease_seconds

    async def pass_once(self, *, bulk: bool) -> int:
        """Claim one batch, publish it, mark it; return how many rows were confirmed."""
        token = new_id()
        async with self._database.transaction() as tx:
            rows = await claim(
                tx.session,
                outbox,
                and_(outbox.c.sent_at.is_(None), outbox.c.bulk.is_(bulk)),
                token=token,
                limit=BULK_BATCH if bulk else BATCH,
                seconds=self._lease_seconds,
            )
        if not rows:
            return 0
        crash.point("relay.before_publish")
        batch = [
            Outgoing(
                seq=cast(int, row.seq),
                event_id=str(row.event_id),
                type=row.type,
                body=row.body,
                bulk=row.bulk,
                target=row.target,
            )
            for row in rows
        ]
        try:
            confirmed = await self._publish(batch, token)
        except (Exception, asyncio.CancelledError):
            async with self._database.transaction() as tx:
                await release(tx.session, outbox, token=token)
            raise
        crash.point("relay.after_publish")
        await self._mark(confirmed, token, is_whole=len(confirmed) == len(batch))
        crash.point("relay.after_confirm")
        metrics.PUBLISHED.labels(self._database.source).inc(len(confirmed))
        return len(confirmed)

    async def _publish(self, batch: Sequence[Outgoing], token: UUID) -> set[int]:
        seconds = self._lease_seconds
        with metrics.PUBLISH_SECONDS.labels(self._database.source).time():
            async with all_kept_alive(self._database, outbox, token=token, seconds=seconds):
                return await self._bus.publish(batch)

    async def _mark(self, confirmed: set[int], token: UUID, *, is_whole: bool) -> None:
        """Mark what is confirmed; the rest comes again after a pause of its own, so that rows
        which cannot be placed do not stand before those that can.
        """
        async with self._database.transaction() as tx:
            if confirmed:
                await tx.session.execute(
                    update(outbox)
                    .where(among(outbox.c.seq, confirmed), outbox.c.lease_token == token)
                    .values(sent_at=func.now(), lease_token=None, leased_until=None)
                )
            if not is_whole:
                await postpone(
                    tx.session, outbox, token=token, first=FIRST_PAUSE, longest=LONGEST_PAUSE
                )

    async def run(self, stopping: asyncio.Event, *, bulk: bool) -> None:
        """Relay until `stopping`; woken by commits of this process, polling as the fallback."""
        pause = self._poll_seconds
        while not stopping.is_set():
            seen = self._database.wake.rings
            try:
                moved = await self.pass_once(bulk=bulk)
                pause = self._poll_seconds
            except (BusAway, DatabaseAway) as error:
                self._log.warning("relay_waits", reason=type(error).__name__, bulk=bulk)
                with suppress(TimeoutError):  # a commit is no reason to ask an absent bus again
                    await asyncio.wait_for(stopping.wait(), pause)
                pause = min(pause * 2, 15.0)
                continue
            if not moved and not stopping.is_set():
                await self._database.wake.after(seen, within=self._poll_seconds)

    async def drain(self) -> int:
        """Publish until a pass moves nothing; return how many rows were confirmed."""
        total = 0
        while moved := await self.pass_once(bulk=False) + await self.pass_once(bulk=True):
            total += moved
        return total


async def outbox_depth(database: Database) -> tuple[int, float]:
    """Return how many rows are unsent, and the age of the oldest in seconds."""
    async with database.transaction() as tx:
        row = (
            await tx.session.execute(
                select(
                    func.count(),
                    func.coalesce(
                        func.extract("epoch", func.now() - func.min(outbox.c.created_at)), 0
                    ),
                ).where(outbox.c.sent_at.is_(None))
            )
        ).one()
    return int(row[0]), float(row[1])


async def drop_sent(database: Database) -> int:
    """Drop rows sent more than seven days ago; return how many."""
    async with database.transaction() as tx:
        done = await tx.session.execute(
            delete(outbox)
            .where(outbox.c.sent_at < func.now() - func.make_interval(0, 0, 0, KEEP_SENT_DAYS))
            .returning(outbox.c.seq)
        )
        rows: Sequence[object] = done.all()
    return len(rows)
