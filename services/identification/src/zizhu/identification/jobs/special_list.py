"""The job that reads a special-group list, matches it, and forgets everybody who is not here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.errors import Finding, Refusal
from zizhu.common.jobs import Job, JobCancelled
from zizhu.common.people.names import same_name
from zizhu.common.workbook.read import read_table_async
from zizhu.common.workbook.table import Table
from zizhu.identification.domain.groups import Kinds
from zizhu.identification.domain.listed import ListRow, read_row
from zizhu.identification.domain.round import require_open
from zizhu.identification.domain.special_list import ListEntry, match_list
from zizhu.identification.repository import campaigns, register, standings
from zizhu.identification.service import followup, special_list
from zizhu.identification.service.special_list import COLUMNS, OWNER

_HEADERS = {column.key: column.header for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class _Read:
    """The readable rows of a list, and what is wrong with the others."""

    rows: list[ListRow]
    findings: list[Finding]


async def import_special_list(job: Job) -> Mapping[str, Any] | None:
    """Import one list: whole, or its good rows where the officer chose so; then delete it."""
    if job.school_id is None:
        raise ValueError("a list belongs to a school")
    scope = Scope(job.school_id)
    try:
        await _import(job, scope)
    except (Refusal, JobCancelled):
        async with job.parts.database.transaction(scope.school_id, actor=job.actor) as tx:
            await _forget(job, tx)
        raise
    return None


async def _import(job: Job, scope: Scope) -> None:
    content = await _content(job, scope)
    today = business_day(job.parts.business.now())
    async with job.parts.database.transaction(scope.school_id) as tx:
        one = await campaigns.find_round(tx, scope, UUID(job.params["campaign_id"]))
    table = await read_table_async(content, columns=COLUMNS, filename="名单")
    read = _read(table, one.kinds, today)
    async with job.parts.database.transaction(scope.school_id) as tx:
        read.findings.extend(await _misnamed(job, tx, read))
    await job.note(read.findings)
    await job.progress(0, len(table.rows))
    bad = {finding.row for finding in read.findings}
    good = [row for row in read.rows if row.number not in bad]
    taken = good if job.params["takes_good"] or not read.findings else []
    async with job.parts.database.transaction(scope.school_id, actor=job.actor) as tx:
        result = await _take(job, tx, scope, taken, digest=special_list.content_digest(content))
        await _forget(job, tx)
        await job.finish(tx, {**result, "rows": len(table.rows), "bad": len(bad)})


async def _content(job: Job, scope: Scope) -> bytes:
    async with job.parts.database.transaction(scope.school_id, actor=job.actor) as tx:
        opened = await job.parts.files.open_file(
            tx,
            UUID(job.params["file_id"]),
            owner_type=OWNER,
            owner_id=UUID(job.params["owner_id"]),
        )
    return await opened.read()


def _read(table: Table, kinds: Kinds, today: date) -> _Read:
    rows, findings = [], list(table.findings)
    for row in table.good():
        listed, wrong = read_row(row.number, row.cells, kinds, today=today)
        findings += [
            Finding(message, row=row.number, column=_HEADERS[key]) for key, message in wrong
        ]
        if listed is not None:
            rows.append(listed)
    return _Read(rows, findings)


async def _misnamed(job: Job, tx: Transaction, read: _Read) -> list[Finding]:
    """Find rows whose number belongs to a student of another name: one of the two is wrong."""
    digests = job.parts.keys.persons([row.document for row in read.rows])
    names = await register.names_by_person(tx, digests)
    return [
        Finding("证件号码与学籍中的姓名不一致，请核对", row=row.number, column=_HEADERS["name"])
        for row, digest in zip(read.rows, digests, strict=True)
        if digest in names and not same_name(row.name, names[digest])
    ]


async def _take(
    job: Job, tx: Transaction, scope: Scope, rows: Sequence[ListRow], *, digest: bytes
) -> dict[str, Any]:
    one = await campaigns.find_round(tx, scope, UUID(job.params["campaign_id"]), lock="share")
    require_open(one)
    if any(run.content_digest == digest for run in await standings.list_runs(tx, one.id)):
        return {"is_committed": False, "is_repeated": True, "matched": 0, "not_enrolled": 0}
    if not rows:
        return {"is_committed": False, "is_repeated": False, "matched": 0, "not_enrolled": 0}
    run = match_list(_entries(job, rows), enrolled=await _enrolled(job, tx, rows), kinds=one.kinds)
    await special_list.keep_run(tx, one, run, digest=digest, rows=len(rows))
    places = await special_list.take_run(tx, job.parts.keys.ring, one, run)
    await followup.tell_contacts(tx, one, places)
    return {
        "is_committed": True,
        "is_repeated": False,
        "matched": len({listed.student_id for listed in run.students}),
        "not_enrolled": sum(run.not_enrolled.values()),
    }


def _entries(job: Job, rows: Sequence[ListRow]) -> list[ListEntry]:
    digests = job.parts.keys.persons([row.document for row in rows])
    return [
        ListEntry(digest, row.code, row.source, row.compared_on)
        for row, digest in zip(rows, digests, strict=True)
    ]


async def _enrolled(job: Job, tx: Transaction, rows: Sequence[ListRow]) -> dict[bytes, UUID]:
    digests = job.parts.keys.persons([row.document for row in rows])
    return await register.students_by_person(tx, digests)


async def _forget(job: Job, tx: Transaction) -> None:
    await job.parts.files.delete_files(tx, OWNER, UUID(job.params["owner_id"]))
