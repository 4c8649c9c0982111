"""The special-group list sent down: queued as a job, matched by person digest, counted by kind.

Of people who are not enrolled only counts stay; the uploaded list is deleted with the run.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from zizhu.common.auth import Scope, ScopeRow
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.files import FileKind, Files, Limits, Received
from zizhu.common.ids import new_id
from zizhu.common.jobs import start_job
from zizhu.common.workbook.table import Column, Kind
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.special import match_claim
from zizhu.identification.domain.special_list import ListedStudent, ListRun, count_by_kind
from zizhu.identification.domain.standing import Naming, Standing
from zizhu.identification.domain.vocabulary import ListMatch
from zizhu.identification.repository import forms, register
from zizhu.identification.repository import standings as repository
from zizhu.identification.repository.standings import ListRunKept
from zizhu.identification.service import standings
from zizhu.identification.service.claims import record_claim
from zizhu.identification.service.kinds import IMPORT_SPECIAL_LIST

OWNER = "special_list"
LIMITS = Limits(kinds=frozenset({FileKind.WORKBOOK}), most_bytes=20 * 2**20)
KEPT_FOR = timedelta(hours=24)  # in case the job never ends

COLUMNS = (
    Column(key="name", header="姓名"),
    Column(key="document_kind", header="证件类型", required=False),
    Column(
        key="document_number",
        header="证件号码",
        aliases=("身份证号码", "身份证号"),
        kind=Kind.CODE,
    ),
    Column(key="kind", header="类别", aliases=("特殊群体类型", "人员类别")),
    Column(key="source", header="来源", aliases=("数据来源",), required=False, length=100),
    Column(key="compared_on", header="比对日期", kind=Kind.DATE, required=False),
)


async def queue_import(
    tx: Transaction, files: Files, one: Round, received: Received, *, takes_good: bool
) -> UUID:
    """Queue the import of an uploaded list; `takes_good` takes the good rows beside bad ones."""
    file_id = new_id()
    await files.keep(tx, received, OWNER, file_id, expires_at=tx.machine_now + KEPT_FOR)
    params = {
        "campaign_id": str(one.id),
        "owner_id": str(file_id),
        "file_id": str(received.id),
        "takes_good": takes_good,
    }
    job_id = await start_job(tx, IMPORT_SPECIAL_LIST, params, school_id=one.campaign.school_id)
    tx.record("special_list.import", of="campaign", object_id=one.id, job_id=str(job_id))
    return job_id


def content_digest(content: bytes) -> bytes:
    """Name an uploaded list, so that the very same one changes nothing a second time."""
    return hashlib.sha256(content).digest()


async def take_run(tx: Transaction, ring: KeyRing, one: Round, run: ListRun) -> list[ScopeRow]:
    """Take over what a list says of enrolled students; return the places where they stand.

    Students are taken in the order of their ids, each form before its standing.
    """
    namings: dict[UUID, list[ListedStudent]] = defaultdict(list)
    for listed in run.students:
        namings[listed.student_id].append(listed)
    places = []
    for student_id in sorted(namings):
        student = await register.find_student(tx, Scope(one.campaign.school_id), student_id)
        await forms.form_of(tx, one.id, student_id)
        kept, standing = await standings.hold_standing(tx, ring, one, student_id)
        named = _named(tx, one, kept.id, standing, namings[student_id])
        if named != standing:
            await standings.keep_standing(tx, ring, one, kept, named)
        places.append(student.place)
    return places


def _named(
    tx: Transaction,
    one: Round,
    standing_id: UUID,
    standing: Standing,
    listed: Sequence[ListedStudent],
) -> Standing:
    for item in listed:
        claims, moved = match_claim(
            standing.claims,
            item.code,
            source=item.source,
            compared_on=item.compared_on,
            kinds=one.kinds,
            now=tx.machine_now,
        )
        naming = Naming(item.code, item.source, item.compared_on)
        others = tuple(old for old in standing.namings if old.code != item.code)
        standing = replace(standing, claims=claims, namings=(*others, naming))
        if moved is not None:
            record_claim(tx, standing_id, moved)
    return standing


async def keep_run(tx: Transaction, one: Round, run: ListRun, *, digest: bytes, rows: int) -> None:
    """Keep what an import found: counts only."""
    kept = ListRunKept(
        id=new_id(),
        campaign_id=one.id,
        content_digest=digest,
        rows=rows,
        matched=len({listed.student_id for listed in run.students}),
        not_enrolled=dict(run.not_enrolled),
        created_at=tx.machine_now,
        account_id=tx.actor.account_id,
    )
    await repository.add_run(tx, one.campaign.school_id, kept)


async def read_list(
    tx: Transaction, ring: KeyRing, scope: Scope, one: Round
) -> tuple[ListRun, set[UUID], set[UUID]]:
    """Return everybody inside the scope whom the lists of a round name, who of them applied, and
    who declined. Counts of people who are not enrolled are the school's.
    """
    students: list[ListedStudent] = []
    declined = set()
    async for kept in repository.listed_standings(tx, scope, one.id):
        standing = standings.opened(ring, kept)
        students += standing.listed(kept.student_id)
        if kept.has_declined:
            declined.add(kept.student_id)
    ids = [student.student_id for student in students]
    applicants = await forms.applicants_among(tx, one.id, ids)
    not_enrolled: dict[str, int] = defaultdict(int)
    if scope.is_school_wide:
        for run in await repository.list_runs(tx, one.id):
            for code, count in run.not_enrolled.items():
                not_enrolled[code] += count
    return ListRun(tuple(students), dict(not_enrolled)), applicants, declined


async def count_list(
    tx: Transaction, ring: KeyRing, scope: Scope, one: Round
) -> Mapping[str, Mapping[ListMatch, int]]:
    """Count the four results by kind (domain.md 5.5a)."""
    run, applicants, declined = await read_list(tx, ring, scope, one)
    return count_by_kind(run, applicants=applicants, declined=declined)
