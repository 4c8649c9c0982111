"""Identity's long work: checking a staff workbook and writing it; and what falls due by itself."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.errors import Refusal
from zizhu.common.ids import new_id
from zizhu.common.jobs import Job, JobCancelled, JobRunner
from zizhu.common.parts import Parts, Timer
from zizhu.common.workbook.read import read_table_async
from zizhu.identity.domain.importing import ImportState, StaffImport
from zizhu.identity.domain.staff_sheet import COLUMNS, LIMITS
from zizhu.identity.errors import AccountsMoved
from zizhu.identity.repository import imports as repository
from zizhu.identity.repository.limits import sweep_limits
from zizhu.identity.repository.register import school_ids
from zizhu.identity.repository.sessions import sweep_sessions
from zizhu.identity.service.checking import bad_rows, judge_rows
from zizhu.identity.service.imports import CHECK, COMMIT, KEPT
from zizhu.identity.service.staff import insert_staff
from zizhu.identity.service.vault import ROWS, UPLOAD, ImportVault, pack, unpack

KEEP_SESSION_DAYS = 30


async def _find(job: Job, tx: Transaction, *, lock: bool = False) -> StaffImport:
    if job.school_id is None or job.actor.account_id is None:
        raise ValueError("a staff import belongs to a school and an account")
    return await repository.find_import(
        tx, Scope(job.school_id), job.actor.account_id, UUID(job.params["import_id"]), lock=lock
    )


async def check_staff(job: Job) -> Mapping[str, Any] | None:
    """Check one upload; it ends `checked`, or the job fails with the refusal of its workbook."""
    keys, database = job.parts.keys, job.parts.database
    async with database.transaction(job.school_id) as tx:
        one = await _find(job, tx)
        data = await ImportVault(keys.ring, one).take(tx, UPLOAD)
    try:
        table = await read_table_async(data, columns=COLUMNS, filename=one.filename, limits=LIMITS)
    except Refusal:
        async with database.transaction(one.school_id) as tx:
            await repository.drop_parts(tx, one.id)
        raise
    await job.progress(0, len(table.rows))
    rows = [(row.number, row.cells) for row in table.rows]
    today = business_day(job.parts.business.now())
    async with database.transaction(one.school_id) as tx:
        judged = await judge_rows(
            tx, keys, one, [row for row in rows if row[0] not in table.bad_rows], today
        )
    findings = sorted((*table.findings, *judged.findings), key=lambda found: found.row or 0)
    await job.note(findings)
    bad = bad_rows(findings)
    counts = {
        "total": len(rows),
        "new": len(judged.new),
        "unchanged": judged.unchanged,
        "bad": len(bad),
        "whole": sum(found.row is None for found in findings),
        "unmatched": sum(not row.line.is_matched for row in judged.new),
    }
    async with database.transaction(one.school_id, actor=job.actor) as tx:
        if (await _find(job, tx, lock=True)).state is not ImportState.CHECKING:
            raise JobCancelled
        await ImportVault(keys.ring, one).put(tx, ROWS, pack(rows, bad))
        await repository.drop_parts(tx, one.id, seq=UPLOAD)
        await repository.save_import(tx, one.id, state=ImportState.CHECKED.value, counts=counts)
        await job.finish(tx, {"import_id": str(one.id), **counts})
    return None


async def commit_staff(job: Job) -> Mapping[str, Any] | None:
    """Open every good row's account in one transaction: all of it is there, or nothing.

    Raises AccountsMoved where something changed after the check, so that rows are judged
    differently now.
    """
    keys = job.parts.keys
    today = business_day(job.parts.business.now())
    async with job.parts.database.transaction(job.school_id, actor=job.actor) as tx:
        one = await _find(job, tx, lock=True)
        good, bad = unpack(await ImportVault(keys.ring, one).take(tx, ROWS))
        judged = await judge_rows(tx, keys, one, good, today)
        if judged.findings or len(judged.new) != one.counts["new"]:
            raise AccountsMoved("账号或院系班级在检查之后有变动，请取消后重新上传文件。")
        drafts = [(new_id(), row.draft, row.role, [row.line]) for row in judged.new]
        await insert_staff(job.parts, tx, drafts, by=one.account_id)
        await repository.save_import(
            tx, one.id, state=ImportState.COMMITTED.value, closed_at=job.parts.machine.now()
        )
        if not bad:
            await repository.drop_parts(tx, one.id)
        tx.record("staff.import", of="staff_import", object_id=one.id, new=len(drafts))
        await job.finish(tx, {"import_id": str(one.id), "new": len(drafts)})
    return None


async def _sweep(parts: Parts) -> None:
    async with parts.database.transaction() as tx:
        await sweep_limits(tx)
        await sweep_sessions(tx, KEEP_SESSION_DAYS)
        schools = await school_ids(tx)
    now = parts.machine.now()
    for school_id in schools:
        async with parts.database.transaction(school_id) as tx:
            await repository.expire_imports(tx, now - KEPT, now)


RUNNERS: Mapping[str, JobRunner] = {CHECK: check_staff, COMMIT: commit_staff}
TIMERS = (Timer("identity.sweep", timedelta(hours=1), _sweep),)
