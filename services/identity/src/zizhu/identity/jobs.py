"""Identity's long work: checking a staff workbook, writing it, exports; and what falls due."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Asked
from zizhu.common.exports.jobs import Made, export_runner
from zizhu.common.ids import new_id
from zizhu.common.imports.jobs import close_committed, closing, find_own, keep_checked, load_upload
from zizhu.common.imports.states import Import
from zizhu.common.imports.vault import FIRST_GOOD, ImportVault
from zizhu.common.jobs import Job, JobRunner
from zizhu.common.parts import Parts, Timer
from zizhu.common.workbook.read import read_table_async
from zizhu.identity.domain.staff_rows import Judged
from zizhu.identity.domain.staff_sheet import COLUMNS, LIMITS
from zizhu.identity.errors import AccountsMoved
from zizhu.identity.repository.imports import IMPORTS
from zizhu.identity.repository.limits import sweep_limits
from zizhu.identity.repository.register import school_ids
from zizhu.identity.repository.sessions import sweep_sessions
from zizhu.identity.schemas.staff import StaffSearch
from zizhu.identity.service.checking import NumberedCells, bad_rows, judge_rows
from zizhu.identity.service.exports import EXPORT, export_accounts
from zizhu.identity.service.imports import FLOW
from zizhu.identity.service.staff import insert_staff

KEEP_SESSION_DAYS = 30


async def check_staff(job: Job) -> Mapping[str, Any] | None:
    """Check one upload; it ends `checked`, or the job fails with the refusal of its workbook."""
    one, data = await load_upload(job, IMPORTS)
    async with closing(job, IMPORTS, one):
        table = await read_table_async(data, columns=COLUMNS, filename=one.filename, limits=LIMITS)
        await job.progress(0, len(table.rows))
        async with job.parts.database.transaction(one.school_id) as tx:
            rows = [(row.number, row.cells) for row in table.good()]
            judged = await _judge(tx, job, one, rows)
    findings = sorted((*table.findings, *judged.findings), key=lambda found: found.row or 0)
    await job.note(findings)
    bad = bad_rows(findings)
    counts = {
        "total": len(table.rows),
        "new": len(judged.new),
        "unchanged": judged.unchanged,
        "bad": len(bad),
        "whole": sum(found.row is None for found in findings),
        "unmatched": sum(not row.line.is_matched for row in judged.new),
    }
    locked = ImportVault(job.parts.keys.ring, IMPORTS, one).lock_rows(
        [(row.number, row.cells) for row in table.rows if row.number not in bad],
        [row for row in table.rows if row.number in bad],
    )
    async with job.parts.database.transaction(one.school_id, actor=job.actor) as tx:
        await keep_checked(tx, job, IMPORTS, one, locked=locked, counts=counts)
        await IMPORTS.drop_parts(tx, one.id, below=FIRST_GOOD)  # the commit judges the rows anew
        await job.finish(tx, {"import_id": str(one.id), **counts})
    return None


async def _judge(tx: Transaction, job: Job, one: Import, rows: Sequence[NumberedCells]) -> Judged:
    """Judge rows by the post that the job was started with."""
    if job.actor.post_id is None:
        raise ValueError("staff are imported with a post")
    today = business_day(job.parts.business.now())
    return await judge_rows(
        tx, job.parts.keys, rows, school_id=one.school_id, post_id=job.actor.post_id, today=today
    )


async def commit_staff(job: Job) -> Mapping[str, Any] | None:
    """Open every good row's account in one transaction: all of it is there, or nothing.

    Raises AccountsMoved where something changed after the check, so that rows are judged
    differently now.
    """
    async with job.parts.database.transaction(job.school_id, actor=job.actor) as tx:
        one = await find_own(tx, job, IMPORTS, lock=True)
        good = await ImportVault(job.parts.keys.ring, IMPORTS, one).good(tx)
        judged = await _judge(tx, job, one, [(number, cells) for number, cells in good])
        if judged.findings or len(judged.new) != one.counts["new"]:
            raise AccountsMoved("账号或院系班级在检查之后有变动，请取消后重新上传文件。")
        drafts = [(new_id(), row.draft, row.role, [row.line]) for row in judged.new]
        await insert_staff(job.parts, tx, drafts, by=one.account_id)
        await close_committed(tx, job, IMPORTS, one)
        tx.record("staff.import", of="staff_import", object_id=one.id, new=len(drafts))
        await job.finish(tx, {"import_id": str(one.id), "new": len(drafts)})
    return None


async def _sweep(parts: Parts) -> None:
    async with parts.database.transaction() as tx:
        await sweep_limits(tx)
        await sweep_sessions(tx, KEEP_SESSION_DAYS)
    await FLOW.forget(parts, school_ids)


async def _make_export(parts: Parts, tx: Transaction, asked: Asked) -> Made:
    search = StaffSearch.model_validate(asked.request.wanted)
    query = search.to_query(parts, business_day(asked.asked_at))
    return await export_accounts(parts, tx, asked, query)


RUNNERS: Mapping[str, JobRunner] = {
    FLOW.check: check_staff,
    FLOW.commit: commit_staff,
    EXPORT: export_runner(_make_export),
}
TIMERS = (Timer("identity.sweep", timedelta(hours=1), _sweep),)
