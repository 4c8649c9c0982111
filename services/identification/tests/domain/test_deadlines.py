from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.clock import business_day, day_start
from zizhu.common.terms import Season, Term
from zizhu.common.workdays import Break, CalendarDays
from zizhu.identification.domain.campaign import Campaign, Phase
from zizhu.identification.domain.deadlines import (
    allow_added_evaluation,
    is_review_late,
    next_end,
    paused_end,
    require_evaluation_ahead,
    require_may_evaluate,
)
from zizhu.identification.domain.vocabulary import CampaignState, PhaseName
from zizhu.identification.domain.window import ExtensionKind, Person, Reach, extend
from zizhu.identification.errors.filing import ReasonMissing
from zizhu.identification.errors.judging import EvaluationClosed

START = datetime(2026, 9, 8, tzinfo=UTC)
END = START + timedelta(days=7)
LATER = END + timedelta(days=3)
SECOND = timedelta(seconds=1)
SCHOOL, COLLEGE, CLASS = (UUID(int=number) for number in range(1, 4))
APPLICANT, MEMBER = (Person(UUID(int=number), CLASS, COLLEGE) for number in (4, 5))
ROUND = Campaign(
    campaign_id=UUID(int=9),
    school_id=SCHOOL,
    term=Term(2026, Season.AUTUMN),
    title="2026年认定",
    state=CampaignState.OPENED,
    phases=(Phase(PhaseName.EVALUATION, START, END),),
)
FACTS = {"extension_id": UUID(int=50), "reason": "台风", "by": UUID(int=51), "until": LATER}


def extended(reach, target_id):
    return extend(
        ROUND, phase=PhaseName.EVALUATION, reach=reach, target_id=target_id, now=END, **FACTS
    )


class TestRequireMayEvaluate:
    def test_allows_from_the_beginning_until_before_the_end(self):
        for now in (START, END - SECOND):
            require_may_evaluate(ROUND, (), (APPLICANT,), now)

    def test_says_when_it_begins(self):
        with pytest.raises(EvaluationClosed, match="2026-09-08 08:00开始后再评议"):
            require_may_evaluate(ROUND, (), (APPLICANT,), START - SECOND)

    def test_says_who_can_help_once_it_is_over(self):
        with pytest.raises(EvaluationClosed, match="由学校延期"):
            require_may_evaluate(ROUND, (), (APPLICANT,), END)

    @pytest.mark.parametrize(
        ("reach", "target_id"),
        [
            (Reach.SCHOOL, SCHOOL),
            (Reach.COLLEGE, COLLEGE),
            (Reach.CLASS, CLASS),
            (Reach.PERSON, APPLICANT.student_id),
            (Reach.PERSON, MEMBER.student_id),
        ],
    )
    def test_an_extension_for_the_applicant_or_the_member_opens_it(self, reach, target_id):
        held = [extended(reach, target_id)]
        require_may_evaluate(ROUND, held, (APPLICANT, MEMBER), LATER - SECOND)
        with pytest.raises(EvaluationClosed):
            require_may_evaluate(ROUND, held, (APPLICANT, MEMBER), LATER)

    def test_an_extension_of_another_person_does_not(self):
        held = [extended(Reach.PERSON, UUID(int=77))]
        with pytest.raises(EvaluationClosed):
            require_may_evaluate(ROUND, held, (APPLICANT, MEMBER), END)


class TestRequireEvaluationAhead:
    def test_a_panel_may_be_confirmed_before_the_phase_and_in_it(self):
        for now in (START - SECOND, END - SECOND):
            require_evaluation_ahead(ROUND, (), (APPLICANT,), now)

    def test_and_after_it_only_where_every_applicant_has_time(self):
        held = [extended(Reach.PERSON, APPLICANT.student_id)]
        require_evaluation_ahead(ROUND, held, (APPLICANT,), END)
        with pytest.raises(EvaluationClosed, match="先由学校延期"):
            require_evaluation_ahead(ROUND, held, (APPLICANT, MEMBER), END)


