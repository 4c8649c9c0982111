"""What a student does with the own form: begin, save, sign, hand in.

Every step goes through the table of domain.md 5.3; what is handed in is kept as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zizhu.common.clock import business_day
from zizhu.common.ids import new_id
from zizhu.identification.domain import form as blocks
from zizhu.identification.domain import review
from zizhu.identification.domain.answers import read_answers
from zizhu.identification.domain.filed import EDITABLE, Content, Filed, Submission
from zizhu.identification.domain.form import Form
from zizhu.identification.domain.form_state import FormState
from zizhu.identification.domain.score import Score, effective_score, score_answers
from zizhu.identification.domain.special import claim_groups
from zizhu.identification.domain.submission import require_complete
from zizhu.identification.domain.vocabulary import FillState, Purpose
from zizhu.identification.errors.filing import FilingClosed
from zizhu.identification.repository import filing, forms
from zizhu.identification.repository.tasks import Use
from zizhu.identification.service import contents, followup, standings, tasks
from zizhu.identification.service.desk import Desk
from zizhu.identification.service.registered import require_untouched, with_register
from zizhu.identification.service.steps import keep_step

FORM_USE = "form"  # the word under which roster shows this use


@dataclass(frozen=True, slots=True)
class Opened:
    """A form with what is inside it."""

    filed: Filed
    content: Content


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """To which notice a student agrees, and whether to sensitive data too."""

    version: str
    covers_sensitive: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """Under which commitment a student signs."""

    version: str
    signed_name: str
    guardian_name: str | None = None


async def begin_form(desk: Desk, consent: ConsentGiven | None) -> Opened:
    """Open the student's form in this round; the one that is there is simply shown.

    After a withdrawal it starts anew, as long as the window is open. The first time it begins
    from last year's form, if there is one.

    Raises:
        FilingClosed: the window is not open for the student.
        UnknownVersion: no such notice was ever shown.
    """
    found = await forms.form_of(desk.tx, desk.one.id, desk.student.id)
    if found is not None and found.state.fill is not FillState.WITHDRAWN:
        opened = await _found(desk, found)
        return opened if consent is None else await give_consent(desk, opened, consent)
    before = (
        FormState() if found is None else review.apply_again(found.state, may_file=desk.may_file)
    )
    state, moved = review.save(before, desk.deed, purpose=None, may_file=desk.may_file)
    form = await with_register(desk.tx, desk.ring, await _last_year(desk), desk.student)
    if consent is not None:
        form = _agreed(desk, form, consent)
    filed = fresh(desk, state, found)
    content = Content(form)
    filed = replace(filed, content=contents.close_content(desk.ring, filed.id, content))
    if found is None:
        await forms.add_form(desk.tx, filed)
    else:
        await forms.save_form(desk.tx, filed)
    await keep_step(desk.tx, desk.ring, filed, moved)
    use = Use(desk.student.id, FORM_USE, filed.id)
    await tasks.begin_uses(desk.tx, desk.school_id, [use])
    await tell_student(desk, filed)
    return Opened(filed, content)


async def _found(desk: Desk, filed: Filed) -> Opened:
    content = contents.open_content(desk.ring, filed)
    if filed.state.fill in EDITABLE:
        form = await with_register(desk.tx, desk.ring, content.form, desk.student)
        content = replace(content, form=form)
    return Opened(filed, content)


async def _last_year(desk: Desk) -> Form:
    previous = await forms.last_before(desk.tx, desk.one.id, desk.student.id)
    if previous is None:
        return Form()
    handed_in = await filing.newest_submissions(desk.tx, previous.id)
    if not handed_in:
        return Form()
    content = contents.open_submission(desk.ring, handed_in[0])
    return blocks.begin_from_last_year(content.form, desk.scheme)


def fresh(desk: Desk, state: FormState, found: Filed | None) -> Filed:
    return Filed(
        id=found.id if found else new_id(),
        school_id=desk.school_id,
        campaign_id=desk.one.id,
        student_id=desk.student.id,
        place=desk.student.place,
        state=state,
        version=found.version + 1 if found else 1,
        content="",
        created_at=desk.now,
        updated_at=desk.now,
        submissions=0,
    )


async def load_form(desk: Desk) -> Opened:
    """Load the student's form for a change. Raises NoSuchForm."""
    filed = await forms.find_own_form(desk.tx, desk.scope, desk.one.id, lock=True)
    return Opened(filed, contents.open_content(desk.ring, filed))


async def save_draft(desk: Desk, opened: Opened, changes: Mapping[str, object]) -> Opened:
    """Save what the student just typed: only the blocks and fields that changed.

    Raises:
        ActorMayNot, FormStateForbids, FilingClosed: not now.
        DocumentUnreadable, AnswersInvalid, RegisterOwned: the content cannot be saved.
    """
    require_untouched(changes)
    form = blocks.save_draft(opened.content.form, changes, scheme=desk.scheme)
    form = await with_register(desk.tx, desk.ring, form, desk.student)
    return await _keep_draft(desk, opened, form)


async def give_consent(desk: Desk, opened: Opened, consent: ConsentGiven) -> Opened:
    """Record the student's consent. Raises UnknownVersion, FormStateForbids, FilingClosed."""
    return await _keep_draft(desk, opened, _agreed(desk, opened.content.form, consent))


