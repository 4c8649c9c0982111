"""The job that writes a checked import: it is there whole, with its events, or not at all.

When the register moved since the check, the upload is checked again; the officer is asked anew
only if that judges some row differently.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import chain
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
from zizhu.roster.domain.places import Tree
from zizhu.roster.errors.imports import RegisterMoved
from zizhu.roster.jobs.check import check_upload, keep
from zizhu.roster.repository import bulk, register
from zizhu.roster.repository.imports import IMPORTS
from zizhu.roster.service.announce import announce_states, announce_units, announce_written
from zizhu.roster.service.making import COPIED, Order
from zizhu.roster.service.making_process import Making, making
from zizhu.roster.service.waiting import Waiting, load_waiting
from zizhu.roster.service.writing import Changes, Writer, change

TRIES = 3  # checks again before a busy register makes the officer wait
_JUDGED = ("new", "changed", "bad", "whole")


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were written, and the register's version after them."""

    new: int
    changed: int
    units: int
    register_version: int


async def commit_import(job: Job) -> Mapping[str, Any] | None:
    """Write one checked import. Raises RegisterMoved."""
    for _ in range(TRIES):
        one, waiting = await _load(job)
        async with making(waiting.new) as make:
            if await _write(job, one, waiting, make):
                return None
        await _check_again(job, one)
    raise RegisterMoved("花名册正在被频繁修改，请稍后重新确认导入。")


async def _load(job: Job) -> tuple[StudentImport, Waiting]:
    async with job.parts.database.transaction(job.school_id) as tx:
        one = await find_own(tx, job, IMPORTS)
        vault = ImportVault(job.parts.keys.ring, IMPORTS, one)
        return one, await load_waiting(tx, vault)


async def _write(job: Job, one: StudentImport, waiting: Waiting, make: Making) -> bool:
    """Write everything in one transaction; False when the register is not the one checked."""
    async with job.parts.database.transaction(one.school_id, actor=job.actor) as tx:
        version = await register.lock_register(tx, one.school_id)
        if version != one.register_version:
            return False
        written = Written(0, 0, 0, version)
        if waiting.new or waiting.changed:
            written = await _write_students(tx, job, one, waiting, make)
        await close_committed(tx, job, IMPORTS, one)
        tx.record(
            "students.import", of="student_import", object_id=one.id, kind=one.kind.value,
            new=written.new, changed=written.changed, register_version=written.register_version,
        )  # fmt: skip
        await job.finish(tx, {"import_id": str(one.id), **asdict(written)})
    return True


async def _write_students(
    tx: Transaction, job: Job, one: StudentImport, waiting: Waiting, make: Making
) -> Written:
    school_id, kind = one.school_id, one.kind.announced_as
    tree = await register.load_tree(tx)
    places = [tree.grow(names, new_id) for names in waiting.places]
    changes = await _change(tx, job, one, waiting, tree)
    await register.add_units(tx, school_id, tree.grown)
    version = await register.raise_register(tx, school_id)
    tx.announce(BulkStarted(job_id=job.id, kind=kind), subject=job.id, version=1)
    announce_units(tx, school_id, tree.grown, version)
    keys, now = job.parts.keys, job.parts.business.now()
    ids: list[str] = []
    async for made in make(Order(keys.ring, keys.public, school_id, now, places)):
        await bulk.insert_copied(tx, COPIED, made.rows)
        await announce_written(tx, school_id, made.events, version)
        ids += made.ids
    await bulk.update_students(tx, changes.students)
    await bulk.insert_moves(tx, changes.moves, school_id)
    await announce_states(tx, school_id, changes.states, version)
    versions = chain(((one, 1) for one in ids), ((one.id, one.version) for one in changes.students))
    count, digest = fingerprint(versions)
    finished = BulkFinished(
        job_id=job.id,
        kind=kind,
        is_committed=True,
        entries=count,
        digest=digest,
        register_version=version,
    )
    tx.announce(finished, subject=job.id, version=2)
    return Written(len(ids), len(changes.students), len(tree.grown), version)


async def _change(
    tx: Transaction, job: Job, one: StudentImport, waiting: Waiting, tree: Tree
) -> Changes:
    stored = await bulk.stored_students(tx, [UUID(row.student_id) for row in waiting.changed])
    parts = job.parts
    writer = Writer(parts.keys, parts.business.now(), job.actor.account_id, new_id)
    return await asyncio.to_thread(change, writer, one.kind, waiting.changed, stored, tree)


async def _check_again(job: Job, one: StudentImport) -> None:
    """Check against the register as it is now. Raises RegisterMoved when the verdicts differ."""
    one, data = await load_upload(job, IMPORTS)
    checked = await check_upload(job, one, data)
    is_same = all(checked.counts[name] == one.counts.get(name) for name in _JUDGED)
    if not is_same:
        await job.note(checked.findings)
    async with job.parts.database.transaction(one.school_id, actor=job.actor) as tx:
        await keep(tx, job, one, checked)
        if is_same:
            await IMPORTS.save(
                tx, one.id, state=one.state.value, job_id=one.job_id, commit_job_id=job.id
            )
    if not is_same:
        raise RegisterMoved("花名册在检查之后有变动，请查看新的检查结果后重新确认。")
