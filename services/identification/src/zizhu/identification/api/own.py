"""The student's own form: opened, saved at each answer, signed, handed in, withdrawn."""

from uuid import UUID

from fastapi import APIRouter

from zizhu.common.idempotency import Replay
from zizhu.common.problems import problems
from zizhu.common.web import AsStudent, Caller, KnownVersion, expect_version
from zizhu.identification.api.working import first_time
from zizhu.identification.domain.prefill import suggest_answers
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import (
    ActorMayNot,
    AnswersInvalid,
    CampaignStateForbids,
    CutAlreadyMade,
    DocumentUnreadable,
    FilingClosed,
    FormIncomplete,
    FormStateForbids,
    UnknownVersion,
)
from zizhu.identification.errors.forms import NoSuchForm, RegisterOwned
from zizhu.identification.errors.register import StudentNotEnrolled
from zizhu.identification.errors.results import NamingFrozen
from zizhu.identification.repository import campaigns
from zizhu.identification.schemas.forms import (
    BeginIn,
    ConsentIn,
    DraftIn,
    HandInIn,
    NamingIn,
    OwnFormOut,
    SignIn,
    SuggestionsOut,
)
from zizhu.identification.service import filing as service
from zizhu.identification.service import naming, reading, withdrawal
from zizhu.identification.service.desk import Desk, sit_down
from zizhu.identification.service.filing import Opened

router = APIRouter(prefix="/api/v1/identification/campaigns/{campaign_id}", tags=["own form"])

DESK = (NoSuchCampaign, CampaignStateForbids, StudentNotEnrolled)
MOVE = (*DESK, NoSuchForm, ActorMayNot, FormStateForbids, FilingClosed)


async def _shown(caller: Caller, desk: Desk, opened: Opened) -> OwnFormOut:
    own = await reading.show(
        desk.tx,
        desk.ring,
        caller.parts.files,
        desk.one,
        opened=opened,
        window=desk.window,
    )
    return OwnFormOut.of(own)


@router.get("/form", responses=problems(NoSuchCampaign, NoSuchForm))
async def get_own_form(caller: AsStudent, campaign_id: UUID) -> OwnFormOut:
    """Show the student's own form in a round."""
    return await _own_form(caller, campaign_id)


async def _own_form(caller: Caller, campaign_id: UUID) -> OwnFormOut:
    ring, files = caller.parts.keys.ring, caller.parts.files
    async with caller.transaction() as tx:
        one = await campaigns.find_round(tx, caller.scope, campaign_id)
        own = await reading.read_own(tx, ring, files, caller.scope, one, now=caller.now)
    return OwnFormOut.of(own)


@router.post("/form", responses=problems(*DESK, FormStateForbids, FilingClosed, UnknownVersion))
async def begin_form(
    caller: AsStudent, campaign_id: UUID, body: BeginIn | None = None
) -> OwnFormOut:
    """Open the own form: the one that is there, or a new one; after a withdrawal, anew."""
    consent = body.consent.to_consent() if body and body.consent else None
    async with caller.transaction() as tx:
        desk = await sit_down(tx, caller.parts.keys.ring, caller.scope, campaign_id, now=caller.now)
        opened = await service.begin_form(desk, consent)
        return await _shown(caller, desk, opened)


@router.patch("/form", responses=problems(*MOVE, DocumentUnreadable, AnswersInvalid, RegisterOwned))
async def save_draft(
    caller: AsStudent, campaign_id: UUID, seen: KnownVersion, body: DraftIn
) -> OwnFormOut:
    """Save what changed: blocks of fields field by field, members and groups whole.

    With `If-Match`, only where no other device saved in between.
    """
    async with caller.transaction() as tx:
        desk = await sit_down(tx, caller.parts.keys.ring, caller.scope, campaign_id, now=caller.now)
        opened = await service.load_form(desk)
        if seen is not None:
            expect_version(opened.filed.version, seen)
        saved = await service.save_draft(desk, opened, body.changes)
        return await _shown(caller, desk, saved)


