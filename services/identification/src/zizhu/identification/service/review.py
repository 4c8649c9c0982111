"""What counsellors and departments do to forms: 信息无误, one by one or in bulk, and 退回重填."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.errors import Refusal
from zizhu.common.ids import new_id
from zizhu.identification.domain import review, window
from zizhu.identification.domain.filed import Content, Filed
from zizhu.identification.domain.form_state import Mark
from zizhu.identification.domain.round import Round, require_open
from zizhu.identification.domain.vocabulary import FillState
from zizhu.identification.repository import campaigns, filing, forms, register
from zizhu.identification.service import contents, followup
from zizhu.identification.service.deadlines import ReviewEnds, working_days_on
from zizhu.identification.service.evidence import target_of
from zizhu.identification.service.extensions import filing_window, keep_extension
from zizhu.identification.service.reviewing import Office, missing_in
from zizhu.identification.service.steps import keep_step


async def approve(office: Office, one: Round, filed: Filed) -> Filed:
    """Confirm the information of one form (信息无误), loaded with its lock.

    Raises ActorMayNot, FormStateForbids, EvidenceMissing, ReviewerFilledIn.
    """
    (papers,) = await _papers(office, [filed])
    done = await _approve(office, one, papers, await _ends(office, one))
    await followup.tell_reviewers(office.tx, one, [done.place])
    return done


@dataclass(frozen=True, slots=True)
class _Papers:
    """A form with what was handed in, and what its uploads prove."""

    filed: Filed
    content: Content
    targets: tuple[str, ...]


async def _papers(office: Office, found: Sequence[Filed]) -> list[_Papers]:
    ids = [filed.id for filed in found]
    newest = await filing.newest_of(office.tx, ids)
    targets: dict[UUID, list[str]] = {form_id: [] for form_id in ids}
    for item in await filing.evidence_of(office.tx, ids):
        targets[item.form_id].append(target_of(office.ring, item))
    return [
        _Papers(
            filed,
            contents.open_submission(office.ring, newest[filed.id])
            if filed.id in newest
            else Content(),
            tuple(targets[filed.id]),
        )
        for filed in found
    ]


async def _ends(office: Office, one: Round) -> ReviewEnds:
    return await ReviewEnds.of(office.tx, one, office.deed.actor)


async def _approve(office: Office, one: Round, papers: _Papers, ends: ReviewEnds) -> Filed:
    filed = papers.filed
    missing = await missing_in(office, one, filed, papers.content, papers.targets)
    state, moved = review.approve(filed.state, office.deed, missing=missing)
    done = replace(
        filed,
        state=state,
        notes=None,
        reviewed_at=office.now,
        reviewed_by=office.deed.by,
        updated_at=office.now,
        version=filed.version + 1,
    )
    await forms.save_form(office.tx, done)
    is_late = ends.is_late(filed, office.now)
    await keep_step(office.tx, office.ring, done, moved, is_late=is_late)
    followup.message_to(
        office.tx,
        done,
        kind="form_approved",
        title="您的申请表已通过审核",
        body="辅导员已确认您填报的信息无误，后续进展会另行通知。",
    )
    return done


@dataclass(frozen=True, slots=True)
class Seen:
    """A form with the version that the officer saw."""

    form_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Passed:
    """A form that bulk approval left as it is, why, and how it stands now if it is there."""

    form_id: UUID
    code: str
    detail: str
    filed: Filed | None


@dataclass(frozen=True, slots=True)
class BulkDone:
    approved: tuple[Filed, ...]
    passed: tuple[Passed, ...]


async def approve_all(office: Office, one: Round, wanted: Sequence[Seen]) -> BulkDone:
    """Approve many forms as the officer saw them; what changed since is listed and left alone."""
    ids = [item.form_id for item in wanted]
    held = await forms.find_forms(office.tx, office.scope, ids, lock=True)
    here = [filed for filed in held if filed.campaign_id == one.id]
    found = {papers.filed.id: papers for papers in await _papers(office, here)}
    ends = await _ends(office, one)
    approved: list[Filed] = []
    passed: list[Passed] = []
    for item in wanted:
        papers = found.pop(item.form_id, None)
        if papers is None:
            detail = "没有这份申请表，或者它不在您的管理范围内。"
            passed.append(Passed(item.form_id, "no_such_form", detail, None))
        elif papers.filed.version != item.version:
            detail = "您查看之后此表已有变化，请重新查看后再审核。"
            passed.append(Passed(item.form_id, "stale_version", detail, papers.filed))
        else:
            try:
                approved.append(await _approve(office, one, papers, ends))
            except Refusal as refusal:
                passed.append(Passed(item.form_id, refusal.code, refusal.detail, papers.filed))
    await followup.tell_reviewers(office.tx, one, [filed.place for filed in approved])
    return BulkDone(tuple(approved), tuple(passed))


async def return_form(
    office: Office,
    one: Round,
    filed: Filed,
    *,
    reason: str,
    marks: tuple[Mark, ...],
    refill_until: datetime | None,
) -> Filed:
    """Return a form with marked questions; a counsellor's first click on a reviewed one reopens it.

    What reaches the student after the filing window comes with time to mend it.

    Raises:
        ActorMayNot, FormStateForbids, CutAlreadyMade, ReasonMissing.
        ExtensionUseless: `refill_until` is not ahead.
    """
    state, moved = review.return_form(
        filed.state, office.deed, reason=reason, marks=marks, is_cut=one.is_cut
    )
    is_returned = state.fill is FillState.RETURNED
    done = replace(
        filed,
        state=state,
        notes=contents.close_notes(office.ring, filed.id, state) if is_returned else filed.notes,
        updated_at=office.now,
        version=filed.version + 1,
    )
    await forms.save_form(office.tx, done)
    is_late = (await _ends(office, one)).is_late(filed, office.now)
    await keep_step(office.tx, office.ring, done, moved, is_late=is_late)
    if is_returned:
        await _give_time(office, one, done, refill_until)
    await followup.tell_reviewers(office.tx, one, [done.place])
    return done


async def _give_time(office: Office, one: Round, filed: Filed, until: datetime | None) -> None:
    student = await register.find_student(office.tx, Scope(filed.school_id), filed.student_id)
    end = (await filing_window(office.tx, one, student, office.now)).ends_at
    if until is not None or end is None or end <= office.now:
        extension = window.allow_refill(
            one.campaign,
            student.person,
            extension_id=new_id(),
            until=until or await working_days_on(office.tx, one, office.now),
            reason="申请表退回重填",
            by=office.deed.by,
            now=office.now,
        )
        await keep_extension(office.tx, one, extension)
        end = max(extension.until, end) if end else extension.until
    await followup.tell_student(office.tx, one, filed, due_at=end)
    followup.message_to(
        office.tx,
        filed,
        kind="form_returned",
        title="您的申请表被退回",
        body="请打开申请表，按标注修改后重新提交。",
    )


async def open_round_of(office: Office, campaign_id: UUID) -> Round:
    """Return a round in which forms are reviewed. Raises NoSuchCampaign, CampaignStateForbids."""
    one = await campaigns.find_round(office.tx, office.scope, campaign_id, lock="share")
    require_open(one)
    return one