class TestAllowAddedEvaluation:
    def test_gives_time_for_one_applicant_after_the_phase(self):
        more = allow_added_evaluation(ROUND, (), APPLICANT, now=END, **FACTS)
        assert (more.kind, more.target_id) == (ExtensionKind.ADDED, APPLICANT.student_id)
        require_may_evaluate(ROUND, [more], (APPLICANT, MEMBER), END)

    def test_gives_none_while_the_phase_runs(self):
        assert allow_added_evaluation(ROUND, (), APPLICANT, now=END - SECOND, **FACTS) is None

    def test_needs_a_reason(self):
        with pytest.raises(ReasonMissing):
            allow_added_evaluation(ROUND, (), APPLICANT, now=END, **(FACTS | {"reason": " "}))

    def test_gives_none_where_the_phase_is_not_set(self):
        bare = replace(ROUND, phases=())
        assert allow_added_evaluation(bare, (), APPLICANT, now=END, **FACTS) is None


class TestIsReviewLate:
    def test_only_after_the_end(self):
        assert not is_review_late(END, START, END - SECOND)
        assert is_review_late(END, START, END)
        assert not is_review_late(None, START, END)

    def test_never_for_what_was_handed_in_only_then(self):
        assert not is_review_late(END, END, LATER)


def until(last_day: date) -> Phase:
    """A phase that begins on Monday 4 January 2027 and takes the whole of its last day."""
    return Phase(
        PhaseName.CONFIRMATION,
        day_start(date(2027, 1, 4)),
        day_start(last_day + timedelta(days=1)),
    )


def with_breaks(*breaks: Break) -> CalendarDays:
    return CalendarDays({}, frozenset({2027}), breaks)


class TestPausedEnd:
    def test_is_the_phases_own_without_a_break_in_it(self):
        phase = until(date(2027, 1, 15))
        for days in (
            with_breaks(),
            with_breaks(Break(date(2027, 1, 16), date(2027, 2, 28))),
            with_breaks(Break(date(2027, 1, 9), date(2027, 1, 10))),  # a weekend takes no time
        ):
            assert paused_end(phase, days) == phase.ends_at

    def test_gives_back_the_working_days_of_a_break(self):
        """Ten working days, the last two in a break until Sunday 28 February."""
        days = with_breaks(Break(date(2027, 1, 14), date(2027, 2, 28)))
        end = paused_end(until(date(2027, 1, 15)), days)
        assert business_day(end - timedelta(microseconds=1)) == date(2027, 3, 2)

    def test_stands_still_in_a_second_break_too(self):
        days = with_breaks(
            Break(date(2027, 1, 14), date(2027, 1, 17)), Break(date(2027, 1, 19), date(2027, 1, 24))
        )
        end = paused_end(until(date(2027, 1, 15)), days)
        assert business_day(end - timedelta(microseconds=1)) == date(2027, 1, 25)

    @given(
        length=st.integers(0, 60),
        breaks=st.lists(
            st.tuples(st.integers(-20, 90), st.integers(0, 40)).map(
                lambda span: Break(
                    date(2027, 1, 4) + timedelta(days=span[0]),
                    date(2027, 1, 4) + timedelta(days=sum(span)),
                )
            ),
            max_size=3,
        ),
    )
    def test_leaves_as_many_working_days_as_the_phase_has(self, length, breaks):
        last = date(2027, 1, 4) + timedelta(days=length)
        phase, days = until(last), with_breaks(*breaks)
        end = paused_end(phase, days)

        def worked(first: date, ends_at: datetime, calendar: CalendarDays) -> int:
            span = (business_day(ends_at) - first).days
            each = [first + timedelta(days=step) for step in range(span)]
            return sum(day.weekday() < 5 and not calendar.in_break(day, day) for day in each)

        assert end >= phase.ends_at
        first = date(2027, 1, 4)
        assert worked(first, end, days) == worked(first, phase.ends_at, with_breaks())


class TestNextEnd:
    def test_is_the_first_that_is_ahead_else_the_last(self):
        assert next_end([LATER, END], START) == END
        assert next_end([LATER, END], END) == LATER
        assert next_end([END, START], LATER) == END
        assert next_end([], START) is None
