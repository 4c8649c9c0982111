from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.terms import Season, Term
from zizhu.identification.domain.campaign import Campaign, Phase
from zizhu.identification.domain.vocabulary import CampaignState, PhaseName
from zizhu.identification.domain.window import (
    ExtensionKind,
    Person,
    Reach,
    allow_late_filing,
    allow_refill,
    extend,
    is_phase_open,
    may_file,
    phase_end,
    require_may_file,
)
from zizhu.identification.errors.filing import (
    CampaignStateForbids,
    ExtensionUseless,
    FilingClosed,
    ReasonMissing,
)

START = datetime(2025, 9, 1, tzinfo=UTC)
END = START + timedelta(days=7)
LATER = END + timedelta(days=3)
SECOND = timedelta(seconds=1)
SCHOOL, COLLEGE, CLASS, STUDENT = (UUID(int=number) for number in range(1, 5))
ME = Person(STUDENT, CLASS, COLLEGE)
OTHER = Person(UUID(int=14), UUID(int=13), UUID(int=12))
ROUND = Campaign(
    campaign_id=UUID(int=9),
    school_id=SCHOOL,
    term=Term(2025, Season.AUTUMN),
    title="2025年认定",
    state=CampaignState.OPENED,
    phases=(
        Phase(PhaseName.FILING, START, END),
        Phase(PhaseName.REVIEW, END, END + timedelta(days=7)),
        Phase(PhaseName.CUTTING, LATER, LATER + timedelta(days=7)),
    ),
)
FACTS = {"extension_id": UUID(int=50), "reason": "台风", "by": UUID(int=51), "now": END}


def extended(reach=Reach.PERSON, target_id=STUDENT, **changes):
    facts = {"phase": PhaseName.FILING, "until": LATER} | FACTS | changes
    campaign = facts.pop("campaign", ROUND)
    return extend(campaign, reach=reach, target_id=target_id, **facts)


class TestMayFile:
    def test_from_the_beginning_until_before_the_end(self):
        assert not may_file(ROUND, [], ME, START - SECOND)
        assert may_file(ROUND, [], ME, START)
        assert may_file(ROUND, [], ME, END - SECOND)
        assert not may_file(ROUND, [], ME, END)

    @pytest.mark.parametrize("state", [state for state in CampaignState if state != "opened"])
    def test_never_in_a_round_that_is_not_open(self, state):
        assert not may_file(replace(ROUND, state=state), [], ME, START)

    def test_never_where_the_phase_is_not_set(self):
        bare = replace(ROUND, phases=())
        assert not may_file(bare, [], ME, START)
        assert phase_end(bare, [], PhaseName.FILING, ME) is None

    @pytest.mark.parametrize(
        ("reach", "target_id"),
        [
            (Reach.SCHOOL, SCHOOL),
            (Reach.COLLEGE, COLLEGE),
            (Reach.CLASS, CLASS),
            (Reach.PERSON, STUDENT),
        ],
    )
    def test_longer_for_those_whom_an_extension_names(self, reach, target_id):
        extension = extended(reach, target_id)
        assert may_file(ROUND, [extension], ME, LATER - SECOND)
        assert not may_file(ROUND, [extension], ME, LATER)
        assert may_file(ROUND, [extension], OTHER, LATER - SECOND) is (reach is Reach.SCHOOL)

    def test_not_by_an_extension_of_another_phase_or_round(self):
        review = extended(phase=PhaseName.REVIEW, until=LATER + timedelta(days=9))
        foreign = replace(extended(), campaign_id=UUID(int=99))
        assert not may_file(ROUND, [review, foreign], ME, END)

    @given(st.lists(st.timedeltas(SECOND, timedelta(days=30)), max_size=5))
    def test_until_the_latest_of_all_ends(self, moves):
        extensions = [extended(until=END + move) for move in moves]
        end = phase_end(ROUND, extensions, PhaseName.FILING, ME)
        assert end == END + max(moves, default=timedelta())


class TestIsPhaseOpen:
    def test_tells_of_every_phase(self):
        assert is_phase_open(ROUND, [], PhaseName.REVIEW, ME, END)
        assert not is_phase_open(ROUND, [], PhaseName.REVIEW, ME, START)


class TestRequireMayFile:
    def test_says_what_to_do_before_and_after(self):
        require_may_file(ROUND, [], ME, START)
        with pytest.raises(FilingClosed, match="尚未开始"):
            require_may_file(ROUND, [], ME, START - SECOND)
        with pytest.raises(FilingClosed, match="延期或补报"):
            require_may_file(ROUND, [], ME, END)


class TestExtend:
    def test_refuses_an_end_that_is_not_later(self):
        with pytest.raises(ExtensionUseless):
            extended(until=END, now=START)
        with pytest.raises(ExtensionUseless):
            extended(until=LATER, now=LATER)

    def test_refuses_a_phase_that_the_school_runs_itself(self):
        with pytest.raises(ExtensionUseless):
            extended(phase=PhaseName.CUTTING, until=LATER + timedelta(days=30))

    def test_refuses_without_reason_or_outside_an_open_round(self):
        with pytest.raises(ReasonMissing):
            extended(reason="  ")
        with pytest.raises(CampaignStateForbids):
            extended(campaign=replace(ROUND, state=CampaignState.CLOSED))


class TestAllowLateFiling:
    def late(self, campaign=ROUND, extensions=(), **changes):
        facts = {"until": LATER} | FACTS | changes
        return allow_late_filing(campaign, extensions, ME, **facts)

    def test_opens_the_path_of_one_person_only(self):
        extension = self.late()
        assert extension.kind is ExtensionKind.LATE_FILING
        assert may_file(ROUND, [extension], ME, END)
        assert not may_file(ROUND, [extension], replace(ME, student_id=UUID(int=14)), END)

    def test_refuses_while_the_window_is_open_for_the_person(self):
        with pytest.raises(ExtensionUseless):
            self.late(now=END - SECOND)
        with pytest.raises(ExtensionUseless):
            self.late(extensions=[extended()])

    def test_refuses_an_end_behind_and_a_round_not_open(self):
        with pytest.raises(ExtensionUseless):
            self.late(until=END)
        with pytest.raises(CampaignStateForbids):
            self.late(campaign=replace(ROUND, state=CampaignState.CLOSED))


class TestAllowRefill:
    def test_lets_a_returned_form_come_back_after_the_phase(self):
        extension = allow_refill(ROUND, ME, until=LATER, **FACTS)
        assert extension.kind is ExtensionKind.RETURN
        assert may_file(ROUND, [extension], ME, END)

    def test_refuses_in_a_round_not_open(self):
        closed = replace(ROUND, state=CampaignState.CLOSED)
        with pytest.raises(CampaignStateForbids):
            allow_refill(closed, ME, until=LATER, **FACTS)
