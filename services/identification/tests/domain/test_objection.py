from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.clock import day_start
from zizhu.common.workdays import CalendarDays, add_working_days, publicity_end
from zizhu.identification.domain.objection import (
    Objection,
    accept,
    answer,
    decide_change,
    held_back,
    object_to,
    uphold,
    verify,
)
from zizhu.identification.domain.publicity import Event, on_released, prepare, withdraw
from zizhu.identification.domain.vocabulary import ObjectionState
from zizhu.identification.errors.filing import ReasonMissing
from zizhu.identification.errors.judging import ObjectionOutOfOrder, ObjectionTooLate

DAYS = CalendarDays({}, frozenset({2018}))
RELEASED = datetime(2018, 8, 7, 1, 0, tzinfo=UTC)
WAITING = prepare(UUID(int=1), UUID(int=2), "d", now=RELEASED)
OPEN, _ = on_released(WAITING, Event(1, RELEASED), lambda day: publicity_end(day, DAYS))
STUDENT, OFFICER = UUID(int=3), UUID(int=4)
FRIDAY = datetime(2018, 8, 10, 6, 0, tzinfo=UTC)
DONE = {"by": OFFICER, "now": FRIDAY}


def objection(now=FRIDAY, publicity=OPEN, text="与实际情况不符") -> Objection:
    return object_to(
        publicity,
        objection_id=UUID(int=7),
        about=STUDENT,
        by=UUID(int=8),
        text=text,
        now=now,
        working_day_after=lambda day, n: add_working_days(day, n, DAYS),
    )


class TestObjectTo:
    def test_is_due_in_three_working_days(self):
        case = objection()
        assert case.reply_due_on == date(2018, 8, 15)
        assert case.state is ObjectionState.SUBMITTED
        end_of_day = day_start(date(2018, 8, 16))
        assert not case.is_overdue(end_of_day - timedelta(seconds=1))
        assert case.is_overdue(end_of_day)

    def test_counts_on_the_last_day_to_its_last_minute(self):
        half_past_five = datetime(2018, 8, 14, 9, 30, tzinfo=UTC)
        assert objection(half_past_five).is_open
        assert objection(day_start(date(2018, 8, 15)) - timedelta(seconds=1)).is_open
        with pytest.raises(ObjectionTooLate):
            objection(day_start(date(2018, 8, 15)))

    def test_needs_a_list_on_show_and_something_said(self):
        for publicity in (WAITING, withdraw(OPEN, now=FRIDAY, reason="更正")):
            with pytest.raises(ObjectionTooLate):
                objection(publicity=publicity)
        with pytest.raises(ReasonMissing):
            objection(text=" ")


class TestCase:
    def verified(self) -> Objection:
        return verify(accept(objection(), **DONE), finding="已走访", **DONE)

    def test_goes_to_an_upheld_answer(self):
        case = answer(uphold(self.verified(), reason="情况属实", **DONE), reply="维持", **DONE)
        assert [step.state.label for step in case.steps] == ["提交", "受理", "核实", "维持", "答复"]
        assert not case.is_open
        assert not case.is_overdue(FRIDAY + timedelta(days=30))

    def test_goes_to_a_change_that_was_made(self):
        case = decide_change(self.verified(), UUID(int=11), reason="收入有误", **DONE)
        assert case.change_id == UUID(int=11)
        assert answer(case, reply="已变更", **DONE).state is ObjectionState.ANSWERED

    def test_needs_its_findings_and_reasons(self):
        accepted = accept(objection(), **DONE)
        with pytest.raises(ReasonMissing):
            verify(accepted, finding="", **DONE)
        with pytest.raises(ReasonMissing):
            uphold(self.verified(), reason="", **DONE)
        with pytest.raises(ReasonMissing):
            decide_change(self.verified(), UUID(int=11), reason="", **DONE)
        with pytest.raises(ReasonMissing):
            answer(uphold(self.verified(), reason="属实", **DONE), reply=" ", **DONE)

    @given(steps=st.lists(st.sampled_from("avucr"), max_size=12))
    def test_takes_no_step_out_of_order(self, steps):
        acts = {
            "a": lambda case: accept(case, **DONE),
            "v": lambda case: verify(case, finding="已走访", **DONE),
            "u": lambda case: uphold(case, reason="属实", **DONE),
            "c": lambda case: decide_change(case, UUID(int=11), reason="有误", **DONE),
            "r": lambda case: answer(case, reply="答复", **DONE),
        }
        case, taken = objection(), ""
        for step in steps:
            is_next = f"{taken}{step}" in {"a", "av", "avu", "avc", "avur", "avcr"}
            if is_next:
                case, taken = acts[step](case), f"{taken}{step}"
            else:
                with pytest.raises(ObjectionOutOfOrder):
                    acts[step](case)
        assert len(case.steps) == len(taken) + 1


class TestHeldBack:
    def test_names_the_students_of_open_cases_only(self):
        case = TestCase().verified()
        closed = answer(uphold(case, reason="属实", **DONE), reply="维持", **DONE)
        assert held_back([case, closed]) == {STUDENT}
        assert held_back([closed]) == frozenset()
