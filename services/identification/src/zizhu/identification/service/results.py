"""Explanations: a student reads about themself only, an officer about a student in scope.

Sentences come from stored inputs by pure functions; a student sees a grade once the list is public
(domain.md 5.9).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.application import Application
from zizhu.identification.domain.change import GradeChange
from zizhu.identification.domain.explain import for_officer, for_student, objection_hint
from zizhu.identification.domain.lines import Lines
from zizhu.identification.domain.lists import membership_of
from zizhu.identification.domain.reasons import GradeReason, reason_of
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import AuditState, FillState, Grade
from zizhu.identification.errors.judging import ApplicantUnknown
from zizhu.identification.errors.results import NoResult
from zizhu.identification.repository import (
    applications,
    campaigns,
    changes,
    cuts,
    differences,
    filing,
    finals,
    publicities,
)
from zizhu.identification.repository.publicities import Shown
from zizhu.identification.service.changes import open_reason
from zizhu.identification.service.contents import open_submission
from zizhu.identification.service.cut_store import recall_inputs
from zizhu.identification.service.work import Work

_WAITING = "辅导员和院系正在按程序审核、核实申请；需要您补充时会单独通知您。"
_PENDING = "认定结果将在公示时公布。"
_REOPENED = "您的申请正在重新核实，结果确定后会通知您。"


@dataclass(frozen=True, slots=True)
class OwnResult:
    """What a student may know of their own result: no peer score, no rank, no flag, nobody else."""

    fill: FillState
    audit: AuditState
    raw_score: int
    by_item: Mapping[str, int]
    lines: Lines | None
    grade: Grade | None
    sentences: tuple[str, ...]
    is_public: bool
    is_final: bool
    objection_until: datetime | None
    objection_hint: str | None
    open_list_id: UUID | None
    open_line: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a student of an officer's scope has the result they have."""

    application: Application
    grade: tuple[str, ...]
    difference: tuple[str, ...]
    grant: tuple[str, ...]


async def own_result(work: Work, campaign_id: UUID) -> OwnResult:
    """Show the caller's own result. Raises NoSuchCampaign, NoResult."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    application = await _own(work, one)
    shown = await publicities.list_publicities(work.tx, one.id)
    main = publicities.main_of(shown)
    is_public = main is not None and main.publicity.has_started
    reason = await _reason(work, one, application) if is_public else None
    open_list = _open_list(shown, application.person_id, work.now)
    final = await finals.standing_final(work.tx, one.id)
    key = str(application.person_id)
    return OwnResult(
        fill=application.fill,
        audit=_told(application, is_public=is_public),
        raw_score=application.raw_score,
        by_item=await _points(work, application),
        lines=reason.lines if reason else None,
        grade=application.grade if is_public else None,
        sentences=_sentences(one, application, reason),
        is_public=is_public,
        is_final=final is not None and (key in final.confirmed or key not in final.waiting),
        objection_until=open_list.publicity.ends_at if open_list else None,
        objection_hint=_hint(open_list),
        open_list_id=open_list.id if open_list else None,
        open_line=await _own_line(work, open_list),
    )


async def _own(work: Work, one: Round) -> Application:
    found = await applications.list_applications(work.tx, work.scope, one.id)
    if not found:
        raise NoResult
    return found[0]


def _told(application: Application, *, is_public: bool) -> AuditState:
    """A change that is not public yet is not told by the state either."""
    is_hidden = application.audit is AuditState.CHANGED and not is_public
    return AuditState.REVIEWED if is_hidden else application.audit


def _sentences(one: Round, application: Application, reason: GradeReason | None) -> tuple[str, ...]:
    if application.is_reopened:
        return (_REOPENED,)
    if reason is None:
        return (_PENDING if one.is_cut else _WAITING,)
    grant = for_student(membership_of(application.to_listed()))
    return (*for_student(reason), *grant)


def _open_list(shown: list[Shown], person_id: UUID, now: datetime) -> Shown | None:
    """Give the list on show in which this student may object: an own supplement stands first."""
    own = [one for one in publicities.supplements_of(shown) if one.publicity.person_id == person_id]
    main = publicities.main_of(shown)
    candidates = [*own, *([main] if main else [])]
    return next(
        (one for one in candidates if one.publicity.has_started and not one.publicity.is_over(now)),
        None,
    )


async def _own_line(work: Work, one: Shown | None) -> int | None:
    if one is None:
        return None
    own = await publicities.list_rows(work.tx, one.id, work.scope, limit=1)
    return own[0].seq if own else None


def _hint(one: Shown | None) -> str | None:
    ends_at = one.publicity.ends_at if one else None
    return objection_hint(ends_at) if ends_at else None


async def _points(work: Work, application: Application) -> Mapping[str, int]:
    newest = await filing.newest_submissions(work.tx, application.form_id)
    return open_submission(work.ring, newest[0]).by_item if newest else {}


async def _reason(work: Work, one: Round, application: Application) -> GradeReason | None:
    """Gather why a grade is what it is; none where no cut knows the application."""
    kept = await cuts.standing_cut(work.tx, one.id)
    if kept is None or application.is_reopened:
        return None
    inputs = await recall_inputs(work.ring, kept)
    standing = await _standing_changes(work, one, application.person_id)
    try:
        return reason_of(
            inputs, application.person_id, raw_score=application.raw_score, changes=standing
        )
    except ApplicantUnknown:
        return None


async def _standing_changes(work: Work, one: Round, person_id: UUID) -> list[GradeChange]:
    made = await changes.list_changes(work.tx, one.id, person_ids=[person_id])
    reopened = (await changes.last_reopenings(work.tx, one.id)).get(person_id)
    return [change for change in made if reopened is None or change.at > reopened]


async def explain(work: Work, campaign_id: UUID, person_id: UUID) -> Explanation:
    """Explain one student's result to an officer. Raises NoSuchCampaign, ApplicantUnknown."""
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    application = await applications.find_application(work.tx, work.scope, one.id, person_id)
    reason = await _reason(work, one, application)
    kept = await differences.verdicts_of(work.tx, one.id, person_ids=[person_id])
    work.tx.record("result.explain", of="student", object_id=person_id, campaign=str(one.id))
    return Explanation(
        application,
        for_officer(await _opened(work, one, reason)) if reason else (),
        for_officer(kept[0].verdict) if kept else (),
        for_officer(membership_of(application.to_listed())) if one.is_cut else (),
    )


async def _opened(work: Work, one: Round, reason: GradeReason) -> GradeReason:
    """Open the school's own words behind a change; they are kept encrypted."""
    standing = await _standing_changes(work, one, reason.person_id)
    last = next((change for change in reversed(standing) if change.moves_grade), None)
    if last is None or reason.cause is None:
        return reason
    return GradeReason(
        reason.person_id,
        reason.grade,
        reason.basis,
        reason.raw_score,
        reason.effective_score,
        reason.lines,
        reason.shares,
        reason.digest,
        reason.cause,
        open_reason(work.ring, last),
    )
