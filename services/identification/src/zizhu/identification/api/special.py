"""The special-group list: imported by the school, counted by kind, worked off by counsellors."""

from collections import defaultdict
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.database import Transaction
from zizhu.common.exports.routes import ExportOut, word_export
from zizhu.common.problems import problems
from zizhu.common.web import AsSchoolAdmin, AsStaff, Caller
from zizhu.common.workbook.response import XLSX, template_response
from zizhu.common.workbook.table import Template
from zizhu.identification.api.evidence import BINARY, UPLOAD
from zizhu.identification.api.working import work_of
from zizhu.identification.domain.groups import DEFAULT_KINDS
from zizhu.identification.domain.round import require_open
from zizhu.identification.domain.special_list import result_of, still_to_contact
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import CampaignStateForbids
from zizhu.identification.repository import campaigns, formlist
from zizhu.identification.schemas.special import (
    ContactOut,
    CountsIn,
    KindCount,
    ListedStudentOut,
    QueuedOut,
)
from zizhu.identification.service import exports
from zizhu.identification.service import special_list as service
from zizhu.identification.service.kinds import TAKE_COUNTS
from zizhu.identification.service.special_list import COLUMNS, LIMITS

router = APIRouter(
    prefix="/api/v1/identification/campaigns/{campaign_id}/special-list", tags=["special list"]
)


class Choice(StrEnum):
    """What to do with the good rows of a list that has bad ones; there is no default."""

    ALL = "all"
    GOOD = "good"


@router.get("/template", response_class=Response, responses={**XLSX, **problems(NoSuchCampaign)})
async def get_template(caller: AsSchoolAdmin, campaign_id: UUID) -> Response:
    """Download an empty workbook to fill in."""
    async with caller.transaction() as tx:
        one = await campaigns.find_round(tx, caller.scope, campaign_id)
    labels = "、".join(kind.label for kind in one.kinds.values())
    lines = ("请把上级下发的名单复制到本表，证件号码须为文本格式。", f"类别：{labels}")
    return await template_response(Template("特殊群体名单", COLUMNS, lines))


@router.post(
    "",
    status_code=202,
    responses=problems(NoSuchCampaign, CampaignStateForbids, *UPLOAD),
    openapi_extra=BINARY,
)
async def import_list(
    caller: AsSchoolAdmin, campaign_id: UUID, choice: Annotated[Choice, Query()]
) -> QueuedOut:
    """Upload the list as the raw body; it is read by a job and deleted when that ends."""
    files = caller.parts.files
    async with caller.transaction() as tx:
        require_open(await campaigns.find_round(tx, caller.scope, campaign_id))
    received = await files.receive(
        caller.request.stream(), display_name="特殊群体名单", limits=LIMITS
    )
    async with caller.transaction(
        "special_list.import", of="campaign", object_id=campaign_id
    ) as tx:
        one = await campaigns.find_round(tx, caller.scope, campaign_id, lock="share")
        require_open(one)
        job_id = await service.queue_import(
            tx, files, one, received, takes_good=choice is Choice.GOOD
        )
    return QueuedOut(job_id=job_id)


async def _counts(caller: Caller, tx: Transaction, campaign_id: UUID) -> list[KindCount]:
    one = await campaigns.find_round(tx, caller.scope, campaign_id)
    found = await service.count_list(tx, caller.parts.keys.ring, caller.scope, one)
    return [
        KindCount.of(code, DEFAULT_KINDS[code].label, counts)
        for code, counts in found.items()
        if code in DEFAULT_KINDS
    ]


@router.get("", responses=problems(NoSuchCampaign))
async def count_list(caller: AsStaff, campaign_id: UUID) -> list[KindCount]:
    """Count the four results of each kind inside the scope."""
    async with caller.transaction() as tx:
        return await _counts(caller, tx, campaign_id)


@router.get("/contacts", responses=problems(NoSuchCampaign))
async def list_contacts(caller: AsStaff, campaign_id: UUID) -> list[ContactOut]:
    """List the students inside the scope who neither applied nor declined."""
    async with caller.transaction("special_list.view", of="campaign", object_id=campaign_id) as tx:
        one = await campaigns.find_round(tx, caller.scope, campaign_id)
        run, applicants, declined = await service.read_list(
            tx, caller.parts.keys.ring, caller.scope, one
        )
        ids = still_to_contact(run, applicants=applicants, declined=declined)
        people = await formlist.list_people(tx, caller.scope, ids)
        tx.record("special_list.view", of="campaign", object_id=campaign_id, count=len(people))
    return [ContactOut.of(person) for person in people]


@router.get("/students", responses=problems(NoSuchCampaign))
async def list_students(caller: AsStaff, campaign_id: UUID) -> list[ListedStudentOut]:
    """List the enrolled students inside the scope whom a list names, with what became of each."""
    async with caller.transaction("special_list.view", of="campaign", object_id=campaign_id) as tx:
        one = await campaigns.find_round(tx, caller.scope, campaign_id)
        run, applicants, declined = await service.read_list(
            tx, caller.parts.keys.ring, caller.scope, one
        )
        codes: dict[UUID, list[str]] = defaultdict(list)
        for listed in run.students:
            codes[listed.student_id].append(listed.code)
        people = await formlist.list_people(tx, caller.scope, list(codes))
        tx.record("special_list.view", of="campaign", object_id=campaign_id, count=len(people))
    return [
        ListedStudentOut.named(
            person,
            codes[person.student_id],
            result_of(person.student_id, applicants=applicants, declined=declined),
        )
        for person in people
    ]


@router.post(
    "/export", status_code=202, response_model=ExportOut, responses=problems(NoSuchCampaign)
)
async def export_counts(caller: AsSchoolAdmin, campaign_id: UUID, why: CountsIn) -> Response:
    """Queue the four counts by kind as a workbook; small numbers are hidden in it."""
    return await word_export(
        caller,
        TAKE_COUNTS,
        lambda tx: exports.word_counts(work_of(caller, tx), campaign_id, reason=why.reason),
    )
