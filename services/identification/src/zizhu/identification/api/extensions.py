"""Later ends of phases: extensions and late filing, by the school, with a reason."""

from uuid import UUID

from fastapi import APIRouter

from zizhu.common.ids import new_id
from zizhu.common.problems import problems
from zizhu.common.web import AsSchoolAdmin, AsStaff
from zizhu.identification.domain.form_state import Deed
from zizhu.identification.domain.vocabulary import Actor
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import (
    CampaignStateForbids,
    ExtensionUseless,
    FormStateForbids,
    ReasonMissing,
)
from zizhu.identification.errors.register import StudentNotEnrolled, UnitNotYetKnown
from zizhu.identification.repository import campaigns
from zizhu.identification.schemas.campaigns import ExtensionIn, ExtensionOut, LateFilingIn
from zizhu.identification.service import extensions, late
from zizhu.identification.service.redate import redate

router = APIRouter(prefix="/api/v1/identification/campaigns/{campaign_id}", tags=["extensions"])


@router.get("/extensions", responses=problems(NoSuchCampaign))
async def list_extensions(caller: AsStaff, campaign_id: UUID) -> list[ExtensionOut]:
    """List the extensions of a round, the newest first."""
    async with caller.transaction() as tx:
        await campaigns.find_round(tx, caller.scope, campaign_id)
        found = await campaigns.list_extensions(tx, caller.scope, campaign_id)
    return [ExtensionOut.of(one) for one in found]


@router.post(
    "/extensions",
    status_code=201,
    responses=problems(
        NoSuchCampaign, UnitNotYetKnown, CampaignStateForbids, ExtensionUseless, ReasonMissing
    ),
)
async def extend_phase(caller: AsSchoolAdmin, campaign_id: UUID, body: ExtensionIn) -> ExtensionOut:
    """Move the end of a phase later."""
    async with caller.transaction(
        "extension.extension", of="campaign", object_id=campaign_id
    ) as tx:
        one = await campaigns.find_round(tx, caller.scope, campaign_id, lock="share")
        done = await extensions.extend_phase(
            tx,
            caller.scope,
            one,
            extension_id=new_id(),
            phase=body.phase,
            reach=body.reach,
            target_id=body.target_id,
            until=body.until,
            reason=body.reason,
            by=caller.principal.account_id,
            now=caller.now,
        )
        await redate(tx, one, done, caller.now)
    return ExtensionOut.of(done)


@router.post(
    "/late-filings",
    status_code=201,
    responses=problems(
        NoSuchCampaign, UnitNotYetKnown, StudentNotEnrolled, CampaignStateForbids,
        ExtensionUseless, FormStateForbids, ReasonMissing,
    ),
)  # fmt: skip
async def allow_late_filing(
    caller: AsSchoolAdmin, campaign_id: UUID, body: LateFilingIn
) -> ExtensionOut:
    """Let one person file after the window."""
    async with caller.transaction(
        "extension.late_filing", of="campaign", object_id=campaign_id
    ) as tx:
        one = await campaigns.find_round(tx, caller.scope, campaign_id, lock="share")
        done = await late.allow_late_filing(
            tx,
            caller.parts.keys.ring,
            caller.scope,
            one,
            body.student_id,
            until=body.until,
            reason=body.reason,
            deed=Deed(Actor.SCHOOL, caller.principal.account_id, caller.now),
        )
    return ExtensionOut.of(done)
