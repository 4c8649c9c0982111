"""Special groups one by one: a document seen, confirmed, refuted; and declining the aid.

The row of the form is locked before the standing, as when a form is handed in.
"""

from dataclasses import replace
from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.people.names import same_name
from zizhu.identification.domain import special
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.special import Claim, ClaimMoved, Decline, DeclineChoice
from zizhu.identification.domain.standing import Standing
from zizhu.identification.errors.filing import ReasonMissing
from zizhu.identification.errors.forms import NoSuchClaim
from zizhu.identification.repository import forms
from zizhu.identification.repository.standings import KeptStanding
from zizhu.identification.service import followup, standings
from zizhu.identification.service.desk import Desk
from zizhu.identification.service.reviewing import Office


async def _held(
    office: Office, one: Round, student_id: UUID, code: str
) -> tuple[KeptStanding, Standing, Claim]:
    kept, standing = await standings.hold_standing(office.tx, office.ring, one, student_id)
    claim = standing.claim(code)
    if claim is None:
        raise NoSuchClaim
    return kept, standing, claim


async def see_document(office: Office, one: Round, student_id: UUID, code: str) -> Standing:
    """Record that the counsellor saw the document of a claim.

    Raises NoSuchClaim, ClaimStateForbids.
    """
    kept, standing, claim = await _held(office, one, student_id, code)
    changed, moved = special.see_document(claim, by=office.deed.by, now=office.now)
    return await _keep(office, one, kept, standing, (changed, moved))


async def confirm_document(office: Office, one: Round, student_id: UUID, code: str) -> Standing:
    """Let the department confirm a document that somebody else has seen.

    Raises NoSuchClaim, ClaimStateForbids, DocumentNotSeen.
    """
    kept, standing, claim = await _held(office, one, student_id, code)
    changed, moved = special.confirm_document(claim, by=office.deed.by, now=office.now)
    return await _keep(office, one, kept, standing, (changed, moved))


async def refute_claim(
    office: Office, one: Round, student_id: UUID, code: str, *, reason: str
) -> Standing:
    """Refute a claim, by the office that its proof asks for.

    Raises NoSuchClaim, ReasonMissing, ClaimStateForbids, ActorMayNot.
    """
    kept, standing, claim = await _held(office, one, student_id, code)
    changed, moved = special.refute_claim(
        claim, actor=office.deed.actor, reason=reason, by=office.deed.by, now=office.now
    )
    return await _keep(office, one, kept, standing, (changed, moved))


async def _keep(
    office: Office,
    one: Round,
    kept: KeptStanding,
    standing: Standing,
    step: tuple[Claim, ClaimMoved],
) -> Standing:
    changed, moved = step
    done = replace(standing, claims=standing.with_claim(changed))
    await standings.keep_standing(office.tx, office.ring, one, kept, done)
    record_claim(office.tx, kept.id, moved)
    return done


def record_claim(tx: Transaction, standing_id: UUID, moved: ClaimMoved) -> None:
    """Tell the audit that a claim moved, not of which group it is."""
    tx.record(
        "claim.move",
        of="standing",
        object_id=standing_id,
        before=moved.before.value if moved.before else None,
        after=moved.after.value,
    )


async def decline(desk: Desk, choice: DeclineChoice, *, signed_name: str) -> Decline:
    """Record that a guaranteed student declines the national aid, signed.

    Raises NotGuaranteed; ReasonMissing: the signature is missing or not the student's own.
    """
    await forms.form_of(desk.tx, desk.one.id, desk.student.id)
    kept, standing = await standings.hold_standing(desk.tx, desk.ring, desk.one, desk.student.id)
    stated = special.decline_aid(
        standing.claims, choice, kinds=desk.one.kinds, signed_name=signed_name, now=desk.now
    )
    if not same_name(stated.signed_name, desk.student.name):
        raise ReasonMissing("签名与姓名不一致，请本人签名。")
    done = replace(standing, decline=stated)
    await standings.keep_standing(desk.tx, desk.ring, desk.one, kept, done)
    desk.tx.record("aid.decline", of="standing", object_id=kept.id, choice=choice.value)
    await followup.tell_contacts(desk.tx, desk.one, [desk.student.place])
    return stated
