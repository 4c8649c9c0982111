from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from zizhu.common.terms import Season, Term
from zizhu.identification.domain.campaign import (
    Campaign,
    Phase,
    adopt_rules,
    cancel_campaign,
    close_campaign,
    copy_campaign,
    draft_campaign,
    open_campaign,
    plan_campaign,
    reopen_campaign,
)
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import CampaignState, PhaseName
from zizhu.identification.errors.filing import (
    CampaignIncomplete,
    CampaignStateForbids,
    PhasesFlawed,
    PublicityStarted,
    ReasonMissing,
    RulesFlawed,
    SchemeFrozen,
    UnknownVersion,
)

NOW = datetime(2025, 8, 25, tzinfo=UTC)
START = datetime(2025, 9, 1, tzinfo=UTC)
WEEK = timedelta(weeks=1)
PHASES = tuple(
    Phase(name, START + index * WEEK, START + (index + 1) * WEEK)
    for index, name in enumerate(PhaseName)
)


def draft() -> Campaign:
    campaign, _ = draft_campaign(
        campaign_id=UUID(int=1),
        school_id=UUID(int=2),
        term=Term(2025, Season.AUTUMN),
        title="2025年认定",
        now=NOW,
    )
    return campaign


def plan(campaign=None, **changes) -> Campaign:
    facts = {"title": "x", "phases": PHASES, "rules": RoundRules(), "subsistence_line": 9000}
    return plan_campaign(campaign or draft(), **(facts | changes))


def opened() -> Campaign:
    campaign, _ = open_campaign(plan(), now=NOW)
    return campaign


class TestPhase:
    def test_holds_its_beginning_and_not_its_end(self):
        phase = PHASES[0]
        assert phase.holds(phase.opens_at)
        assert phase.holds(phase.ends_at - timedelta(microseconds=1))
        assert not phase.holds(phase.ends_at)
        assert not phase.holds(phase.opens_at - timedelta(microseconds=1))


class TestDraft:
    def test_begins_with_the_default_rules(self):
        campaign = draft()
        assert campaign.state is CampaignState.DRAFTED
        assert campaign.rules == RoundRules()
        assert campaign.phases == ()


class TestPlan:
    def test_sets_phases_rules_and_line(self):
        campaign = plan()
        assert campaign.phase(PhaseName.FILING) == PHASES[0]
        assert campaign.phases_at(START) == (PhaseName.FILING,)
        assert campaign.subsistence_line == 9000

    def test_lets_phases_overlap(self):
        phases = (PHASES[0], replace(PHASES[1], opens_at=START))
        assert plan(phases=phases).phases_at(START) == (PhaseName.FILING, PhaseName.EVALUATION)

    @pytest.mark.parametrize(
        "phases",
        [
            (PHASES[0], PHASES[0]),
            (replace(PHASES[0], ends_at=START),),
            (PHASES[0], replace(PHASES[1], opens_at=START - WEEK)),
            (replace(PHASES[1], name=PhaseName.FILING), replace(PHASES[0], name=PhaseName.REVIEW)),
        ],
    )
    def test_refuses_phases_that_contradict_each_other(self, phases):
        with pytest.raises(PhasesFlawed):
            plan(phases=phases)

    def test_refuses_rules_that_do_not_exist_or_hold(self):
        with pytest.raises(UnknownVersion):
            plan(rules=RoundRules(rank_rule="rank.v9"))
        with pytest.raises(RulesFlawed):
            plan(rules=RoundRules(total_percent=101, other_percent=101))

    def test_is_over_once_the_round_is_open(self):
        with pytest.raises(CampaignStateForbids):
            plan(opened())


class TestCopy:
    def test_takes_rules_line_and_phases_a_year_on_to_the_same_weekday(self):
        earlier = opened()
        campaign, moved = copy_campaign(
            earlier,
            campaign_id=UUID(int=9),
            term=earlier.term.next.next,
            title="2026年认定",
            now=NOW,
        )
        assert campaign.state is moved.after is CampaignState.DRAFTED
        assert campaign.copied_from == earlier.campaign_id
        assert campaign.subsistence_line == 9000
        first = campaign.phase(PhaseName.FILING)
        assert first.opens_at.weekday() == START.weekday()
        assert first.opens_at.year == 2026


