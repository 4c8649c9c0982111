"""Results: a student's own, explanations, lists and their exports, the final list, the funnel."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Request
from zizhu.common.exports.routes import ExportOut, word_export
from zizhu.common.problems import problems
from zizhu.common.web import (
    AsDeptOrSchool,
    AsFreshSchoolAdmin,
    AsSchoolAdmin,
    AsStaff,
    AsStudent,
    SignInNotFresh,
)
from zizhu.identification.api.working import work_of
from zizhu.identification.domain.vocabulary import AuditState, Difference, Grade
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import (
    CampaignStateForbids,
    DocumentUnreadable,
    ReasonMissing,
)
from zizhu.identification.errors.judging import (
    ApplicantUnknown,
    EntitledNotApplied,
    PublicityStillRunning,
)
from zizhu.identification.errors.results import NoFinalList, NoResult
from zizhu.identification.repository.applications import Filters
from zizhu.identification.schemas.results import (
    DrawnOut,
    ExplanationOut,
    ExportIn,
    FinalIn,
    FinalOut,
    FunnelOut,
    GrantListOut,
    OwnResultOut,
)
from zizhu.identification.service import exports, finals, funnel, results
from zizhu.identification.service.exports import Wanted
from zizhu.identification.service.kinds import TAKE_LIST
from zizhu.identification.service.lists import read_lists

router = APIRouter(prefix="/api/v1/identification/campaigns/{campaign_id}", tags=["results"])


def _filters(
    *,
    college_id: UUID | None = None,
    year: int | None = None,
    major_id: UUID | None = None,
    class_id: UUID | None = None,
    grade: Grade | None = None,
    audit: AuditState | None = None,
    difference: Difference | None = None,
    wants_grant: bool | None = None,
) -> Filters:
    return Filters(college_id, year, major_id, class_id, grade, audit, difference, wants_grant)


Narrowed = Annotated[Filters, Depends(_filters)]


@router.get("/result", responses=problems(NoSuchCampaign, NoResult, DocumentUnreadable))
async def own_result(caller: AsStudent, campaign_id: UUID) -> OwnResultOut:
    """Show the student's own result: state, points, line, grade and reason, how to object."""
    async with caller.transaction() as tx:
        found = await results.own_result(work_of(caller, tx), campaign_id)
    return OwnResultOut.of(found, caller.now)


@router.get(
    "/applicants/{person_id}/explanation",
    responses=problems(NoSuchCampaign, ApplicantUnknown, DocumentUnreadable),
)
async def explain(caller: AsStaff, campaign_id: UUID, person_id: UUID) -> ExplanationOut:
    """Explain a student's grade, difference and grant to an officer of theirs."""
    async with caller.transaction() as tx:
        found = await results.explain(work_of(caller, tx), campaign_id, person_id)
    return ExplanationOut.of(found)


@router.get("/grant-list", responses=problems(NoSuchCampaign))
async def get_grant_list(caller: AsStaff, campaign_id: UUID, filters: Narrowed) -> GrantListOut:
    """Show who is on the grant list, and who is not with every reason."""
    async with caller.transaction() as tx:
        return GrantListOut.of(await read_lists(work_of(caller, tx), campaign_id, filters))


@router.post(
    "/exports",
    status_code=202,
    response_model=ExportOut,
    responses=problems(NoSuchCampaign, ReasonMissing),
)
async def take_list(caller: AsDeptOrSchool, campaign_id: UUID, body: ExportIn) -> Response:
    """Queue a list as a workbook. Numbers and phones are masked unless they are revealed; a
    workbook with plain ones is locked with a password.
    """
    wanted = Wanted(campaign_id, body.kind, body.filters.to_filters(), body.is_revealed)
    filters = body.filters.model_dump(mode="json")

    async def word(tx: Transaction) -> Request:
        work = work_of(caller, tx)
        return await exports.word_list(work, wanted, reason=body.reason, filters=filters)

    return await word_export(caller, TAKE_LIST, word)


@router.post(
    "/final-lists",
    status_code=201,
    response_model=DrawnOut,
    responses=problems(
        NoSuchCampaign,
        CampaignStateForbids,
        PublicityStillRunning,
        EntitledNotApplied,
        SignInNotFresh,
    ),
)
async def draw_final(caller: AsFreshSchoolAdmin, campaign_id: UUID, body: FinalIn) -> Response:
    """Draw the final list (终审); drawn again it takes up those who had to wait."""
    return await caller.once(
        lambda tx: finals.draw_final(work_of(caller, tx), campaign_id, reason=body.reason),
        DrawnOut.drawn,
        audited="final.draw",
    )


@router.get("/final-list", responses=problems(NoSuchCampaign, NoFinalList))
async def get_final(caller: AsSchoolAdmin, campaign_id: UUID) -> FinalOut:
    """Show the final list that stands."""
    async with caller.transaction() as tx:
        return FinalOut.of(await finals.show_final(work_of(caller, tx), campaign_id))


@router.get("/funnel", responses=problems(NoSuchCampaign))
async def get_funnel(caller: AsStaff, campaign_id: UUID, filters: Narrowed) -> FunnelOut:
    """Count how many students are at each step, inside the caller's scope and the filters."""
    async with caller.transaction() as tx:
        return FunnelOut.of(await funnel.count(work_of(caller, tx), campaign_id, filters))
