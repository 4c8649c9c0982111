"""A round of identification: its phases in time, its state, and the rules it runs by.

A round opens only when everything that its rules need is set, keeps the rules it runs by until the
school moves it with a reason, and is never cancelled once publicity began (domain.md 5.1a).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from zizhu.common.errors import Finding
from zizhu.common.terms import Term
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.rules import RoundRules, require_sound
from zizhu.identification.domain.vocabulary import CampaignState, PhaseName
from zizhu.identification.errors.filing import (
    CampaignIncomplete,
    CampaignStateForbids,
    PhasesFlawed,
    PublicityStarted,
    SchemeFrozen,
)

# Whole weeks, so that a copied phase begins on the same weekday.
ONE_YEAR = timedelta(weeks=52)


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase, open in [`opens_at`, `ends_at`)."""

    name: PhaseName
    opens_at: datetime
    ends_at: datetime

    def holds(self, now: datetime) -> bool:
        return self.opens_at <= now < self.ends_at


@dataclass(frozen=True, slots=True)
class Campaign:
    """One round of a school; `subsistence_line` is the local line L in yuan a year."""

    campaign_id: UUID
    school_id: UUID
    term: Term
    title: str
    state: CampaignState = CampaignState.DRAFTED
    phases: tuple[Phase, ...] = ()
    rules: RoundRules = field(default_factory=RoundRules)
    subsistence_line: int | None = None
    copied_from: UUID | None = None

    def phase(self, name: PhaseName) -> Phase | None:
        return next((phase for phase in self.phases if phase.name is name), None)

    def phases_at(self, now: datetime) -> tuple[PhaseName, ...]:
        """Name the phases that run at an instant; they may overlap."""
        return tuple(phase.name for phase in self.phases if phase.holds(now))


@dataclass(frozen=True, slots=True)
class CampaignMoved:
    """A round changed its state."""

    campaign_id: UUID
    before: CampaignState | None
    after: CampaignState
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class RulesAdopted:
    """A running round moved to other rules; flags are stale until they are calculated again."""

    campaign_id: UUID
    before: RoundRules
    after: RoundRules
    at: datetime
    reason: str


def draft_campaign(
    *, campaign_id: UUID, school_id: UUID, term: Term, title: str, now: datetime
) -> tuple[Campaign, CampaignMoved]:
    """Begin a round with the default rules."""
    campaign = Campaign(campaign_id=campaign_id, school_id=school_id, term=term, title=title)
    return campaign, CampaignMoved(campaign_id, None, campaign.state, now)


def copy_campaign(
    earlier: Campaign,
    *,
    campaign_id: UUID,
    term: Term,
    title: str,
    now: datetime,
    shift: timedelta = ONE_YEAR,
) -> tuple[Campaign, CampaignMoved]:
    """Begin a round with the rules, the line and the phases of an earlier one, moved by `shift`."""
    campaign = replace(
        earlier,
        campaign_id=campaign_id,
        term=term,
        title=title,
        state=CampaignState.DRAFTED,
        phases=tuple(
            Phase(phase.name, phase.opens_at + shift, phase.ends_at + shift)
            for phase in earlier.phases
        ),
        copied_from=earlier.campaign_id,
    )
    return campaign, CampaignMoved(campaign_id, None, campaign.state, now)


def plan_campaign(
    campaign: Campaign,
    *,
    title: str,
    phases: tuple[Phase, ...],
    rules: RoundRules,
    subsistence_line: int | None,
) -> Campaign:
    """Set what a drafted round will be; it may stay incomplete until it opens.

    Raises:
        CampaignStateForbids: the round is not a draft any more.
        PhasesFlawed: the phases contradict each other.
        UnknownVersion: the rules name a version that does not exist.
        RulesFlawed: a number in the rules is out of its range.
    """
    _require_state(campaign, CampaignState.DRAFTED)
    if findings := tuple(_find_phase_flaws(phases)):
        raise PhasesFlawed(f"阶段时间有 {len(findings)} 处错误，请修改后保存", errors=findings)
    require_sound(rules)
    return replace(
        campaign, title=title, phases=phases, rules=rules, subsistence_line=subsistence_line
    )


def _find_phase_flaws(phases: tuple[Phase, ...]) -> Iterator[Finding]:
    names = [phase.name for phase in phases]
    for name in PhaseName:
        if names.count(name) > 1:
            yield Finding(f"{name.label}阶段重复", field=name)
    for phase in phases:
        if phase.opens_at >= phase.ends_at:
            yield Finding(f"{phase.name.label}阶段的结束应晚于开始", field=phase.name)
    order = list(PhaseName)
    for earlier, later in pairwise(sorted(phases, key=lambda phase: order.index(phase.name))):
        if later.opens_at < earlier.opens_at or later.ends_at < earlier.ends_at:
            sentence = f"{later.name.label}阶段不应早于{earlier.name.label}阶段"
            yield Finding(sentence, field=later.name)