class TestOpen:
    def test_opens_what_is_complete(self):
        campaign, moved = open_campaign(plan(), now=NOW)
        assert campaign.state is CampaignState.OPENED
        assert (moved.before, moved.after) == (CampaignState.DRAFTED, CampaignState.OPENED)

    def test_names_every_phase_that_is_not_set_and_the_line(self):
        with pytest.raises(CampaignIncomplete) as caught:
            open_campaign(draft(), now=NOW)
        assert [finding.field for finding in caught.value.errors] == [
            *PhaseName,
            "subsistence_line",
        ]

    @pytest.mark.parametrize("line", [None, 0, -1])
    def test_refuses_a_line_that_could_not_divide(self, line):
        with pytest.raises(CampaignIncomplete):
            open_campaign(plan(subsistence_line=line), now=NOW)

    def test_refuses_when_filing_is_already_over(self):
        with pytest.raises(CampaignIncomplete):
            open_campaign(plan(), now=PHASES[0].ends_at)

    def test_refuses_what_is_open_already(self):
        with pytest.raises(CampaignStateForbids):
            open_campaign(opened(), now=NOW)


class TestCloseAndReopen:
    def test_close_and_reopen_with_a_reason(self):
        closed, _ = close_campaign(opened(), now=NOW)
        assert closed.state is CampaignState.CLOSED
        again, moved = reopen_campaign(closed, reason="漏了一个班", now=NOW)
        assert again.state is CampaignState.OPENED
        assert moved.reason == "漏了一个班"

    def test_refuse_in_any_other_state(self):
        with pytest.raises(CampaignStateForbids):
            close_campaign(draft(), now=NOW)
        with pytest.raises(CampaignStateForbids):
            reopen_campaign(opened(), reason="x", now=NOW)

    def test_reopening_needs_a_reason(self):
        closed, _ = close_campaign(opened(), now=NOW)
        with pytest.raises(ReasonMissing):
            reopen_campaign(closed, reason=" ", now=NOW)


class TestCancel:
    def cancel(self, campaign, *, has_published=False, reason="重做"):
        return cancel_campaign(campaign, has_published=has_published, reason=reason, now=NOW)

    def test_cancels_a_draft_and_an_open_round(self):
        for campaign in (draft(), opened()):
            cancelled, moved = self.cancel(campaign)
            assert cancelled.state is moved.after is CampaignState.CANCELLED

    def test_refuses_once_publicity_began(self):
        with pytest.raises(PublicityStarted):
            self.cancel(opened(), has_published=True)

    def test_refuses_twice_and_without_reason(self):
        cancelled, _ = self.cancel(draft())
        with pytest.raises(CampaignStateForbids):
            self.cancel(cancelled)
        with pytest.raises(ReasonMissing):
            self.cancel(draft(), reason="")


class TestAdoptRules:
    def adopt(self, rules, *, submitted_forms=0, reason="上级要求"):
        return adopt_rules(opened(), rules, submitted_forms=submitted_forms, reason=reason, now=NOW)

    def test_moves_the_threshold_of_a_running_round(self):
        rules = RoundRules(threshold_hundredths=1250, min_score=15)
        campaign, adopted = self.adopt(rules, submitted_forms=10)
        assert campaign.rules == adopted.after == rules
        assert adopted.before == RoundRules()

    @pytest.mark.parametrize(
        "rules",
        [RoundRules(scheme_version="own-v1"), RoundRules(questionnaire_version="own-v1")],
    )
    def test_never_changes_what_was_asked_once_a_form_is_in(self, rules):
        with pytest.raises(SchemeFrozen):
            self.adopt(rules, submitted_forms=1)
        campaign, _ = self.adopt(rules)
        assert campaign.rules == rules

    def test_needs_a_reason_and_an_open_round(self):
        with pytest.raises(ReasonMissing):
            self.adopt(RoundRules(), reason="")
        with pytest.raises(CampaignStateForbids):
            adopt_rules(draft(), RoundRules(), submitted_forms=0, reason="x", now=NOW)