def _agreed(desk: Desk, form: Form, consent: ConsentGiven) -> Form:
    return blocks.agree(
        form, consent.version, covers_sensitive=consent.covers_sensitive, now=desk.now
    )


async def sign_form(desk: Desk, opened: Opened, signature: Signature) -> Opened:
    """Record the signed commitment. Raises UnknownVersion, FormStateForbids, FilingClosed."""
    form = blocks.sign(
        opened.content.form,
        signature.version,
        signed_name=signature.signed_name,
        guardian_name=signature.guardian_name,
        now=desk.now,
    )
    return await _keep_draft(desk, opened, form)


async def _keep_draft(desk: Desk, opened: Opened, form: Form) -> Opened:
    filed = opened.filed
    # Officers go on seeing what was handed in: a returned form keeps its purpose until then.
    purpose = form.purpose if filed.submissions == 0 else filed.state.purpose
    state, _ = review.save(filed.state, desk.deed, purpose=purpose, may_file=desk.may_file)
    content = replace(opened.content, form=form)
    saved = replace(
        filed,
        state=state,
        content=contents.close_content(desk.ring, filed.id, content),
        updated_at=desk.now,
        version=filed.version + 1,
    )
    await forms.save_form(desk.tx, saved)
    return Opened(saved, content)


async def hand_in(desk: Desk, opened: Opened) -> Opened:
    """Hand the form in: checked complete, scored anew, and kept as it is now.

    Raises:
        FormIncomplete: with a finding for each field.
        ActorMayNot, FormStateForbids, FilingClosed: not now.
    """
    filed = opened.filed
    rules = desk.one.campaign.rules
    form = await with_register(desk.tx, desk.ring, opened.content.form, desk.student)
    form = blocks.trim_to_purpose(form, evaluator_full_form=rules.evaluator_full_form)
    if not desk.may_file:
        raise FilingClosed("填报已经结束；如有特殊情况，请联系辅导员申请延期或补报")
    require_complete(
        form,
        desk.scheme,
        known_groups=desk.one.kinds,
        evaluator_full_form=rules.evaluator_full_form,
        today=business_day(desk.now),
    )
    purpose = form.purpose or Purpose.PANEL_ONLY
    state, moved = review.submit(filed.state, desk.deed, purpose=purpose, may_file=desk.may_file)
    _, marks = contents.open_notes(desk.ring, filed)
    score = _score(desk, form)
    content = Content(form, marked=tuple(mark.field for mark in marks)).scored(score)
    is_guaranteed = await _claim(desk, form)
    done = _handed_in(desk, replace(filed, state=state), content, score, guaranteed=is_guaranteed)
    await _keep_submission(desk, done, content)
    await keep_step(desk.tx, desk.ring, done, moved)
    await tell_student(desk, done)
    await followup.tell_reviewers(desk.tx, desk.one, [done.place])
    await followup.tell_contact_if_listed(desk.tx, desk.one, done)
    return Opened(done, content)


def _score(desk: Desk, form: Form) -> Score | None:
    if form.purpose is not Purpose.APPLY:
        return None
    answers = read_answers(desk.scheme, form.answers, is_complete=True)
    return score_answers(desk.scheme, answers, subsistence_line=desk.one.line)


async def _claim(desk: Desk, form: Form) -> bool:
    """Take over the ticks of the form; return whether the student is guaranteed."""
    kept, standing = await standings.hold_standing(desk.tx, desk.ring, desk.one, desk.student.id)
    claims = claim_groups(standing.claims, form.groups, kinds=desk.one.kinds)
    if claims == standing.claims:
        return kept.is_guaranteed
    claimed = replace(standing, claims=claims)
    return await standings.keep_standing(desk.tx, desk.ring, desk.one, kept, claimed)


def _handed_in(
    desk: Desk, filed: Filed, content: Content, score: Score | None, *, guaranteed: bool
) -> Filed:
    raw = score.raw_score if score else None
    full = desk.scheme.full_marks
    return replace(
        filed,
        place=desk.student.place,
        content=contents.close_content(desk.ring, filed.id, content),
        notes=None,
        wishes=content.form.wishes,
        raw_score=raw,
        effective_score=(
            None if raw is None else effective_score(raw, is_guaranteed=guaranteed, full_marks=full)
        ),
        is_guaranteed=guaranteed,
        score_rule=score.rule if score else None,
        scheme_version=desk.scheme.version,
        submissions=filed.submissions + 1,
        submitted_at=desk.now,
        updated_at=desk.now,
        version=filed.version + 1,
    )


async def _keep_submission(desk: Desk, done: Filed, content: Content) -> None:
    submission_id = new_id()
    closed = contents.close_submission(desk.ring, submission_id, content)
    submission = Submission(submission_id, done.submissions, closed, desk.now)
    await forms.save_form(desk.tx, done)
    await filing.add_submission(desk.tx, desk.school_id, done.id, submission)


async def tell_student(desk: Desk, filed: Filed) -> None:
    await followup.tell_student(desk.tx, desk.one, filed, due_at=desk.window.ends_at)
