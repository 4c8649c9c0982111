"""A student's own form as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from zizhu.common.auth import Scope
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.files import Files
from zizhu.identification.domain.answers import check_answers
from zizhu.identification.domain.filed import EDITABLE, Content, Filed
from zizhu.identification.domain.form_state import Mark
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.scheme import Scheme
from zizhu.identification.domain.score import EvidenceNeed, missing_evidence, required_evidence
from zizhu.identification.errors.forms import NoSuchForm
from zizhu.identification.errors.register import NoSuchStudent
from zizhu.identification.repository import forms, register
from zizhu.identification.service import contents
from zizhu.identification.service.evidence import Shown, list_evidence
from zizhu.identification.service.extensions import FilingWindow, filing_window
from zizhu.identification.service.filing import Opened
from zizhu.identification.service.registered import with_register
from zizhu.identification.service.rules import scheme_of


@dataclass(frozen=True, slots=True)
class OwnForm:
    """The form with everything that its student may see of it."""

    filed: Filed
    content: Content
    return_reason: str | None
    marks: tuple[Mark, ...]
    evidence: tuple[Shown, ...]
    missing: tuple[EvidenceNeed, ...]
    may_file: bool
    filing_ends_at: datetime | None


def needed(scheme: Scheme, content: Content, line: int) -> tuple[EvidenceNeed, ...]:
    """List the documents that the answers of a form ask for, as far as they can be read."""
    answers, _ = check_answers(scheme, content.form.answers)
    return required_evidence(scheme, answers, subsistence_line=line)


async def read_own(
    tx: Transaction, ring: KeyRing, files: Files, scope: Scope, one: Round, *, now: datetime
) -> OwnForm:
    """Return the scope's student's form in a round. Raises NoSuchForm."""
    filed = await forms.find_own_form(tx, scope, one.id)
    try:
        student = await register.find_student(tx, scope, filed.student_id)
    except NoSuchStudent:
        raise NoSuchForm from None
    content = contents.open_content(ring, filed)
    if filed.state.fill in EDITABLE:
        form = await with_register(tx, ring, content.form, student)
        content = Content(form, content.by_item, content.marked)
    window = await filing_window(tx, one, student, now)
    return await show(tx, ring, files, one, opened=Opened(filed, content), window=window)


async def show(
    tx: Transaction,
    ring: KeyRing,
    files: Files,
    one: Round,
    *,
    opened: Opened,
    window: FilingWindow,
) -> OwnForm:
    """Gather what the page of a form shows beside its content."""
    filed = opened.filed
    scheme = await scheme_of(tx, filed.school_id, one.campaign.rules.scheme_version)
    reason, marks = contents.open_notes(ring, filed)
    evidence = await list_evidence(tx, files, ring, [filed.id])
    needs = needed(scheme, opened.content, one.line)
    return OwnForm(
        filed=filed,
        content=opened.content,
        return_reason=reason,
        marks=marks,
        evidence=tuple(evidence),
        missing=missing_evidence(needs, {item.target for item in evidence}),
        may_file=window.is_open,
        filing_ends_at=window.ends_at,
    )
