"""What the ends of phases mean to who judges: no sheet outside 民主评议; reviews are marked late.

A form that was returned or reopened is reviewed again whenever that is (domain.md 5.3 rows 4, 6,
7a). Evaluating reopens by extension, and for whoever is added later (domain.md 5.1a, 5.7 rule 10).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from zizhu.common.clock import SHANGHAI, business_day, day_start
from zizhu.common.workdays import CalendarDays, add_working_days, is_workday
from zizhu.identification.domain.campaign import Campaign, Phase
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.vocabulary import Actor, PhaseName
from zizhu.identification.domain.window import (
    Extension,
    ExtensionKind,
    Person,
    Reach,
    is_phase_open,
    phase_end,
)
from zizhu.identification.errors.judging import EvaluationClosed

# Which phase an office reviews in; the school only reopens.
REVIEWED_IN = {Actor.COUNSELOR: PhaseName.REVIEW, Actor.DEPT: PhaseName.CONFIRMATION}


def require_may_evaluate(
    campaign: Campaign, extensions: Collection[Extension], people: Collection[Person], now: datetime
) -> None:
    """Refuse a sheet outside the phase, unless it is open for the applicant or for the member.

    Raises:
        EvaluationClosed: with what can be done about it.
    """
    if any(is_phase_open(campaign, extensions, PhaseName.EVALUATION, one, now) for one in people):
        return
    phase = campaign.phase(PhaseName.EVALUATION)
    if phase is not None and now < phase.opens_at:
        begin = phase.opens_at.astimezone(SHANGHAI)
        raise EvaluationClosed(f"民主评议尚未开始，请在{begin:%Y-%m-%d %H:%M}开始后再评议")
    raise EvaluationClosed("民主评议已经结束；如有特殊情况，请联系辅导员，由学校延期后再评议")


def require_evaluation_ahead(
    campaign: Campaign, extensions: Collection[Extension], people: Collection[Person], now: datetime
) -> None:
    """Refuse to confirm a panel whose members could not hand in a sheet any more.

    Raises:
        EvaluationClosed: the phase is over for one of the applicants.
    """
    for one in people:
        end = phase_end(campaign, extensions, PhaseName.EVALUATION, one)
        if end is not None and end <= now:
            raise EvaluationClosed("民主评议阶段已经结束，请先由学校延期，再确认评议小组")


def allow_added_evaluation(
    campaign: Campaign,
    extensions: Collection[Extension],
    person: Person,
    *,
    extension_id: UUID,
    until: datetime,
    reason: str,
    by: UUID,
    now: datetime,
) -> Extension | None:
    """Give 补充评议 of one applicant until `until`; None while the phase still runs for them.

    Raises:
        ReasonMissing: no reason was given.
    """
    end = phase_end(campaign, extensions, PhaseName.EVALUATION, person)
    if end is None or now < end:
        return None
    return Extension(
        extension_id=extension_id,
        campaign_id=campaign.campaign_id,
        phase=PhaseName.EVALUATION,
        reach=Reach.PERSON,
        target_id=person.student_id,
        until=until,
        reason=require_reason(reason),
        by=by,
        at=now,
        kind=ExtensionKind.ADDED,
    )


def paused_end(phase: Phase, days: CalendarDays) -> datetime:
    """Tell when the clock of a phase ends that stands still in breaks of the school.

    The working days that breaks take from the phase are given back after its end, where days of a
    break do not count either (domain.md 10.7). Without a break it is the phase's own end.
    """
    first = business_day(phase.opens_at)
    last = business_day(phase.ends_at - timedelta(microseconds=1))
    span = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    lost = sum(1 for day in span if days.in_break(day, day) and is_workday(day, days))
    if not lost:
        return phase.ends_at
    end = add_working_days(last, lost, days, pause_in_breaks=True).day
    return day_start(end + timedelta(days=1))


def next_end(ends: Collection[datetime], now: datetime) -> datetime | None:
    """Choose the end to show to who has several: the first that is ahead, else the last."""
    ahead = [end for end in ends if end > now]
    return min(ahead) if ahead else max(ends, default=None)


def is_review_late(end: datetime | None, submitted_at: datetime | None, now: datetime) -> bool:
    """Tell whether a review comes after its end; never for what was handed in only then."""
    if end is None or now < end:
        return False
    return submitted_at is None or submitted_at < end