@router.post("/form/consent", responses=problems(*MOVE, UnknownVersion))
async def give_consent(caller: AsStudent, campaign_id: UUID, body: ConsentIn) -> OwnFormOut:
    """Agree to the notice, with or without sensitive data."""
    async with caller.transaction() as tx:
        desk = await sit_down(tx, caller.parts.keys.ring, caller.scope, campaign_id, now=caller.now)
        opened = await service.load_form(desk)
        agreed = await service.give_consent(desk, opened, body.to_consent())
        return await _shown(caller, desk, agreed)


@router.post("/form/sign", responses=problems(*MOVE, UnknownVersion))
async def sign_form(caller: AsStudent, campaign_id: UUID, body: SignIn) -> OwnFormOut:
    """Sign the commitment; any later change of the form takes the signature away."""
    async with caller.transaction() as tx:
        desk = await sit_down(tx, caller.parts.keys.ring, caller.scope, campaign_id, now=caller.now)
        opened = await service.load_form(desk)
        signed = await service.sign_form(desk, opened, body.to_signature())
        return await _shown(caller, desk, signed)


@router.post("/form/submit", responses=problems(*MOVE, FormIncomplete, UnknownVersion))
async def hand_in(caller: AsStudent, campaign_id: UUID, body: HandInIn | None = None) -> OwnFormOut:
    """Hand the form in; it is checked complete and scored here.

    Repeated with its `Idempotency-Key` it shows the form as it stands.
    """
    ring = caller.parts.keys.ring
    try:
        async with first_time(caller, "form.submit", of="campaign", object_id=campaign_id) as tx:
            desk = await sit_down(tx, ring, caller.scope, campaign_id, now=caller.now)
            opened = await service.load_form(desk)
            if body and body.commitment:
                opened = await service.sign_form(desk, opened, body.commitment.to_signature())
            done = await service.hand_in(desk, opened)
            return await _shown(caller, desk, done)
    except Replay:
        return await _own_form(caller, campaign_id)


@router.put("/form/naming", responses=problems(*DESK, NoSuchForm, FormStateForbids, NamingFrozen))
async def ask_not_to_be_named(caller: AsStudent, campaign_id: UUID, body: NamingIn) -> OwnFormOut:
    """Ask that the published list shows the end of the student number, or take that back."""
    async with caller.transaction("form.set_naming", of="campaign", object_id=campaign_id) as tx:
        desk = await sit_down(tx, caller.parts.keys.ring, caller.scope, campaign_id, now=caller.now)
        opened = await service.load_form(desk)
        asked = await naming.ask(desk, opened, is_unnamed=body.is_unnamed)
        return await _shown(caller, desk, asked)


@router.post("/form/withdraw", responses=problems(*MOVE, CutAlreadyMade))
async def withdraw_form(caller: AsStudent, campaign_id: UUID) -> OwnFormOut:
    """Withdraw before the cut: what was written and uploaded is deleted at once."""
    async with caller.transaction("form.withdraw", of="campaign", object_id=campaign_id) as tx:
        desk = await sit_down(tx, caller.parts.keys.ring, caller.scope, campaign_id, now=caller.now)
        opened = await service.load_form(desk)
        gone = await withdrawal.withdraw_form(desk, caller.parts.files, opened)
        return await _shown(caller, desk, gone)


@router.get("/form/suggestions", responses=problems(NoSuchCampaign, NoSuchForm))
async def suggest(caller: AsStudent, campaign_id: UUID) -> SuggestionsOut:
    """Suggest answers that other blocks imply and that are not given yet."""
    ring, files = caller.parts.keys.ring, caller.parts.files
    async with caller.transaction() as tx:
        one = await campaigns.find_round(tx, caller.scope, campaign_id)
        own = await reading.read_own(tx, ring, files, caller.scope, one, now=caller.now)
    return SuggestionsOut.model_validate({"answers": suggest_answers(own.content.form)})
