"""Panels for officers: candidates with reasons, drafts, 确认, extensions, departures, reminders."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.common.problems import problems
from zizhu.common.web import AsDeptOrSchool, AsStaff, Caller, SeenVersion, expect_version
from zizhu.identification.api.working import work_of
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import CampaignStateForbids, ReasonMissing
from zizhu.identification.errors.judging import (
    ApplicantUnknown,
    ClassesNotMergeable,
    EvaluationClosed,
    ExceptionNotNeeded,
    MemberUnknown,
    NotEligible,
    SetupAlreadyConfirmed,
    SetupIncomplete,
    SetupNotConfirmed,
)
from zizhu.identification.errors.panels import (
    ClassesNotKnown,
    NobodyToRemind,
    NoSuchPanel,
    PeopleNotKnown,
)
from zizhu.identification.repository import campaigns
from zizhu.identification.repository import panels as repository
from zizhu.identification.repository.panels import Panel
from zizhu.identification.schemas.common import Reason
from zizhu.identification.schemas.panels import (
    CandidatesOut,
    ChoiceIn,
    Count,
    ExtensionIn,
    PanelIn,
    PanelOut,
    RelaxIn,
)
from zizhu.identification.service import panel_growth, panels
from zizhu.identification.service.candidates import list_candidates
from zizhu.identification.service.panel_view import show_panels
from zizhu.identification.service.work import Work

router = APIRouter(prefix="/api/v1/identification", tags=["panels"])

Act = Callable[[Work, Panel], Awaitable[Panel]]


@router.post(
    "/campaigns/{campaign_id}/panels",
    status_code=201,
    response_model=PanelOut,
    responses=problems(NoSuchCampaign, CampaignStateForbids, ClassesNotKnown, ClassesNotMergeable),
)
async def open_panel(caller: AsStaff, campaign_id: UUID, draft: PanelIn) -> Response:
    """Begin an empty panel for a class, or for small classes that share one."""
    return await caller.once(
        lambda tx: _opened(caller, tx, campaign_id, draft), lambda one: one, audited="panel.open"
    )


async def _opened(caller: Caller, tx: Transaction, campaign_id: UUID, draft: PanelIn) -> PanelOut:
    work = work_of(caller, tx)
    return await _shown(
        work, await panels.open_panel(work, campaign_id, draft.class_ids, panel_id=new_id())
    )


async def _shown(work: Work, found: Panel) -> PanelOut:
    # Read again: what an act decided is shown as it was stored.
    stored = await repository.find_panel(work.tx, work.scope, found.id)
    (seen,) = await show_panels(work, [stored])
    return PanelOut.of(seen)


@router.get("/campaigns/{campaign_id}/panels", responses=problems(NoSuchCampaign))
async def list_panels(
    caller: AsStaff, campaign_id: UUID, class_id: Annotated[UUID | None, Query()] = None
) -> list[PanelOut]:
    """List the panels of a round inside the caller's scope."""
    async with caller.transaction() as tx:
        await campaigns.find_round(tx, caller.scope, campaign_id)
        work = work_of(caller, tx)
        found = await repository.list_panels(tx, caller.scope, campaign_id, class_id=class_id)
        return [PanelOut.of(one) for one in await show_panels(work, found)]


@router.get("/panels/{panel_id}", responses=problems(NoSuchPanel))
async def get_panel(caller: AsStaff, panel_id: UUID, response: Response) -> PanelOut:
    """Show a panel: members, applicants, and the matrix of states."""
    async with caller.transaction() as tx:
        found = await repository.find_panel(tx, caller.scope, panel_id)
        shown = await _shown(work_of(caller, tx), found)
    response.headers["etag"] = f'"{shown.version}"'
    return shown


@router.get("/panels/{panel_id}/candidates", responses=problems(NoSuchPanel, NoSuchCampaign))
async def get_candidates(caller: AsStaff, panel_id: UUID) -> CandidatesOut:
    """List classmates and staff; whoever cannot be chosen has every reason as a sentence."""
    async with caller.transaction() as tx:
        found = await repository.find_panel(tx, caller.scope, panel_id)
        return CandidatesOut.of(await list_candidates(work_of(caller, tx), found))


async def _act(caller: Caller, panel_id: UUID, seen: int, action: str, act: Act) -> PanelOut:
    async with caller.transaction(action, of="panel", object_id=panel_id) as tx:
        work = work_of(caller, tx)
        found = await repository.find_panel(tx, caller.scope, panel_id, lock=True)
        expect_version(found.version, seen)
        return await _shown(work, await act(work, found))


@router.put(
    "/panels/{panel_id}/classes",
    responses=problems(
        NoSuchPanel,
        NoSuchCampaign,
        CampaignStateForbids,
        SetupAlreadyConfirmed,
        ClassesNotKnown,
        ClassesNotMergeable,
    ),
)
async def merge_classes(
    caller: AsStaff, panel_id: UUID, seen: SeenVersion, body: PanelIn
) -> PanelOut:
    """Let a draft belong to other classes of one year and major; the choice is emptied."""
    return await _act(
        caller, panel_id, seen, "panel.merge", lambda w, p: panels.merge(w, p, body.class_ids)
    )


