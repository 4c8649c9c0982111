import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zizhu.identification.domain.extension import extend, remove_applicant, withdraw_member
from zizhu.identification.domain.seating import missing_students
from zizhu.identification.domain.setup import is_complete
from zizhu.identification.domain.vocabulary import SetupState, TaskState
from zizhu.identification.errors.filing import ReasonMissing
from zizhu.identification.errors.judging import (
    ApplicantUnknown,
    MemberUnknown,
    NotEligible,
    SetupNotConfirmed,
)


class Acts:
    """The acts on a confirmed set-up with the arguments that these tests never vary."""

    def __init__(self, panels):
        self.panels = panels

    def extend(self, setup, classroom, *, reason="补报", **added):
        return extend(
            setup,
            classroom,
            reason=reason,
            now=self.panels.NOW,
            new_id=self.panels.ids(),
            **added,
        )

    def leave(self, setup, number, classroom, reason="因病"):
        return withdraw_member(
            setup,
            self.panels.person(number),
            classroom,
            by=self.panels.DEAN,
            now=self.panels.NOW,
            reason=reason,
        )

    def remove(self, setup, number, reason="撤回申请"):
        return remove_applicant(
            setup,
            self.panels.person(number),
            by=self.panels.DEAN,
            now=self.panels.NOW,
            reason=reason,
        )


@pytest.fixture
def acts(panels) -> Acts:
    return Acts(panels)


class TestExtend:
    def test_gives_each_live_member_one_task_and_leaves_old_sheets_alone(self, panels, acts):
        setup, _ = panels.finish(panels.confirmed(members=5, applicants=3))
        grown, effect = acts.extend(setup, panels.view(4, 5), applicants=[panels.applicant(4)])
        assert len(effect.opened) == 5
        assert {task.applicant_id for task in effect.opened} == {panels.person(4)}
        assert grown.tasks[:15] == setup.tasks
        assert grown.state is SetupState.IN_PROGRESS
        assert is_complete(grown, panels.person(1))

    def test_gives_an_added_member_the_evaluations_that_are_still_open(self, panels, acts):
        setup = panels.confirmed(members=2, applicants=2)
        setup = panels.evaluate(setup, members=[101, 102], applicants=[1])
        grown, effect = acts.extend(setup, panels.view(3, 3), members=[panels.student(103)])
        assert [task.applicant_id for task in effect.opened] == [panels.person(2)]
        assert is_complete(grown, panels.person(1))

    def test_adds_both_at_once(self, panels, acts):
        setup = panels.confirmed(members=2, applicants=1)
        _, effect = acts.extend(
            setup,
            panels.view(2, 3),
            members=[panels.student(103)],
            applicants=[panels.applicant(2)],
        )
        pairs = {(task.member_id, task.applicant_id) for task in effect.opened}
        assert pairs == {
            (panels.person(101), panels.person(2)),
            (panels.person(102), panels.person(2)),
            (panels.person(103), panels.person(1)),
            (panels.person(103), panels.person(2)),
        }

    def test_refuses_drafts_missing_reasons_and_people_who_may_not_join(self, panels, acts):
        with pytest.raises(SetupNotConfirmed):
            acts.extend(panels.draft([], []), panels.view(1, 1))
        setup, classroom = panels.confirmed(members=2, applicants=2), panels.view(2, 2)
        with pytest.raises(ReasonMissing):
            acts.extend(setup, classroom, reason="")
        with pytest.raises(NotEligible):
            acts.extend(setup, classroom, members=[panels.student(1)])
        with pytest.raises(NotEligible):
            acts.extend(setup, classroom, applicants=[panels.applicant(2)])


