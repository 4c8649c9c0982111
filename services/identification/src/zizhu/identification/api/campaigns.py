"""Rounds: planned and run by the school, seen by everybody of it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from uuid import UUID

from fastapi import APIRouter, Response

from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.common.problems import problems
from zizhu.common.web import (
    AsFreshSchoolAdmin,
    AsMember,
    AsSchoolAdmin,
    Caller,
    SeenVersion,
    SignInNotFresh,
    expect_version,
)
from zizhu.identification.domain.round import Round
from zizhu.identification.errors.campaigns import (
    NoSuchCampaign,
    NoSuchRules,
    PlanAmbiguous,
    TermInvalid,
)
from zizhu.identification.errors.filing import (
    CampaignIncomplete,
    CampaignStateForbids,
    PhasesFlawed,
    PublicityStarted,
    ReasonMissing,
    RulesFlawed,
    SchemeFrozen,
    UnknownGroup,
    UnknownVersion,
)
from zizhu.identification.errors.register import UnitNotYetKnown
from zizhu.identification.repository import campaigns as repository
from zizhu.identification.schemas.campaigns import CampaignIn, CampaignOut, PlanIn, RulesIn
from zizhu.identification.schemas.common import Reason
from zizhu.identification.schemas.rules import QuestionsOut
from zizhu.identification.service import campaigns as service
from zizhu.identification.service import standings
from zizhu.identification.service.closing import close_round
from zizhu.identification.service.rules import scheme_of

router = APIRouter(prefix="/api/v1/identification", tags=["campaigns"])


@router.post(
    "/campaigns",
    status_code=201,
    response_model=CampaignOut,
    responses=problems(TermInvalid, UnitNotYetKnown),
)
async def draft_campaign(caller: AsSchoolAdmin, draft: CampaignIn) -> Response:
    """Draft a round, or copy an earlier one into a new draft."""
    return await caller.once(
        lambda tx: _draft(caller, tx, draft),
        lambda one: CampaignOut.of(one, caller.now),
        audited="campaign.draft",
    )


async def _draft(caller: Caller, tx: Transaction, draft: CampaignIn) -> Round:
    if draft.copied_from is None:
        return await service.draft_round(
            tx,
            caller.scope,
            campaign_id=new_id(),
            term=draft.term,
            title=draft.title,
            now=caller.now,
        )
    try:
        earlier = await repository.find_round(tx, caller.scope, draft.copied_from)
    except NoSuchCampaign:
        raise UnitNotYetKnown("认定工作") from None
    return await service.copy_round(
        tx, earlier, campaign_id=new_id(), term=draft.term, title=draft.title, now=caller.now
    )


@router.get("/campaigns")
async def list_campaigns(caller: AsMember) -> list[CampaignOut]:
    """List the rounds of the school, the newest first; drafts are shown to the school alone."""
    async with caller.transaction() as tx:
        found = await repository.list_rounds(tx, caller.scope)
    return [CampaignOut.of(one, caller.now) for one in found]


@router.get("/campaigns/{campaign_id}", responses=problems(NoSuchCampaign))
async def get_campaign(caller: AsMember, campaign_id: UUID, response: Response) -> CampaignOut:
    """Show one round."""
    async with caller.transaction() as tx:
        one = await repository.find_round(tx, caller.scope, campaign_id)
    response.headers["etag"] = f'"{one.version}"'
    return CampaignOut.of(one, caller.now)


@router.get("/campaigns/{campaign_id}/questions", responses=problems(NoSuchCampaign, NoSuchRules))
async def get_questions(caller: AsMember, campaign_id: UUID) -> QuestionsOut:
    """Show what the form of a round asks, worded for its students."""
    async with caller.transaction() as tx:
        one = await repository.find_round(tx, caller.scope, campaign_id)
        scheme = await scheme_of(tx, caller.scope.school_id, one.campaign.rules.scheme_version)
    return QuestionsOut.of(one, scheme)


@router.put(
    "/campaigns/{campaign_id}/plan",
    response_model=CampaignOut,
    responses=problems(
        NoSuchCampaign, NoSuchRules, CampaignStateForbids, PhasesFlawed, PlanAmbiguous,
        RulesFlawed, UnknownVersion, UnknownGroup,
    ),
)  # fmt: skip
async def plan_campaign(
    caller: AsSchoolAdmin, campaign_id: UUID, seen: SeenVersion, plan: PlanIn
) -> Response:
    """Set phases, rules and the subsistence line of a drafted round."""

    async def change(tx: Transaction) -> Round:
        one = await _locked(caller, tx, campaign_id, seen)
        return await service.plan_round(tx, one, plan.to_plan())

    return await _once(caller, "campaign.plan", campaign_id, change)


@router.post(
    "/campaigns/{campaign_id}/open",
    response_model=CampaignOut,
    responses=problems(
        NoSuchCampaign, CampaignStateForbids, CampaignIncomplete, RulesFlawed, UnknownVersion
    ),
)
async def open_campaign(caller: AsSchoolAdmin, campaign_id: UUID, seen: SeenVersion) -> Response:
    """Open a drafted round to its students."""

    async def change(tx: Transaction) -> Round:
        one = await _locked(caller, tx, campaign_id, seen)
        return await service.open_round(tx, one, now=caller.now)

    return await _once(caller, "campaign.open", campaign_id, change)


@router.post(
    "/campaigns/{campaign_id}/close", responses=problems(NoSuchCampaign, CampaignStateForbids)
)
async def close_campaign(
    caller: AsSchoolAdmin, campaign_id: UUID, seen: SeenVersion
) -> CampaignOut:
    """Close an open round: from then on it is read only."""
    async with _change(caller, "campaign.close", campaign_id) as tx:
        one = await _locked(caller, tx, campaign_id, seen)
        done = await close_round(
            tx, caller.parts.keys.ring, caller.parts.files, one, now=caller.now
        )
    return CampaignOut.of(done, caller.now)


@router.post(
    "/campaigns/{campaign_id}/reopen",
    responses=problems(NoSuchCampaign, CampaignStateForbids, ReasonMissing),
)
async def reopen_campaign(
    caller: AsSchoolAdmin, campaign_id: UUID, seen: SeenVersion, why: Reason
) -> CampaignOut:
    """Open a closed round again, with a reason."""
    async with _change(caller, "campaign.reopen", campaign_id) as tx:
        one = await _locked(caller, tx, campaign_id, seen)
        done = await service.reopen_round(tx, one, reason=why.reason, now=caller.now)
    return CampaignOut.of(done, caller.now)


@router.post(
    "/campaigns/{campaign_id}/cancel",
    responses=problems(
        NoSuchCampaign, CampaignStateForbids, PublicityStarted, ReasonMissing, SignInNotFresh
    ),
)
async def cancel_campaign(
    caller: AsFreshSchoolAdmin, campaign_id: UUID, seen: SeenVersion, why: Reason
) -> CampaignOut:
    """Cancel a round before publicity, with a reason."""
    async with _change(caller, "campaign.cancel", campaign_id) as tx:
        one = await _locked(caller, tx, campaign_id, seen)
        done = await service.cancel_round(tx, one, reason=why.reason, now=caller.now)
    return CampaignOut.of(done, caller.now)


@router.post(
    "/campaigns/{campaign_id}/rules",
    responses=problems(
        NoSuchCampaign, CampaignStateForbids, SchemeFrozen, RulesFlawed, UnknownVersion,
        UnknownGroup, ReasonMissing,
    ),
)  # fmt: skip
async def adopt_rules(
    caller: AsSchoolAdmin, campaign_id: UUID, seen: SeenVersion, body: RulesIn
) -> CampaignOut:
    """Move a running round to other rules by an explicit act, with a reason."""
    async with _change(caller, "campaign.adopt_rules", campaign_id) as tx:
        one = await _locked(caller, tx, campaign_id, seen)
        done = await service.adopt_rules(
            tx,
            one,
            body.rules,
            guaranteed=body.guaranteed,
            reason=body.reason,
            now=caller.now,
        )
        if dict(done.guaranteed) != dict(one.guaranteed):
            await standings.settle_round(tx, caller.parts.keys.ring, done)
    return CampaignOut.of(done, caller.now)


def _change(
    caller: Caller, action: str, campaign_id: UUID
) -> AbstractAsyncContextManager[Transaction]:
    return caller.transaction(action, of="campaign", object_id=campaign_id)


async def _once(
    caller: Caller,
    action: str,
    campaign_id: UUID,
    change: Callable[[Transaction], Awaitable[Round]],
) -> Response:
    return await caller.once(
        change,
        lambda one: CampaignOut.of(one, caller.now),
        status=200,
        audited=action,
        of="campaign",
        object_id=campaign_id,
    )


async def _locked(caller: Caller, tx: Transaction, campaign_id: UUID, seen: int) -> Round:
    one = await repository.find_round(tx, caller.scope, campaign_id, lock="own")
    expect_version(one.version, seen)
    return one
