"""Acts on forms: 信息无误 one by one or in bulk, 退回重填, and special groups one by one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path

from zizhu.common.auth import Role
from zizhu.common.problems import problems
from zizhu.common.web import (
    Allow,
    AsCounselor,
    AsDept,
    AsStaff,
    AsStudent,
    Caller,
    SeenVersion,
    expect_version,
)
from zizhu.identification.api.forms import LABELS, office_of
from zizhu.identification.api.own import DESK
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import (
    ActorMayNot,
    CampaignStateForbids,
    ClaimStateForbids,
    CutAlreadyMade,
    DocumentNotSeen,
    EvidenceMissing,
    ExtensionUseless,
    FormStateForbids,
    NotGuaranteed,
    PurposeSettled,
    PurposeUnchanged,
    ReasonMissing,
    ReviewerFilledIn,
)
from zizhu.identification.errors.forms import NoSuchClaim, NoSuchForm
from zizhu.identification.errors.results import NamingFrozen
from zizhu.identification.schemas.common import Reason
from zizhu.identification.schemas.formview import ClaimOut, StateOut
from zizhu.identification.schemas.review import (
    BulkIn,
    BulkOut,
    DeclineIn,
    DeclineOut,
    NamingForIn,
    PurposeIn,
    ReturnIn,
)
from zizhu.identification.service import claims as special
from zizhu.identification.service import naming, purpose
from zizhu.identification.service import review as service
from zizhu.identification.service.desk import sit_down
from zizhu.identification.service.reviewing import take_form

router = APIRouter(prefix="/api/v1/identification", tags=["review"])

# Who may send a form back: the school only reopens (domain.md 5.3).
AsReviewer = Annotated[Caller, Depends(Allow(Role.COUNSELOR, Role.DEPT))]
GroupCode = Annotated[str, Path(max_length=40, pattern=r"^[a-z_]+$")]
FORM = (NoSuchForm, CampaignStateForbids, ActorMayNot, FormStateForbids)
CLAIM = (NoSuchForm, NoSuchClaim, CampaignStateForbids, ClaimStateForbids)


@router.post(
    "/forms/{form_id}/approve", responses=problems(*FORM, EvidenceMissing, ReviewerFilledIn)
)
async def approve(caller: AsCounselor, form_id: UUID, seen: SeenVersion) -> StateOut:
    """Confirm the information of a form (信息无误)."""
    async with caller.transaction("form.approve", of="form", object_id=form_id) as tx:
        office = office_of(caller, tx)
        one, filed = await take_form(office, form_id)
        expect_version(filed.version, seen)
        done = await service.approve(office, one, filed)
    return StateOut.of(done)


@router.post(
    "/campaigns/{campaign_id}/forms/approve",
    responses=problems(NoSuchCampaign, CampaignStateForbids),
)
async def approve_all(caller: AsCounselor, campaign_id: UUID, wanted: BulkIn) -> BulkOut:
    """Approve many forms as the officer saw them; what changed since is listed and left alone."""
    async with caller.transaction("form.approve", of="campaign", object_id=campaign_id) as tx:
        office = office_of(caller, tx)
        one = await service.open_round_of(office, campaign_id)
        done = await service.approve_all(office, one, [item.to_seen() for item in wanted.forms])
    return BulkOut.of(done)


@router.post(
    "/forms/{form_id}/return",
    responses=problems(*FORM, CutAlreadyMade, ReasonMissing, ExtensionUseless),
)
async def return_form(
    caller: AsReviewer, form_id: UUID, seen: SeenVersion, body: ReturnIn
) -> StateOut:
    """Return a form with marked questions; a counsellor reopens a reviewed one first."""
    async with caller.transaction("form.return", of="form", object_id=form_id) as tx:
        office = office_of(caller, tx)
        one, filed = await take_form(office, form_id)
        expect_version(filed.version, seen)
        done = await service.return_form(
            office,
            one,
            filed,
            reason=body.reason,
            marks=tuple(mark.to_mark() for mark in body.marks),
            refill_until=body.refill_until,
        )
    return StateOut.of(done)


@router.post(
    "/forms/{form_id}/purpose",
    responses=problems(
        *FORM,
        PurposeSettled,
        PurposeUnchanged,
        CutAlreadyMade,
        ReasonMissing,
        ExtensionUseless,
    ),
)
async def correct_purpose(
    caller: AsCounselor, form_id: UUID, seen: SeenVersion, body: PurposeIn
) -> StateOut:
    """Correct whether somebody applies or only evaluates, before a confirmed panel holds them.

    Who is to apply gets the form back, since only they can say what an application says.
    """
    async with caller.transaction("form.correct_purpose", of="form", object_id=form_id) as tx:
        office = office_of(caller, tx)
        one, filed = await take_form(office, form_id)
        expect_version(filed.version, seen)
        done = await purpose.correct_purpose(
            office,
            one,
            filed,
            body.purpose,
            reason=body.reason,
            refill_until=body.refill_until,
        )
    return StateOut.of(done)


@router.put(
    "/forms/{form_id}/naming",
    responses=problems(
        NoSuchForm, CampaignStateForbids, FormStateForbids, NamingFrozen, ReasonMissing
    ),
)
async def set_naming(
    caller: AsStaff, form_id: UUID, seen: SeenVersion, body: NamingForIn
) -> StateOut:
    """Set, on the student's word, whether the published list names them; they are told."""
    async with caller.transaction("form.set_naming", of="form", object_id=form_id) as tx:
        office = office_of(caller, tx)
        _, filed = await take_form(office, form_id)
        expect_version(filed.version, seen)
        done = await naming.set_for(office, filed, is_unnamed=body.is_unnamed, reason=body.reason)
    return StateOut.of(done)