class TestWithdrawMember:
    def test_cancels_open_tasks_and_keeps_finished_sheets(self, panels, acts):
        setup = panels.confirmed(members=3, applicants=2)
        setup = panels.evaluate(setup, members=[101], applicants=[1])
        left, effect = acts.leave(setup, 101, panels.view(2, 3))
        assert [task.applicant_id for task in effect.cancelled] == [panels.person(2)]
        kept = [one for one in left.tasks if one.member_id == panels.person(101)]
        assert [one.state for one in kept] == [TaskState.SUBMITTED, TaskState.CANCELLED]

    def test_completes_at_once_when_theirs_was_the_last_sheet_missing(self, panels, acts):
        setup = panels.confirmed(members=3, applicants=1)
        setup = panels.evaluate(setup, members=[101, 102], applicants=[1])
        left, effect = acts.leave(setup, 103, panels.view(1, 3))
        assert effect.completed == (panels.person(1),)
        assert left.state is SetupState.COMPLETED

    def test_needs_more_when_too_few_students_remain(self, panels, acts):
        classroom = panels.view(16, 4)
        setup = panels.confirmed(members=2, applicants=16, classroom=classroom)
        setup = panels.evaluate(setup, members=[101], applicants=range(1, 17))
        left, effect = acts.leave(setup, 102, classroom)
        assert effect.completed == ()
        assert left.state is SetupState.NEEDS_MORE
        assert missing_students(left) == 1
        grown, effect = acts.extend(left, classroom, members=[panels.student(103)])
        assert len(effect.opened) == 16
        assert grown.state is SetupState.IN_PROGRESS
        assert missing_students(grown) == 0

    def test_never_reopens_a_finished_evaluation(self, panels, acts):
        setup, _ = panels.finish(panels.confirmed(members=2, applicants=1))
        left, _ = acts.leave(setup, 101, panels.view(19, 4))
        assert left.state is SetupState.COMPLETED
        assert is_complete(left, panels.person(1))

    def test_refuses_to_seat_again_who_left(self, panels, acts):
        classroom = panels.view(2, 3)
        left, _ = acts.leave(panels.confirmed(members=3, applicants=2), 101, classroom)
        with pytest.raises(NotEligible):
            acts.extend(left, classroom, members=[panels.student(101)])
        with pytest.raises(MemberUnknown):
            acts.leave(left, 101, classroom)

    def test_needs_a_reason(self, panels, acts):
        with pytest.raises(ReasonMissing):
            acts.leave(panels.confirmed(members=3, applicants=1), 101, panels.view(1, 3), " ")


class TestRemoveApplicant:
    def test_cancels_every_task_about_them_and_nothing_else(self, panels, acts):
        setup = panels.confirmed(members=2, applicants=2)
        setup = panels.evaluate(setup, members=[101], applicants=[1])
        left, effect = acts.remove(setup, 1)
        assert len(effect.cancelled) == 2
        assert {task.applicant_id for task in effect.cancelled} == {panels.person(1)}
        assert [one.person_id for one in left.live_applicants] == [panels.person(2)]

    def test_leaves_nothing_to_do_when_the_last_one_goes(self, panels, acts):
        left, _ = acts.remove(panels.confirmed(members=2, applicants=1), 1)
        assert left.state is SetupState.COMPLETED

    def test_takes_a_new_application_of_the_same_person_afresh(self, panels, acts):
        setup, _ = panels.finish(panels.confirmed(members=2, applicants=1))
        left, _ = acts.remove(setup, 1)
        assert not is_complete(left, panels.person(1))
        again, effect = acts.extend(left, panels.view(1, 2), applicants=[panels.applicant(1)])
        assert len(effect.opened) == 2
        assert not is_complete(again, panels.person(1))
        done, effect = panels.finish(again)
        assert effect.completed == (panels.person(1),)
        assert len(done.applicants) == 1

    def test_refuses_strangers_and_drafts(self, panels, acts):
        with pytest.raises(ApplicantUnknown):
            acts.remove(panels.confirmed(members=2, applicants=1), 9)
        with pytest.raises(SetupNotConfirmed):
            acts.remove(panels.draft([], []), 1)


class TestAnyHistory:
    @given(steps=st.lists(st.tuples(st.sampled_from("hwra"), st.integers(0, 30)), max_size=25))
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_keeps_the_promises_of_a_confirmed_panel(self, panels, steps):
        acts = Acts(panels)
        classroom = panels.view(6, 8)
        setup = panels.confirmed(members=4, applicants=3, classroom=classroom)
        for kind, number in steps:
            before = setup
            setup = _step(acts, setup, classroom, kind, number)
            finished = {t.task_id for t in before.tasks if t.state is TaskState.SUBMITTED}
            lost = finished - {t.task_id for t in setup.tasks if t.state is TaskState.SUBMITTED}
            assert not lost or kind == "r"
            live = {one.person_id for one in setup.live_applicants}
            for one in before.live_applicants:
                if one.completed_at is not None and one.person_id in live:
                    assert is_complete(setup, one.person_id)
            assert setup.state is not SetupState.DRAFT
            assert all(task.member_id != task.applicant_id for task in setup.tasks)


def _step(acts, setup, classroom, kind, number):
    panels = acts.panels
    try:
        if kind == "h":
            return panels.evaluate(setup, members=[101 + number % 8], applicants=range(1, 7))
        if kind == "w":
            return acts.leave(setup, 101 + number % 8, classroom)[0]
        if kind == "r":
            return acts.remove(setup, 1 + number % 6)[0]
        if number % 2:
            return acts.extend(setup, classroom, members=[panels.student(101 + number % 8)])[0]
        return acts.extend(setup, classroom, applicants=[panels.applicant(1 + number % 6)])[0]
    except (ApplicantUnknown, MemberUnknown, NotEligible):
        return setup
