"""认定结果变更: single grades and wishes, reopening, false evidence, proposals, returned lists."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Query, Response, UploadFile

from zizhu.common.problems import problems
from zizhu.common.web import AsFreshSchoolAdmin, AsSchoolAdmin, AsStaff, SignInNotFresh
from zizhu.common.workbook import errors as workbook
from zizhu.common.workbook.read import read_table_async
from zizhu.common.workbook.table import Column, Limits, Table
from zizhu.identification.api.working import work_of
from zizhu.identification.domain.proposal import ReturnedRow
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import CampaignStateForbids, NotCutYet
from zizhu.identification.errors.results import NoSuchProposal, ProposalDecided
from zizhu.identification.repository import listing
from zizhu.identification.schemas.changes import (
    CHANGING,
    ChangedOut,
    ChangeIn,
    ChangeOut,
    ProposalOut,
    ReturnedOut,
    VoidIn,
)
from zizhu.identification.schemas.common import Reason
from zizhu.identification.service import changes, proposals
from zizhu.identification.service.sheets_out import REASON, WISH
from zizhu.identification.service.work import Work

router = APIRouter(prefix="/api/v1/identification", tags=["changes"])

_UNREADABLE = (
    workbook.WorkbookTooLarge,
    workbook.WorkbookEmpty,
    workbook.NotAWorkbook,
    workbook.EncryptedWorkbook,
    workbook.MacroWorkbook,
    workbook.ZipBomb,
    workbook.WorkbookUnsafe,
    workbook.CellsOutOfRange,
    workbook.WorkbookUnreadable,
    workbook.HeaderNotFound,
    workbook.HeaderDoubled,
    workbook.TooManyRows,
    workbook.ReaderUnavailable,
)
_COLUMNS = (
    Column(key="number", header="学号"),
    Column(key="grade", header="认定等级"),
    Column(key="wish", header=WISH),
    Column(key="reason", header=REASON, required=False),
)


@router.post(
    "/campaigns/{campaign_id}/applicants/{person_id}/change",
    status_code=201,
    response_model=ChangedOut,
    responses=problems(*CHANGING, SignInNotFresh),
)
async def change(
    caller: AsFreshSchoolAdmin, campaign_id: UUID, person_id: UUID, body: ChangeIn
) -> Response:
    """Change one grade or wish after the cut, with a reason; it is logged and published apart."""
    return await caller.once(
        lambda tx: changes.make_change(
            work_of(caller, tx),
            campaign_id,
            person_id,
            grade=body.grade,
            wants_grant=body.wants_grant,
            reason=body.reason,
        ),
        ChangedOut.of,
        audited="grade.change",
    )


@router.post(
    "/campaigns/{campaign_id}/applicants/{person_id}/void",
    status_code=201,
    response_model=ChangedOut,
    responses=problems(*CHANGING, SignInNotFresh),
)
async def void(
    caller: AsFreshSchoolAdmin, campaign_id: UUID, person_id: UUID, body: VoidIn
) -> Response:
    """Void an application built on false evidence: score 0, grade 不困难."""
    return await caller.once(
        lambda tx: changes.void_application(
            work_of(caller, tx),
            campaign_id,
            person_id,
            reason=body.reason,
            was_paid=body.was_paid,
        ),
        ChangedOut.of,
        audited="grade.void",
    )


@router.post(
    "/campaigns/{campaign_id}/applicants/{person_id}/reopen",
    status_code=204,
    responses=problems(*CHANGING),
)
async def reopen(caller: AsSchoolAdmin, campaign_id: UUID, person_id: UUID, why: Reason) -> None:
    """Open one form for review again after the cut; its grade is open until decided."""
    async with caller.transaction("form.reopen", of="student", object_id=person_id) as tx:
        await changes.reopen(work_of(caller, tx), campaign_id, person_id, reason=why.reason)


@router.get("/campaigns/{campaign_id}/changes", responses=problems(NoSuchCampaign))
async def list_changes(caller: AsStaff, campaign_id: UUID) -> list[ChangeOut]:
    """List 变更记录 of the students in the caller's scope."""
    async with caller.transaction() as tx:
        found = await changes.list_changes(work_of(caller, tx), campaign_id)
    return [ChangeOut.of(one) for one in found]


@router.get("/campaigns/{campaign_id}/proposals", responses=problems(NoSuchCampaign))
async def list_proposals(
    caller: AsSchoolAdmin,
    campaign_id: UUID,
    state: Annotated[str | None, Query(pattern="^(open|taken|left)$")] = None,
) -> list[ProposalOut]:
    """List proposed changes: from returned lists, and from guarantees found late."""
    async with caller.transaction() as tx:
        found = await proposals.list_proposals(work_of(caller, tx), campaign_id, state=state)
    return [ProposalOut.of(one) for one in found]


@router.post(
    "/proposals/{proposal_id}/take",
    responses=problems(NoSuchProposal, ProposalDecided, *CHANGING, SignInNotFresh),
)
async def take_proposal(caller: AsFreshSchoolAdmin, proposal_id: UUID) -> ChangedOut:
    """Make the change that was proposed."""
    async with caller.transaction("proposal.take", of="proposal", object_id=proposal_id) as tx:
        return ChangedOut.of(await proposals.take_proposal(work_of(caller, tx), proposal_id))


@router.post(
    "/proposals/{proposal_id}/leave",
    status_code=204,
    responses=problems(NoSuchProposal, ProposalDecided),
)
async def leave_proposal(caller: AsSchoolAdmin, proposal_id: UUID) -> None:
    """Leave a proposal alone."""
    async with caller.transaction("proposal.leave", of="proposal", object_id=proposal_id) as tx:
        await proposals.leave_proposal(work_of(caller, tx), proposal_id)


@router.post(
    "/campaigns/{campaign_id}/returned-lists",
    responses=problems(NoSuchCampaign, CampaignStateForbids, NotCutYet, *_UNREADABLE),
)
async def take_returned(
    caller: AsSchoolAdmin, campaign_id: UUID, file: Annotated[UploadFile, File()]
) -> ReturnedOut:
    """Take an exported list back: changed rows with a reason become proposals, none is silent."""
    limits = Limits()
    content = await file.read(limits.bytes + 1)
    table = await read_table_async(content, columns=_COLUMNS, filename="名单", limits=limits)
    async with caller.transaction("grade.take_list", of="campaign", object_id=campaign_id) as tx:
        work = work_of(caller, tx)
        rows = await _rows(work, table)
        return ReturnedOut.of(await proposals.take_returned(work, campaign_id, rows))


async def _rows(work: Work, table: Table) -> list[ReturnedRow]:
    numbers = {row.cells["number"].strip() for row in table.rows}
    known = await listing.by_student_number(work.tx, work.scope, numbers)
    return [
        ReturnedRow(
            row=row.number,
            person_id=known.get(row.cells["number"].strip()),
            grade_label=row.cells["grade"],
            wish_label=row.cells["wish"],
            reason=row.cells["reason"] if "reason" in table.present else "",
        )
        for row in table.rows
    ]