@router.put(
    "/panels/{panel_id}/choice",
    responses=problems(
        NoSuchPanel, NoSuchCampaign, CampaignStateForbids, SetupAlreadyConfirmed, PeopleNotKnown
    ),
)
async def choose(caller: AsStaff, panel_id: UUID, seen: SeenVersion, body: ChoiceIn) -> PanelOut:
    """Replace the choice of a draft; the rules are checked at 确认."""
    seats = [seat.to_seat() for seat in body.members]
    return await _act(
        caller,
        panel_id,
        seen,
        "panel.choose",
        lambda w, p: panels.choose(w, p, seats, body.applicants),
    )


@router.post(
    "/panels/{panel_id}/reset",
    responses=problems(NoSuchPanel, NoSuchCampaign, CampaignStateForbids, SetupAlreadyConfirmed),
)
async def reset(caller: AsStaff, panel_id: UUID, seen: SeenVersion) -> PanelOut:
    """Empty a draft (重置)."""
    return await _act(caller, panel_id, seen, "panel.reset", panels.reset)


@router.delete(
    "/panels/{panel_id}",
    status_code=204,
    responses=problems(NoSuchPanel, NoSuchCampaign, CampaignStateForbids, SetupAlreadyConfirmed),
)
async def discard(caller: AsStaff, panel_id: UUID) -> None:
    """Delete a draft."""
    async with caller.transaction("panel.discard", of="panel", object_id=panel_id) as tx:
        found = await repository.find_panel(tx, caller.scope, panel_id, lock=True)
        await panels.discard(work_of(caller, tx), found)


@router.post(
    "/panels/{panel_id}/confirm",
    responses=problems(
        NoSuchPanel,
        NoSuchCampaign,
        CampaignStateForbids,
        SetupAlreadyConfirmed,
        NotEligible,
        SetupIncomplete,
        EvaluationClosed,
    ),
)
async def confirm(caller: AsStaff, panel_id: UUID, seen: SeenVersion) -> PanelOut:
    """Confirm a panel for good; every member gets a task about every applicant but themself."""
    return await _act(caller, panel_id, seen, "panel.confirm", panels.confirm)


@router.post(
    "/panels/{panel_id}/extend",
    responses=problems(
        NoSuchPanel,
        NoSuchCampaign,
        CampaignStateForbids,
        SetupNotConfirmed,
        ReasonMissing,
        NotEligible,
        PeopleNotKnown,
    ),
)
async def extend(caller: AsStaff, panel_id: UUID, seen: SeenVersion, body: ExtensionIn) -> PanelOut:
    """Add applicants (补充评议) or members to a confirmed panel, with a reason."""
    seats = [seat.to_seat() for seat in body.members]
    return await _act(
        caller,
        panel_id,
        seen,
        "panel.extend",
        lambda w, p: panel_growth.extend(w, p, seats, body.applicants, reason=body.reason),
    )


_LEAVING = (
    NoSuchPanel,
    NoSuchCampaign,
    CampaignStateForbids,
    SetupNotConfirmed,
    ReasonMissing,
)


@router.post(
    "/panels/{panel_id}/members/{person_id}/withdraw",
    responses=problems(*_LEAVING, MemberUnknown),
)
async def withdraw_member(
    caller: AsDeptOrSchool, panel_id: UUID, person_id: UUID, seen: SeenVersion, why: Reason
) -> PanelOut:
    """Mark a member 退出: open tasks are cancelled, finished sheets stay."""
    return await _act(
        caller,
        panel_id,
        seen,
        "panel.withdraw_member",
        lambda w, p: panel_growth.withdraw_member(w, p, person_id, reason=why.reason),
    )


@router.post(
    "/panels/{panel_id}/applicants/{person_id}/remove",
    responses=problems(*_LEAVING, ApplicantUnknown),
)
async def remove_applicant(
    caller: AsStaff, panel_id: UUID, person_id: UUID, seen: SeenVersion, why: Reason
) -> PanelOut:
    """Take out an applicant who withdrew or left; tasks about them are cancelled."""
    return await _act(
        caller,
        panel_id,
        seen,
        "panel.remove_applicant",
        lambda w, p: panel_growth.remove_applicant(w, p, person_id, reason=why.reason),
    )


@router.post(
    "/panels/{panel_id}/relax",
    responses=problems(
        NoSuchPanel, NoSuchCampaign, CampaignStateForbids, ReasonMissing, ExceptionNotNeeded
    ),
)
async def relax(
    caller: AsDeptOrSchool, panel_id: UUID, seen: SeenVersion, body: RelaxIn
) -> PanelOut:
    """Relax a rule for a class that cannot form a panel otherwise, with a reason."""
    return await _act(
        caller,
        panel_id,
        seen,
        "panel.relax",
        lambda w, p: panel_growth.relax(w, p, body.kind, reason=body.reason),
    )


@router.post(
    "/panels/{panel_id}/remind",
    responses=problems(NoSuchPanel, NoSuchCampaign, CampaignStateForbids, NobodyToRemind),
)
async def remind(caller: AsStaff, panel_id: UUID) -> Count:
    """Send a message to every member who has not handed in."""
    async with caller.transaction("panel.remind", of="panel", object_id=panel_id) as tx:
        found = await repository.find_panel(tx, caller.scope, panel_id)
        return Count(count=await panel_growth.remind(work_of(caller, tx), found))
