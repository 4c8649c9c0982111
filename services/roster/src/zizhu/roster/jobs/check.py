"""The job that checks an upload and keeps what it found until the officer chooses.

It may be cancelled between chunks.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zizhu.common.collecting import collector_paused
from zizhu.common.database import Transaction
from zizhu.common.errors import Finding
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
        checked = await check_upload(job, one, data)
    await job.note(checked.findings)
    async with job.parts.database.transaction(one.school_id, actor=job.actor) as tx:
        await keep(tx, job, one, checked)
        await job.finish(tx, {"import_id": str(one.id), **checked.counts})
    return None


@dataclass(frozen=True, slots=True)
class Checked:
    """What is kept of a check: its rows in encrypted parts alone."""

    counts: Mapping[str, int]
    findings: Sequence[Finding]
    register_version: int
    locked: Locked = field(repr=False)


async def check_upload(job: Job, one: StudentImport, data: bytes) -> Checked:
    """Check an upload and encrypt what is to be written, and its bad rows.

    Raises:
        Refusal: the workbook cannot be taken at all.
        JobCancelled: the officer gave the import up.
    """
    vault = ImportVault(job.parts.keys.ring, IMPORTS, one)
    with collector_paused():  # until its rows are gone again: a pass over them frees nothing
        found = await examine(job.parts, one, data, job.progress)
        counts, version = found.counts, found.register_version
        locked = await asyncio.to_thread(_lock, vault, found)
        checked = Checked(counts, found.findings, version, locked)
        del found
    return checked


def _lock(vault: ImportVault[StudentImport], found: Examination) -> Locked:
    return lock_staged(vault, stage(found.matched), found.bad_rows)


async def keep(tx: Transaction, job: Job, one: StudentImport, checked: Checked) -> None:
    """Put what was found in the place of an earlier check. Raises JobCancelled."""
    await keep_checked(
        tx,
        job,
        IMPORTS,
        one,
        locked=checked.locked,
        counts=checked.counts,
        register_version=checked.register_version,
    )
