"""The sealer: chains committed audit lines afterwards, in batches, with a database role of its own.

Numbers of lines are drawn before the commit, so a lower one may appear after a higher one was
sealed. Lines are therefore chained in the order in which they become visible: each pass looks for
whatever has no seal above `settled`, and `settled` rises only to a number below which no line can
appear any more. So every committed line gets one position, and exactly one.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import RowMapping, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from zizhu.common import crash
from zizhu.common.database import Database, DatabaseAway, Transaction
from zizhu.common.ids import new_id
from zizhu.common.lease import LeaseLost, claim, heartbeat, release
from zizhu.common.parts import Parts, Timer
from zizhu.common.tables import audit_line, audit_seal, timer
from zizhu.common.trail.anchors import Anchor, append_anchor
from zizhu.common.trail.chain import (
    BEGINNING,
    SEALED_COLUMNS,
    AuditKey,
    Head,
    line_digest,
    read_head,
)

LEASE = "audit.seal"
LEASE_SECONDS = 30.0
POLL_SECONDS = 1.0
BATCH = 1000

_LAST_NUMBER = text(
    "SELECT pg_sequence_last_value(pg_get_serial_sequence('audit_line', 'seq')::regclass)"
)
# Whoever inserts holds this lock from before it draws a number until its rows are visible.
_WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks "
    "WHERE locktype = 'relation' AND relation = 'audit_line'::regclass "
    "AND mode = 'RowExclusiveLock' "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@dataclass(frozen=True, slots=True)
class _Horizon:
    """Once every one of `writers` has ended, no line up to `number` can appear any more."""

    number: int
    writers: frozenset[str]


class AuditSealer:
    """Seals the lines of one service; one process in the cluster does, by lease.

    `parts.database` connects as the sealer role: it may read lines and append seals, no more.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._database = parts.database
        self._key = AuditKey(parts.keys)
        self._token = new_id()
        self._settled = 0
        self._horizon: _Horizon | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Seal until `stopping`, then seal what is left and let another process take over."""
        while not stopping.is_set():
            try:
                await self.pass_once()
            except DatabaseAway:
                self._parts.log.warning("sealer_waits")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), POLL_SECONDS)
        with suppress(DatabaseAway):
            await self.pass_once()
            async with self._database.transaction() as tx:
                await release(tx.session, timer, token=self._token)

    async def pass_once(self) -> int:
        """Seal every line that is visible and has no seal; return how many."""
        settled = await self._next_settled()
        sealed, after = 0, self._settled
        while True:
            numbers = await self._seal_batch(after)
            if numbers is None:
                return sealed
            sealed += len(numbers)
            if len(numbers) < BATCH:
                break
            after = numbers[-1]
        self._settled = settled
        return sealed

    async def _next_settled(self) -> int:
        """Return what `settled` becomes once a look taken after this moment is over.

        The statements' order matters: the number first, then who may still bring a lower one.
        """
        async with self._database.transaction() as tx:
            number = await tx.session.scalar(_LAST_NUMBER) or 0
            writers = frozenset((await tx.session.execute(_WRITERS)).scalars())
        if number < self._settled:  # an older state was restored under us
            self._settled, self._horizon = 0, None
        settled = self._settled
        if self._horizon is None or not self._horizon.writers & writers:
            settled = self._horizon.number if self._horizon else settled
            self._horizon = _Horizon(number, writers)
        return settled

    async def _seal_batch(self, after: int) -> list[int] | None:
        """Seal the next lines above `after`; return their numbers, or None without the lease."""
        async with self._database.transaction() as tx:
            if not await _unsealed(tx, after, limit=1):
                return []
            if not await self._take_lease(tx):
                return None
            lines = await _unsealed(tx, after, limit=BATCH)
            rows = self._links(await read_head(tx), lines)
            if rows:
                await tx.session.execute(insert(audit_seal), rows)
            crash.point("audit.before_seal")
        crash.point("audit.after_seal")
        return [int(line["seq"]) for line in lines]

    def _links(self, head: Head, lines: Sequence[RowMapping]) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = []
        for line in lines:
            digest = line_digest(line)
            head = Head(head.position + 1, self._key.seal(head.seal, digest))
            rows.append(
                {
                    "position": head.position,
                    "line_seq": line["seq"],
                    "line_digest": digest,
                    "seal": head.seal,
                    "key_id": self._key.id,
                }
            )
        return rows

    async def _take_lease(self, tx: Transaction) -> bool:
        """Renew the lease, or take it when it is free; the row stays locked until the commit."""
        await tx.session.execute(
            upsert(timer).values(name=LEASE, next_at=func.now()).on_conflict_do_nothing()
        )
        try:
            await heartbeat(tx.session, timer, LEASE, token=self._token, seconds=LEASE_SECONDS)
        except LeaseLost:
            return bool(
                await claim(
                    tx.session,
                    timer,
                    timer.c.name == LEASE,
                    token=self._token,
                    limit=1,
                    seconds=LEASE_SECONDS,
                )
            )
        return True


async def _unsealed(tx: Transaction, after: int, *, limit: int) -> Sequence[RowMapping]:
    found = await tx.session.execute(
        select(*SEALED_COLUMNS)
        .outerjoin(audit_seal, audit_seal.c.line_seq == audit_line.c.seq)
        .where(audit_line.c.seq > after, audit_seal.c.line_seq.is_(None))
        .order_by(audit_line.c.seq)
        .limit(limit)
    )
    return found.mappings().all()


async def anchor_head(parts: Parts) -> None:
    """Write the head of the chain down outside the database, where a path is set."""
    path = parts.settings.anchor_path
    if path is None:
        return
    async with parts.database.transaction() as tx:
        head = await read_head(tx)
    if head != BEGINNING:
        anchor = Anchor(parts.service, head.position, head.seal, parts.machine.now())
        await asyncio.to_thread(append_anchor, path, anchor)


ANCHORING = Timer("audit.anchor", timedelta(hours=1), anchor_head)


def sealing(parts: Parts) -> Parts | None:
    """Return the surroundings as the sealer role sees them; None where no such role is set."""
    dsn = parts.settings.sealer_dsn(parts.service)
    if not dsn:
        return None
    return replace(parts, database=Database(dsn, source=parts.service, clock=parts.machine))
