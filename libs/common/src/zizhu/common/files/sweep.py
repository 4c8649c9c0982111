"""Sweeping files: rows that are over, and objects that no row knows (a crash left them).

Both are safe to repeat and to run anywhere at any time.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

from zizhu.common.database import Database
from zizhu.common.files import rows
from zizhu.common.ids import made_at
from zizhu.common.parts import Parts

# Longer than any upload and its transaction may take together.
ORPHAN_AFTER = timedelta(hours=24)
BATCH = 500


async def sweep_staged(parts: Parts) -> int:
    """Delete every file whose time is over, staged or given; return how many."""
    swept = 0
    while True:
        async with parts.database.transaction() as tx:
            gone = await rows.remove_expired(tx, parts.machine.now())
        await parts.files.vault.delete(gone)
        swept += len(gone)
        if len(gone) < rows.SWEEP_ROWS:
            return swept


async def sweep_orphans(parts: Parts) -> int:
    """Delete objects older than a day that no row knows; return how many."""
    before = parts.machine.now() - ORPHAN_AFTER
    swept = 0
    async for ids in _batches(parts.files.vault.store.names()):
        old = [file_id for file_id in ids if made_at(file_id) < before]
        gone = await _unknown(parts.database, old)
        await parts.files.vault.delete(gone)
        swept += len(gone)
    if swept:
        parts.log.info("orphan_files_swept", count=swept)
    return swept


async def _unknown(database: Database, ids: Sequence[UUID]) -> list[UUID]:
    async with database.transaction() as tx:
        known = await rows.known(tx, ids)
    return [file_id for file_id in ids if file_id not in known]


async def _batches(names: AsyncIterator[str]) -> AsyncIterator[list[UUID]]:
    batch: list[UUID] = []
    async for name in names:
        batch.append(UUID(hex=name))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
