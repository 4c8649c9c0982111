"""The job that writes a checked import: it is there whole, with its events, or not at all.

When the register moved since the check, the upload is checked again; the officer is asked anew
only if that judges some row differently.
"""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.common.imports.jobs import close_committed, find_own, load_upload
from zizhu.common.imports.vault import ImportVault
from zizhu.common.jobs import Job
from zizhu.common.resync import fingerprint
from zizhu.contracts.roster import BulkFinished, BulkStarted
from zizhu.roster.domain.importing import StudentImport
from zizhu.roster.domain.staging import StagedRow
from zizhu.roster.errors.imports import RegisterMoved
from zizhu.roster.jobs.check import keep_examination, lock_rows
from zizhu.roster.repository import bulk, register
from zizhu.roster.repository.imports import IMPORTS
from zizhu.roster.service.announce import announce_states, announce_units
from zizhu.roster.service.checking import examine
from zizhu.roster.service.secrets import StudentCiphers
from zizhu.roster.service.writing import Ready, Writer, fingerprinted, make_ready

TRIES = 3  # checks again before a busy register makes the officer wait
_JUDGED = ("new", "changed", "bad", "whole")


async def commit_import(job: Job) -> Mapping[str, Any] | None:
    """Write one checked import. Raises RegisterMoved."""
    for _ in range(TRIES):
        one, rows = await _load(job)
        ready = await _make_ready(job, one, rows)
        if await _write(job, one, ready):
            return None
        await _check_again(job, one)
    raise RegisterMoved("花名册正在被频繁修改，请稍后重新确认导入。")


async def _load(job: Job) -> tuple[StudentImport, list[StagedRow]]:
    async with job.parts.database.transaction(job.school_id) as tx:
        one = await find_own(tx, job, IMPORTS)
        rows = await ImportVault(job.parts.keys.ring, IMPORTS, one).good(tx)
    return one, [StagedRow(*row) for row in rows]


async def _make_ready(job: Job, one: StudentImport, rows: list[StagedRow]) -> Ready:
    await job.progress(0, len(rows))
    known = [UUID(row.student_id) for row in rows if row.student_id]
    async with job.parts.database.transaction(one.school_id) as tx:
        tree = await register.load_tree(tx)
        stored = await bulk.stored_students(tx, known)
    parts = job.parts
    writer = Writer(
        parts.keys,
        StudentCiphers(parts.keys),
        one.school_id,
        parts.business.now(),
        job.actor.account_id,
        new_id,
    )
    rows = [row for row in rows if row.student_id is None or UUID(row.student_id) in stored]
    return await asyncio.to_thread(make_ready, writer, one.kind, rows, stored, tree)


async def _write(job: Job, one: StudentImport, ready: Ready) -> bool:
    """Write everything in one transaction; False when the register is not the one checked."""
    async with job.parts.database.transaction(one.school_id, actor=job.actor) as tx:
        version = await register.lock_register(tx, one.school_id)
        if version != one.register_version:
            return False
        if ready.states:
            version = await _write_students(tx, job, one, ready)
        await close_committed(tx, job, IMPORTS, one)
        tx.record(
            "students.import", of="student_import", object_id=one.id, kind=one.kind.value,
            new=len(ready.new), changed=len(ready.changed), register_version=version,
        )  # fmt: skip
        await job.finish(
            tx,
            {
                "import_id": str(one.id),
                "new": len(ready.new),
                "changed": len(ready.changed),
                "units": len(ready.units),
                "register_version": version,
            },
        )
    return True


async def _write_students(tx: Transaction, job: Job, one: StudentImport, ready: Ready) -> int:
    kind = one.kind.announced_as
    started = BulkStarted(job_id=job.id, kind=kind)
    await register.add_units(tx, one.school_id, ready.units)
    await bulk.insert_students(tx, ready.new)
    await bulk.update_students(tx, ready.changed)
    await bulk.insert_moves(tx, ready.moves, one.school_id)
    version = await register.raise_register(tx, one.school_id)
    tx.announce(started, subject=job.id, version=1)
    announce_units(tx, one.school_id, ready.units, version)
    await announce_states(tx, one.school_id, ready.states, version)
    count, digest = fingerprint(fingerprinted([*ready.new, *ready.changed]))
    finished = BulkFinished(
        job_id=job.id,
        kind=kind,
        is_committed=True,
        entries=count,
        digest=digest,
        register_version=version,
    )
    tx.announce(finished, subject=job.id, version=2)
    return version


async def _check_again(job: Job, one: StudentImport) -> None:
    """Check against the register as it is now. Raises RegisterMoved when the verdicts differ."""
    one, data = await load_upload(job, IMPORTS)
    found = await examine(job.parts, one, data, job.progress)
    locked = await lock_rows(job, one, found)
    is_same = all(found.counts[name] == one.counts.get(name) for name in _JUDGED)
    if not is_same:
        await job.note(found.findings)
    async with job.parts.database.transaction(one.school_id, actor=job.actor) as tx:
        await keep_examination(tx, job, one, found, locked)
        if is_same:
            await IMPORTS.save(
                tx, one.id, state=one.state.value, job_id=one.job_id, commit_job_id=job.id
            )
    if not is_same:
        raise RegisterMoved("花名册在检查之后有变动，请查看新的检查结果后重新确认。")
