"""The job that checks an upload and keeps what it found until the officer chooses.

It may be cancelled between chunks.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from zizhu.common.collecting import collector_paused
from zizhu.common.database import Transaction
from zizhu.common.imports.jobs import closing, keep_checked, load_upload
from zizhu.common.imports.vault import ImportVault, Locked
from zizhu.common.jobs import Job
from zizhu.roster.domain.importing import StudentImport
from zizhu.roster.domain.staging import stage
from zizhu.roster.repository.imports import IMPORTS
from zizhu.roster.service.checking import Examination, examine
from zizhu.roster.service.waiting import lock_staged


async def check_import(job: Job) -> Mapping[str, Any] | None:
    """Check one upload; it ends `checked`, or the job fails with the refusal of its workbook."""
    one, data = await load_upload(job, IMPORTS)
    async with closing(job, IMPORTS, one):
        found = await examine(job.parts, one, data, job.progress)
    await job.note(found.findings)
    locked = await lock_rows(job, one, found)
    async with job.parts.database.transaction(one.school_id, actor=job.actor) as tx:
        await keep_examination(tx, job, one, found, locked)
        await job.finish(tx, {"import_id": str(one.id), **found.counts})
    return None


async def lock_rows(job: Job, one: StudentImport, found: Examination) -> Locked:
    """Encrypt what is to be written, and the bad rows for the error workbook."""
    vault = ImportVault(job.parts.keys.ring, IMPORTS, one)
    return await asyncio.to_thread(_lock, vault, found)


def _lock(vault: ImportVault[StudentImport], found: Examination) -> Locked:
    with collector_paused():
        staged = stage(found.matched)
    return lock_staged(vault, staged, found.bad_rows)


async def keep_examination(
    tx: Transaction, job: Job, one: StudentImport, found: Examination, locked: Locked
) -> None:
    """Put what was found in the place of an earlier check. Raises JobCancelled."""
    await keep_checked(
        tx,
        job,
        IMPORTS,
        one,
        locked=locked,
        counts=found.counts,
        register_version=found.register_version,
    )
