"""认定结果变更: single grades and wishes after the cut, reopening, and false evidence.

Every act is a line of the log with its reason, which is kept encrypted; what was published is never
edited (domain.md 5.9, 5.10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from zizhu.common.crypto.keys import KeyRing
from zizhu.common.ids import new_id
from zizhu.identification.domain import change as domain
from zizhu.identification.domain import review
from zizhu.identification.domain.change import (
    ChangeCause,
    Consequence,
    GradeChange,
    ListStage,
    Standing,
    stage_of,
)
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.form_state import Deed
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import Actor, Grade
from zizhu.identification.errors.filing import CampaignStateForbids
from zizhu.identification.errors.judging import ApplicantUnknown
from zizhu.identification.repository import (
    applications,
    campaigns,
    cuts,
    finals,
    forms,
    judgements,
    people,
    publicities,
)
from zizhu.identification.repository import changes as repository
from zizhu.identification.repository.publicities import Shown
from zizhu.identification.service import publicity, tasks
from zizhu.identification.service.contents import close_text, open_text
from zizhu.identification.service.steps import keep_step
from zizhu.identification.service.work import Work, open_round


@dataclass(frozen=True, slots=True)
class Case:
    """One person's result as it stands, locked for a change."""

    one: Round
    filed: Filed
    before: Standing
    main: Shown | None
    stage: ListStage


@dataclass(frozen=True, slots=True)
class Changed:
    """A change with what follows from it."""

    change: GradeChange
    consequence: Consequence
    recovers_payment: bool = False


@dataclass(frozen=True, slots=True)
class ChangeSeen:
    """One line of 变更记录, its reason opened for an officer."""

    id: UUID
    person_id: UUID
    name: str
    before: Standing
    after: Standing
    cause: ChangeCause
    reason: str
    by: UUID
    at: datetime


async def take_case(work: Work, campaign_id: UUID, person_id: UUID) -> Case:
    """Load what a change looks at.

    Raises NoSuchCampaign, CampaignStateForbids, ApplicantUnknown.
    """
    await cuts.hold_cutting(work.tx, campaign_id)
    one = await open_round(work, campaign_id, lock="own", may_be_final=True)
    await applications.find_application(work.tx, work.scope, one.id, person_id)
    filed = await forms.form_of(work.tx, one.id, person_id)
    if filed is None:
        raise ApplicantUnknown("本轮认定没有这名学生的申请。")
    main = publicities.main_of(await publicities.list_publicities(work.tx, one.id, lock=True))
    is_final = await finals.standing_final(work.tx, one.id) is not None
    stage = stage_of(main.publicity if main else None, is_final=is_final, now=work.now)
    before = Standing(filed.state.grade, filed.wishes.national_grant is True)
    return Case(one, filed, before, main, stage)


async def make_change(
    work: Work,
    campaign_id: UUID,
    person_id: UUID,
    *,
    grade: Grade | None,
    wants_grant: bool | None,
    reason: str,
    cause: ChangeCause = ChangeCause.CORRECTION,
) -> Changed:
    """Change one person's grade, wish or both; what is not named stays.

    Raises:
        NoSuchCampaign, CampaignStateForbids, ApplicantUnknown.
        NotCutYet, GradeNotGivable, GradeUnchanged, WishTooLate, ReasonMissing.
        ActorMayNot, FormStateForbids, NotAnApplicant: the form does not allow it.
    """
    case = await take_case(work, campaign_id, person_id)
    after = Standing(
        case.before.grade if grade is None else grade,
        case.before.wants_grant if wants_grant is None else wants_grant,
    )
    is_first = case.before.grade is Grade.UNDECIDED and cause is ChangeCause.CORRECTION
    change, consequence = domain.make_change(
        person_id,
        case.before,
        after,
        change_id=new_id(),
        cause=ChangeCause.SINGLE_DECISION if is_first else cause,
        reason=reason,
        stage=case.stage,
        is_cut=case.one.is_cut,
        by=work.by,
        now=work.now,
    )
    filed = await _write(work, case, change)
    if change.before.wants_grant != change.after.wants_grant:
        await judgements.write_wish(work.tx, filed.id, wants_grant=change.after.wants_grant)
    await _follow(work, case, change, consequence)
    return Changed(change, consequence)


async def void_application(
    work: Work, campaign_id: UUID, person_id: UUID, *, reason: str, was_paid: bool
) -> Changed:
    """Void an application built on false evidence: score 0, grade 不困难 (domain.md 5.10.18).

    Raises:
        NoSuchCampaign, CampaignStateForbids, ApplicantUnknown.
        NotCutYet, GradeUnchanged, ReasonMissing, ActorMayNot, FormStateForbids, NotAnApplicant.
    """
    case = await take_case(work, campaign_id, person_id)
    voided = domain.void_for_false_evidence(
        person_id,
        case.before,
        change_id=new_id(),
        reason=reason,
        stage=case.stage,
        was_paid=was_paid,
        by=work.by,
        now=work.now,
    )
    filed = await _write(work, case, voided.change)
    void = replace(
        filed,
        raw_score=voided.raw_score,
        effective_score=voided.raw_score,
        version=filed.version + 1,
    )
    await forms.save_form(work.tx, void)
    await _follow(work, case, voided.change, voided.consequence)
    return Changed(voided.change, voided.consequence, voided.recovers_payment)