@router.post("/forms/{form_id}/claims/{code}/see", responses=problems(*CLAIM))
async def see_document(caller: AsCounselor, form_id: UUID, code: GroupCode) -> list[ClaimOut]:
    """Say that the document of a special group was seen."""
    async with caller.transaction("claim.see", of="form", object_id=form_id) as tx:
        office = office_of(caller, tx)
        one, filed = await take_form(office, form_id)
        done = await special.see_document(office, one, filed.student_id, code)
    return [ClaimOut.of(claim, LABELS) for claim in done.claims]


@router.post("/forms/{form_id}/claims/{code}/confirm", responses=problems(*CLAIM, DocumentNotSeen))
async def confirm_document(caller: AsDept, form_id: UUID, code: GroupCode) -> list[ClaimOut]:
    """Confirm a document that somebody else has seen: from then on the group counts."""
    async with caller.transaction("claim.confirm", of="form", object_id=form_id) as tx:
        office = office_of(caller, tx)
        one, filed = await take_form(office, form_id)
        done = await special.confirm_document(office, one, filed.student_id, code)
    return [ClaimOut.of(claim, LABELS) for claim in done.claims]


@router.post(
    "/forms/{form_id}/claims/{code}/refute",
    responses=problems(*CLAIM, ReasonMissing, ActorMayNot),
)
async def refute_claim(
    caller: AsStaff, form_id: UUID, code: GroupCode, why: Reason
) -> list[ClaimOut]:
    """Refute a special group, with a reason."""
    async with caller.transaction("claim.refute", of="form", object_id=form_id) as tx:
        office = office_of(caller, tx)
        one, filed = await take_form(office, form_id)
        done = await special.refute_claim(office, one, filed.student_id, code, reason=why.reason)
    return [ClaimOut.of(claim, LABELS) for claim in done.claims]


@router.post(
    "/campaigns/{campaign_id}/decline", responses=problems(*DESK, NotGuaranteed, ReasonMissing)
)
async def decline(caller: AsStudent, campaign_id: UUID, body: DeclineIn) -> DeclineOut:
    """Decline the national aid, signed (自愿放弃国家资助的声明)."""
    async with caller.transaction("aid.decline", of="campaign", object_id=campaign_id) as tx:
        desk = await sit_down(tx, caller.parts.keys.ring, caller.scope, campaign_id, now=caller.now)
        stated = await special.decline(desk, body.choice, signed_name=body.signed_name)
    return DeclineOut.of(stated)
