"""Cut lines for the school: enrolment, shares, suggestions, the cut, its proof years later."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.problems import problems
from zizhu.common.web import AsFreshSchoolAdmin, AsSchoolAdmin, SignInNotFresh
from zizhu.identification.api.working import work_of
from zizhu.identification.errors.campaigns import NoSuchCampaign, NoSuchRules
from zizhu.identification.errors.filing import (
    CampaignStateForbids,
    DocumentUnreadable,
    ReasonMissing,
)
from zizhu.identification.errors.judging import (
    ApplicantUnknown,
    CapExceeded,
    CutAfterPublicity,
    CutBlocked,
    CutMeanwhile,
    EnrolmentMissing,
    LinesNotDescending,
    RegisterNotSettled,
)
from zizhu.identification.errors.results import NoSuchCut
from zizhu.identification.schemas.cut_basis import BasisOut, OfficialIn
from zizhu.identification.schemas.cuts import (
    ComparisonOut,
    CutIn,
    CutOut,
    CutSeen,
    LinesIn,
    ShareOut,
    SuggestionOut,
    TrialOut,
    VerifiedOut,
)
from zizhu.identification.service import cuts

router = APIRouter(prefix="/api/v1/identification", tags=["cuts"])

_LOOK = (NoSuchCampaign, NoSuchRules, EnrolmentMissing, ReasonMissing)


@router.get("/campaigns/{campaign_id}/cut-basis", responses=problems(*_LOOK))
async def get_basis(caller: AsSchoolAdmin, campaign_id: UUID) -> BasisOut:
    """Show the enrolment by status, what stands in the way of a cut, and last year's lines."""
    async with caller.transaction() as tx:
        return BasisOut.of(await cuts.show_basis(work_of(caller, tx), campaign_id))


@router.put(
    "/campaigns/{campaign_id}/official-enrolment",
    responses=problems(*_LOOK, CampaignStateForbids),
)
async def state_enrolment(caller: AsSchoolAdmin, campaign_id: UUID, body: OfficialIn) -> BasisOut:
    """State the school's official number of students, with reason and document."""
    async with caller.transaction(
        "cut.state_enrolment", of="campaign", object_id=campaign_id
    ) as tx:
        basis = await cuts.state_enrolment(
            work_of(caller, tx),
            campaign_id,
            body.students,
            reason=body.reason,
            document=body.document,
        )
        return BasisOut.of(basis)


@router.delete(
    "/campaigns/{campaign_id}/official-enrolment",
    responses=problems(*_LOOK, CampaignStateForbids),
)
async def drop_enrolment(caller: AsSchoolAdmin, campaign_id: UUID) -> BasisOut:
    """Go back to the number that the register counts."""
    async with caller.transaction("cut.drop_enrolment", of="campaign", object_id=campaign_id) as tx:
        return BasisOut.of(await cuts.drop_enrolment(work_of(caller, tx), campaign_id))


@router.get("/campaigns/{campaign_id}/line-share", responses=problems(*_LOOK))
async def try_share(
    caller: AsSchoolAdmin, campaign_id: UUID, score: Annotated[int, Query(ge=0, le=1_000)]
) -> ShareOut:
    """Give the share of one line (试算百分比)."""
    async with caller.transaction() as tx:
        return ShareOut.of(await cuts.try_share(work_of(caller, tx), campaign_id, score))


@router.get("/campaigns/{campaign_id}/suggested-lines", responses=problems(*_LOOK))
async def suggest_lines(caller: AsSchoolAdmin, campaign_id: UUID) -> SuggestionOut:
    """Suggest three lines that fill the bands as far as shares and the least score allow."""
    async with caller.transaction() as tx:
        return SuggestionOut.of(*await cuts.suggest_lines(work_of(caller, tx), campaign_id))


@router.post("/campaigns/{campaign_id}/cut-trials", responses=problems(*_LOOK, LinesNotDescending))
async def try_lines(caller: AsSchoolAdmin, campaign_id: UUID, body: LinesIn) -> TrialOut:
    """Weigh three lines without cutting."""
    async with caller.transaction() as tx:
        return TrialOut.of(await cuts.try_lines(work_of(caller, tx), campaign_id, body.to_lines()))


@router.post(
    "/campaigns/{campaign_id}/cuts",
    status_code=201,
    response_model=CutOut,
    responses=problems(
        *_LOOK,
        CampaignStateForbids,
        CutAfterPublicity,
        RegisterNotSettled,
        CutBlocked,
        CutMeanwhile,
        ApplicantUnknown,
        LinesNotDescending,
        CapExceeded,
        SignInNotFresh,
    ),
)
async def make_cut(caller: AsFreshSchoolAdmin, campaign_id: UUID, body: CutIn) -> Response:
    """Draw the lines (切线); refused with a list while forms are open or the register moves."""
    return await caller.once(
        lambda tx: cuts.make_cut(
            work_of(caller, tx),
            campaign_id,
            body.lines.to_lines(),
            body.to_set_aside(),
            after=body.after,
        ),
        CutOut.made,
        audited="cut.make",
    )


@router.get("/campaigns/{campaign_id}/cuts", responses=problems(NoSuchCampaign))
async def list_cuts(caller: AsSchoolAdmin, campaign_id: UUID) -> list[CutSeen]:
    """List the cuts of a round, the newest first; that one stands."""
    async with caller.transaction() as tx:
        return [CutSeen.of(one) for one in await cuts.list_cuts(work_of(caller, tx), campaign_id)]


@router.get("/cuts/{cut_id}/verify", responses=problems(NoSuchCut, DocumentUnreadable))
async def verify_cut(caller: AsSchoolAdmin, cut_id: UUID) -> VerifiedOut:
    """Compute a cut again from its stored inputs, and say whether it comes out equal."""
    async with caller.transaction() as tx:
        return VerifiedOut.of(await cuts.verify_cut(work_of(caller, tx), cut_id))


@router.get("/cuts/{cut_id}/compare/{other_id}", responses=problems(NoSuchCut, DocumentUnreadable))
async def compare_cuts(caller: AsSchoolAdmin, cut_id: UUID, other_id: UUID) -> ComparisonOut:
    """Lay two cuts side by side: lines, counts, and every grade that differs."""
    async with caller.transaction() as tx:
        return ComparisonOut.of(await cuts.compare(work_of(caller, tx), cut_id, other_id))
