"""When a person may act in a phase: the phase itself, its extensions, and late filing.

An extension moves one end later, for a school, a department, a class or a person; it never moves
an end earlier (domain.md 5.1a).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.campaign import Campaign
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.vocabulary import CampaignState, Coded, PhaseName
from zizhu.identification.errors.filing import (
    CampaignStateForbids,
    ExtensionUseless,
    FilingClosed,
)

# Cutting, publicity and the final list are acts of the school, with rules of time of their own.
EXTENSIBLE = frozenset(
    {PhaseName.FILING, PhaseName.EVALUATION, PhaseName.REVIEW, PhaseName.CONFIRMATION}
)


class Reach(Coded):
    """For whom an extension holds."""

    SCHOOL = "school", "全校"
    COLLEGE = "college", "院系"
    CLASS = "class", "班级"
    PERSON = "person", "个人"


class ExtensionKind(Coded):
    """Why an end moved: decided, filed late, a form returned, or an evaluation added."""

    EXTENSION = "extension", "延期"
    LATE_FILING = "late_filing", "补报"
    RETURN = "return", "退回重填"
    ADDED = "added", "补充评议"


@dataclass(frozen=True, slots=True)
class Person:
    """A student and where they stand now."""

    student_id: UUID
    class_id: UUID
    college_id: UUID


@dataclass(frozen=True, slots=True)
class Extension:
    """One phase ends later, at `until`, for everybody that `reach` and `target_id` name."""

    extension_id: UUID
    campaign_id: UUID
    phase: PhaseName
    reach: Reach
    target_id: UUID
    until: datetime
    reason: str
    by: UUID
    at: datetime
    kind: ExtensionKind = ExtensionKind.EXTENSION

    def covers(self, person: Person, school_id: UUID) -> bool:
        named = {
            Reach.SCHOOL: school_id,
            Reach.COLLEGE: person.college_id,
            Reach.CLASS: person.class_id,
            Reach.PERSON: person.student_id,
        }
        return self.target_id == named[self.reach]


def phase_end(
    campaign: Campaign, extensions: Collection[Extension], name: PhaseName, person: Person
) -> datetime | None:
    """Tell when a phase ends for a person; None while the phase is not set."""
    phase = campaign.phase(name)
    if phase is None:
        return None
    later = (
        extension.until
        for extension in extensions
        if extension.campaign_id == campaign.campaign_id
        and extension.phase is name
        and extension.covers(person, campaign.school_id)
    )
    return max((phase.ends_at, *later))


def is_phase_open(
    campaign: Campaign,
    extensions: Collection[Extension],
    name: PhaseName,
    person: Person,
    now: datetime,
) -> bool:
    """Tell whether a person may act in a phase of an open round at this instant."""
    phase = campaign.phase(name)
    end = phase_end(campaign, extensions, name, person)
    if campaign.state is not CampaignState.OPENED or phase is None or end is None:
        return False
    return phase.opens_at <= now < end


def may_file(
    campaign: Campaign, extensions: Collection[Extension], person: Person, now: datetime
) -> bool:
    """Tell whether a person may save and submit the form at this instant."""
    return is_phase_open(campaign, extensions, PhaseName.FILING, person, now)


def require_may_file(
    campaign: Campaign, extensions: Collection[Extension], person: Person, now: datetime
) -> None:
    """Refuse to file outside the window.

    Raises:
        FilingClosed: with what the person can do about it.
    """
    if may_file(campaign, extensions, person, now):
        return
    phase = campaign.phase(PhaseName.FILING)
    if campaign.state is CampaignState.OPENED and phase is not None and now < phase.opens_at:
        raise FilingClosed("填报尚未开始，请在开始后再填写")
    raise FilingClosed("填报已经结束；如有特殊情况，请联系辅导员申请延期或补报")


def extend(
    campaign: Campaign,
    *,
    extension_id: UUID,
    phase: PhaseName,
    reach: Reach,
    target_id: UUID,
    until: datetime,
    reason: str,
    by: UUID,
    now: datetime,
) -> Extension:
    """Move the end of a phase later for a school, a department, a class or one person.

    Raises:
        CampaignStateForbids: the round is not open.
        ExtensionUseless: the phase is not one that is extended, or the new end is not later.
        ReasonMissing: no reason was given.
    """
    planned = campaign.phase(phase)
    if campaign.state is not CampaignState.OPENED or planned is None:
        raise CampaignStateForbids("本轮认定未在进行中，不能延期")
    if phase not in EXTENSIBLE:
        raise ExtensionUseless(f"{phase.label}阶段不能延期")
    if until <= planned.ends_at or until <= now:
        raise ExtensionUseless("新的截止时间应晚于原截止时间和当前时间，请重新选择")
    return Extension(
        extension_id=extension_id,
        campaign_id=campaign.campaign_id,
        phase=phase,
        reach=reach,
        target_id=target_id,
        until=until,
        reason=require_reason(reason),
        by=by,
        at=now,
    )


def allow_late_filing(
    campaign: Campaign,
    extensions: Collection[Extension],
    person: Person,
    *,
    extension_id: UUID,
    until: datetime,
    reason: str,
    by: UUID,
    now: datetime,
) -> Extension:
    """Let one person file after the window (补报); only that person's path opens again.

    Raises:
        CampaignStateForbids: the round is not open.
        ExtensionUseless: the window is still open for the person, or `until` is not ahead.
        ReasonMissing: no reason was given.
    """
    end = phase_end(campaign, extensions, PhaseName.FILING, person)
    if campaign.state is not CampaignState.OPENED or end is None:
        raise CampaignStateForbids("本轮认定未在进行中，不能补报")
    if now < end:
        raise ExtensionUseless("该学生的填报时间尚未结束，无需补报；需要更多时间请用延期")
    return _open_path(
        campaign,
        person,
        ExtensionKind.LATE_FILING,
        extension_id=extension_id,
        until=until,
        reason=reason,
        by=by,
        now=now,
    )


def allow_refill(
    campaign: Campaign,
    person: Person,
    *,
    extension_id: UUID,
    until: datetime,
    reason: str,
    by: UUID,
    now: datetime,
) -> Extension:
    """Give the student of a returned form until `until` to submit it again.

    Reviews go on after the filing phase; without this a returned form could never come back.

    Raises:
        CampaignStateForbids: the round is not open.
        ExtensionUseless: `until` is not ahead.
        ReasonMissing: no reason was given.
    """
    if campaign.state is not CampaignState.OPENED:
        raise CampaignStateForbids("本轮认定未在进行中，不能退回重填")
    return _open_path(
        campaign,
        person,
        ExtensionKind.RETURN,
        extension_id=extension_id,
        until=until,
        reason=reason,
        by=by,
        now=now,
    )


def _open_path(
    campaign: Campaign,
    person: Person,
    kind: ExtensionKind,
    *,
    extension_id: UUID,
    until: datetime,
    reason: str,
    by: UUID,
    now: datetime,
) -> Extension:
    if until <= now:
        raise ExtensionUseless("截止时间应晚于当前时间，请重新选择")
    return Extension(
        extension_id=extension_id,
        campaign_id=campaign.campaign_id,
        phase=PhaseName.FILING,
        reach=Reach.PERSON,
        target_id=person.student_id,
        until=until,
        reason=require_reason(reason),
        by=by,
        at=now,
        kind=kind,
    )