async def _write(work: Work, case: Case, change: GradeChange) -> Filed:
    """Write the log line, and the form's grade where it moves."""
    closed = close_text(work.ring, change.reason, "grade_change", "reason", change.change_id)
    await repository.add_change(
        work.tx,
        work.school_id,
        case.one.id,
        replace(change, reason=closed),
        stage=case.stage.value,
    )
    work.tx.record(
        "grade.change",
        of="student",
        object_id=change.person_id,
        change=str(change.change_id),
        campaign=str(case.one.id),
        before=[change.before.grade.value, change.before.wants_grant],
        after=[change.after.grade.value, change.after.wants_grant],
        cause=change.cause.value,
        stage=case.stage.value,
    )
    if not change.moves_grade:
        return case.filed
    deed = Deed(Actor.SCHOOL, work.by, work.now)
    state, moved = review.change_grade(
        case.filed.state,
        deed,
        grade=change.after.grade,
        reason=change.reason,
        is_cut=case.one.is_cut,
    )
    filed = replace(case.filed, state=state, version=case.filed.version + 1, updated_at=work.now)
    await forms.save_form(work.tx, filed)
    await keep_step(work.tx, work.ring, filed, moved)
    return filed


async def _follow(work: Work, case: Case, change: GradeChange, consequence: Consequence) -> None:
    """Bring the public list in line: frozen anew before its release, supplemented after it."""
    tasks.send_message(
        work.tx,
        kind="result_changed",
        address=tasks.to_student(change.person_id),
        title="您的认定结果有变更",
        body="学校变更了您的认定结果或意愿，请查看；如有异议，请在公示期内提出。",
        link=f"/identification/campaigns/{case.one.id}/result",
    )
    if case.main is None or not change.moves_grade:
        return
    if consequence.new_snapshot:
        await publicity.renew_prepared(work, case.one, case.main)
    elif consequence.supplement:
        await publicity.publish_supplement(work, case.one, case.main, change.person_id)


async def reopen(work: Work, campaign_id: UUID, person_id: UUID, *, reason: str) -> None:
    """Open one form for review again after the cut; its grade is open until decided (5.3, 7a).

    Raises:
        NoSuchCampaign, CampaignStateForbids, ApplicantUnknown.
        NotCutYet, ReasonMissing, ActorMayNot, FormStateForbids.
    """
    case = await take_case(work, campaign_id, person_id)
    if case.stage is ListStage.FINAL:
        raise CampaignStateForbids("本轮认定已终审，不能重新开放；请直接使用“认定变更”。")
    deed = Deed(Actor.SCHOOL, work.by, work.now)
    state, moved = review.reopen(case.filed.state, deed, reason=reason, is_cut=case.one.is_cut)
    filed = replace(case.filed, state=state, version=case.filed.version + 1, updated_at=work.now)
    await forms.save_form(work.tx, filed)
    await keep_step(work.tx, work.ring, filed, moved)
    reopening_id = new_id()
    await repository.add_reopening(
        work.tx,
        work.school_id,
        case.one.id,
        person_id,
        reopening_id=reopening_id,
        reason=close_text(work.ring, reason.strip(), "reopening", "reason", reopening_id),
        by=work.by,
        at=work.now,
    )
    if case.main is None:
        return
    if case.stage is ListStage.PREPARED:
        await publicity.renew_prepared(work, case.one, case.main)
    elif case.stage in {ListStage.PUBLISHED, ListStage.OVER}:
        await publicity.mark_changed(work, case.main, person_id)


async def list_changes(work: Work, campaign_id: UUID) -> list[ChangeSeen]:
    """Show 变更记录 of the students in scope, oldest first. Raises NoSuchCampaign."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    seen = await applications.list_applications(work.tx, work.scope, one.id)
    inside = {application.person_id: application.name for application in seen}
    made = await repository.list_changes(work.tx, one.id, person_ids=inside)
    names = await people.named_students(work.tx, inside)
    return [_seen(work.ring, change, names) for change in made]


def _seen(ring: KeyRing, change: GradeChange, names: Mapping[UUID, people.Named]) -> ChangeSeen:
    known = names.get(change.person_id)
    return ChangeSeen(
        id=change.change_id,
        person_id=change.person_id,
        name=known.name if known else "",
        before=change.before,
        after=change.after,
        cause=change.cause,
        reason=open_reason(ring, change),
        by=change.by,
        at=change.at,
    )


def open_reason(ring: KeyRing, change: GradeChange) -> str:
    """Open why a grade was changed."""
    return open_text(ring, change.reason, "grade_change", "reason", change.change_id)