def open_campaign(campaign: Campaign, *, now: datetime) -> tuple[Campaign, CampaignMoved]:
    """Open a drafted round to its students.

    Raises:
        CampaignStateForbids: it is not a draft.
        CampaignIncomplete: a phase or the subsistence line is not set, or filing is already over.
    """
    _require_state(campaign, CampaignState.DRAFTED)
    if findings := tuple(_find_gaps(campaign, now)):
        raise CampaignIncomplete(
            f"还有 {len(findings)} 项未设置好，设置后才能开启", errors=findings
        )
    require_sound(campaign.rules)
    return _move(campaign, CampaignState.OPENED, now)


def _find_gaps(campaign: Campaign, now: datetime) -> Iterator[Finding]:
    for name in PhaseName:
        if campaign.phase(name) is None:
            yield Finding(f"请设置{name.label}阶段的起止时间", field=name)
    filing = campaign.phase(PhaseName.FILING)
    if filing is not None and filing.ends_at <= now:
        yield Finding("填报阶段已经过去，请重新设置时间", field=PhaseName.FILING)
    if campaign.subsistence_line is None or campaign.subsistence_line <= 0:
        yield Finding("请填写当地低保线（元/年）", field="subsistence_line")


def close_campaign(campaign: Campaign, *, now: datetime) -> tuple[Campaign, CampaignMoved]:
    """Close an open round: from then on it is read only.

    Raises:
        CampaignStateForbids: it is not open.
    """
    _require_state(campaign, CampaignState.OPENED)
    return _move(campaign, CampaignState.CLOSED, now)


def reopen_campaign(
    campaign: Campaign, *, reason: str, now: datetime
) -> tuple[Campaign, CampaignMoved]:
    """Open a closed round again, with a reason.

    Raises:
        CampaignStateForbids: it is not closed.
        ReasonMissing: no reason was given.
    """
    _require_state(campaign, CampaignState.CLOSED)
    return _move(campaign, CampaignState.OPENED, now, reason=require_reason(reason))


def cancel_campaign(
    campaign: Campaign, *, has_published: bool, reason: str, now: datetime
) -> tuple[Campaign, CampaignMoved]:
    """Cancel a drafted or open round, with a reason; `has_published`: publicity ever began.

    Raises:
        CampaignStateForbids: it is closed or cancelled.
        PublicityStarted: the public has already read from it.
        ReasonMissing: no reason was given.
    """
    _require_state(campaign, CampaignState.DRAFTED, CampaignState.OPENED)
    if has_published:
        raise PublicityStarted("公示已经开始，不能取消；确有错误请撤回公示或变更认定结果")
    return _move(campaign, CampaignState.CANCELLED, now, reason=require_reason(reason))


def adopt_rules(
    campaign: Campaign, rules: RoundRules, *, submitted_forms: int, reason: str, now: datetime
) -> tuple[Campaign, RulesAdopted]:
    """Move an open round to other rules by an explicit act (domain.md 5.10, 16).

    Raises:
        CampaignStateForbids: the round is not open.
        SchemeFrozen: a form was submitted, so indicators, questionnaire and score rule stay.
        UnknownVersion: the rules name a version that does not exist.
        RulesFlawed: a number in the rules is out of its range.
        ReasonMissing: no reason was given.
    """
    _require_state(campaign, CampaignState.OPENED)
    if submitted_forms and _asked(rules) != _asked(campaign.rules):
        raise SchemeFrozen(
            "已有学生提交，量化指标、评议问卷和计分规则不能更换；请在下一轮使用新版本"
        )
    require_sound(rules)
    adopted = RulesAdopted(campaign.campaign_id, campaign.rules, rules, now, require_reason(reason))
    return replace(campaign, rules=rules), adopted


def _asked(rules: RoundRules) -> tuple[str, ...]:
    return (rules.scheme_version, rules.questionnaire_version, rules.score_rule, rules.peer_rule)


def _move(
    campaign: Campaign, state: CampaignState, now: datetime, *, reason: str | None = None
) -> tuple[Campaign, CampaignMoved]:
    moved = CampaignMoved(campaign.campaign_id, campaign.state, state, now, reason)
    return replace(campaign, state=state), moved


def _require_state(campaign: Campaign, *states: CampaignState) -> None:
    if campaign.state not in states:
        wanted = "”或“".join(state.label for state in states)
        raise CampaignStateForbids(
            f"本轮认定处于“{campaign.state.label}”，此操作只适用于“{wanted}”的认定"
        )
