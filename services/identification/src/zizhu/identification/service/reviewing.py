"""What an officer's act on a form works with, and what officers see: always what was handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Role, Scope
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.files import Files
from zizhu.identification.domain.filed import Content, Filed
from zizhu.identification.domain.form_state import Deed, Mark
from zizhu.identification.domain.revision import FieldChange, list_changes
from zizhu.identification.domain.round import Round, require_open
from zizhu.identification.domain.score import EvidenceNeed, missing_evidence
from zizhu.identification.domain.standing import Standing
from zizhu.identification.domain.student import PlaceNames, Student
from zizhu.identification.domain.vocabulary import Actor
from zizhu.identification.repository import campaigns, filing, forms, register
from zizhu.identification.service import contents, standings
from zizhu.identification.service.deadlines import ReviewEnds
from zizhu.identification.service.evidence import Shown, list_evidence
from zizhu.identification.service.reading import needed
from zizhu.identification.service.rules import scheme_of

OFFICES = {
    Role.COUNSELOR: Actor.COUNSELOR,
    Role.DEPT: Actor.DEPT,
    Role.SCHOOL_ADMIN: Actor.SCHOOL,
}


@dataclass(frozen=True, slots=True)
class Office:
    """An officer at one instant, with the scope that limits them."""

    tx: Transaction
    ring: KeyRing
    files: Files
    scope: Scope
    deed: Deed

    @property
    def now(self) -> datetime:
        return self.deed.at


async def take_form(office: Office, form_id: UUID) -> tuple[Round, Filed]:
    """Load a form of an open round for a change, its student's row first.

    Raises NoSuchForm, CampaignStateForbids.
    """
    seen = await forms.find_form(office.tx, office.scope, form_id)
    one = await campaigns.find_round(office.tx, office.scope, seen.campaign_id, lock="share")
    require_open(one)
    return one, await forms.find_form(office.tx, office.scope, form_id, lock=True)


async def handed_in(office: Office, filed: Filed) -> Content:
    """Return what the student handed in last; nothing before the first time."""
    newest = await filing.newest_submissions(office.tx, filed.id)
    return contents.open_submission(office.ring, newest[0]) if newest else Content()


async def missing_in(
    office: Office, one: Round, filed: Filed, content: Content, targets: Sequence[str]
) -> tuple[EvidenceNeed, ...]:
    """Tell which documents the answers ask for and no upload answers."""
    version = filed.scheme_version or one.campaign.rules.scheme_version
    scheme = await scheme_of(office.tx, filed.school_id, version)
    return missing_evidence(needed(scheme, content, one.line), set(targets))


@dataclass(frozen=True, slots=True)
class FormView:
    """A form as an officer of its student sees it."""

    filed: Filed
    student: Student
    names: PlaceNames
    content: Content
    standing: Standing
    evidence: tuple[Shown, ...]
    missing: tuple[EvidenceNeed, ...]
    return_reason: str | None
    marks: tuple[Mark, ...]
    review_ends_at: datetime | None
    is_review_late: bool


async def view_form(office: Office, form_id: UUID) -> FormView:
    """Return a form of the scope with what was handed in last. Raises NoSuchForm."""
    filed = await forms.find_form(office.tx, office.scope, form_id)
    one = await campaigns.find_round(office.tx, Scope(filed.school_id), filed.campaign_id)
    student = await register.find_student(office.tx, Scope(filed.school_id), filed.student_id)
    content = await handed_in(office, filed)
    evidence = await list_evidence(office.tx, office.files, office.ring, [filed.id])
    reason, marks = contents.open_notes(office.ring, filed)
    targets = [item.target for item in evidence]
    ends = await ReviewEnds.of(office.tx, one, Actor.COUNSELOR)
    return FormView(
        filed=filed,
        student=student,
        names=await register.place_names(office.tx, student),
        content=content,
        standing=await standings.find_standing(
            office.tx, office.ring, filed.campaign_id, filed.student_id
        ),
        evidence=tuple(evidence),
        missing=await missing_in(office, one, filed, content, targets),
        return_reason=reason,
        marks=marks,
        review_ends_at=ends.end_for(filed),
        is_review_late=filed.awaits_review and ends.is_late(filed, office.now),
    )


async def changes_since(office: Office, form_id: UUID) -> tuple[FieldChange, ...]:
    """List what changed between the last two times the form was handed in, marked fields first.

    Raises NoSuchForm.
    """
    filed = await forms.find_form(office.tx, office.scope, form_id)
    newest = await filing.newest_submissions(office.tx, filed.id, limit=2)
    if len(newest) < 2:
        return ()
    after, before = (contents.open_submission(office.ring, one) for one in newest)
    return list_changes(before.form, after.form, marked=after.marked)


async def reveal(office: Office, form_id: UUID, *, reason: str) -> Content:
    """Return what was handed in with its plain numbers; looking is an audit line.

    Raises NoSuchForm.
    """
    filed = await forms.find_form(office.tx, office.scope, form_id)
    office.tx.record("form.reveal", of="form", object_id=filed.id, reason=reason)
    return await handed_in(office, filed)
