"""The job that checks an upload and keeps what it found until the officer chooses.

It may be cancelled between chunks, and begins anew on another worker when this one dies: what it
keeps, it keeps in one transaction with its own end.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.collecting import collector_paused
from zizhu.common.database import Transaction
from zizhu.common.errors import Refusal
from zizhu.common.jobs import Job, JobCancelled
from zizhu.roster.domain.importing import Import, ImportState
from zizhu.roster.domain.matching import Verdict
from zizhu.roster.domain.staging import pack, stage
from zizhu.roster.repository import imports as repository
from zizhu.roster.service.checking import Examination, examine
from zizhu.roster.service.vault import FIRST_BAD, FIRST_GOOD, UPLOAD, ImportVault

ROWS_A_PART = 5_000
_WRITTEN = (Verdict.NEW, Verdict.CHANGED)

Locked = list[tuple[int, bytes]]


def scope_of(job: Job) -> Scope:
    """The whole school that the job belongs to."""
    if job.school_id is None:
        raise ValueError("an import belongs to a school")
    return Scope(job.school_id)


async def check_import(job: Job) -> Mapping[str, Any] | None:
    """Check one upload; it ends `checked`, or the job fails with the refusal of its workbook."""
    one, data = await load_upload(job)
    try:
        found = await examine(job.parts, one, data, job.progress)
    except Refusal:
        await _close(job, one, ImportState.FAILED)
        raise
    except JobCancelled:
        await _close(job, one, ImportState.CANCELLED)
        raise
    await job.note(found.findings)
    packed = await lock_rows(job, one, found)
    async with job.parts.database.transaction(one.school_id, actor=job.actor) as tx:
        await keep_examination(tx, job, one, found, packed)
        await job.finish(tx, {"import_id": str(one.id), **found.counts})
    return None


async def load_upload(job: Job) -> tuple[Import, bytes]:
    """Return the import of a job and what was uploaded."""
    scope = scope_of(job)
    async with job.parts.database.transaction(scope.school_id) as tx:
        one = await repository.find_import(tx, scope, UUID(job.params["import_id"]))
        data = await ImportVault(job.parts.keys.ring, one).take(tx, UPLOAD)
    return one, data


async def lock_rows(job: Job, one: Import, found: Examination) -> Locked:
    """Pack and encrypt what is to be written, and the bad rows for the error workbook."""
    vault = ImportVault(job.parts.keys.ring, one)
    return await asyncio.to_thread(_lock, vault, found)


def _lock(vault: ImportVault, found: Examination) -> Locked:
    with collector_paused():
        return [(seq, vault.lock(seq, plain)) for seq, plain in _packed(found)]


def _packed(found: Examination) -> Iterator[tuple[int, bytes]]:
    good = [stage(one) for one in found.matched if one.verdict in _WRITTEN]
    yield from ((FIRST_GOOD + at, pack(rows, ())) for at, rows in enumerate(_cut(good)))
    yield from ((FIRST_BAD + at, pack((), rows)) for at, rows in enumerate(_cut(found.bad_rows)))


def _cut(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), ROWS_A_PART):
        yield rows[start : start + ROWS_A_PART]


async def keep_examination(
    tx: Transaction, job: Job, one: Import, found: Examination, packed: Locked
) -> None:
    """Put what was found in the place of an earlier check.

    Raises:
        JobCancelled: the officer gave the import up meanwhile.
    """
    now = await repository.find_import(tx, scope_of(job), one.id, lock=True)
    if now.state is not one.state:
        raise JobCancelled
    await repository.drop_parts(tx, one.id, from_seq=FIRST_GOOD)
    vault = ImportVault(job.parts.keys.ring, one)
    for seq, locked in packed:
        await vault.put(tx, seq, locked)
    await repository.save_import(
        tx,
        one.id,
        state=ImportState.CHECKED.value,
        job_id=job.id,
        commit_job_id=None,
        counts=found.counts,
        register_version=found.register_version,
    )


async def _close(job: Job, one: Import, state: ImportState) -> None:
    async with job.parts.database.transaction(one.school_id) as tx:
        await repository.drop_parts(tx, one.id)
        now = job.parts.machine.now()
        await repository.save_import(tx, one.id, state=state.value, closed_at=now)
