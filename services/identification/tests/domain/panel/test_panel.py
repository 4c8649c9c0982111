from uuid import UUID

import pytest

from zizhu.identification.domain.eligibility import Obstacle, PanelRules
from zizhu.identification.domain.panel import (
    ClassPlace,
    confirm,
    hand_in,
    merge_classes,
    relax,
    reset,
)
from zizhu.identification.domain.seating import ClassView
from zizhu.identification.domain.setup import ExceptionKind
from zizhu.identification.domain.vocabulary import FillState, SetupState, TaskState
from zizhu.identification.errors.filing import ReasonMissing
from zizhu.identification.errors.judging import (
    ClassesNotMergeable,
    ExceptionNotNeeded,
    NotEligible,
    SetupAlreadyConfirmed,
    SetupIncomplete,
    TaskClosed,
    TaskUnknown,
)


class TestReset:
    def test_empties_a_draft(self, panels):
        chosen = panels.draft([panels.student(101)], [1])
        emptied = reset(chosen)
        assert (emptied.members, emptied.applicants) == ((), ())
        assert emptied.state is SetupState.DRAFT

    def test_refuses_after_confirmation(self, panels):
        with pytest.raises(SetupAlreadyConfirmed):
            reset(panels.confirmed(members=5, applicants=3))


class TestConfirm:
    def confirm(self, panels, chosen, classroom):
        return confirm(chosen, classroom, now=panels.NOW, new_id=panels.ids())

    def test_gives_every_member_a_task_about_every_applicant(self, panels):
        members = [*(panels.student(n) for n in range(101, 106)), panels.teacher()]
        setup, effect = self.confirm(panels, panels.draft(members, [1, 2]), panels.view(45, 5))
        assert len(effect.opened) == len(setup.tasks) == 12
        assert setup.minimum == 5
        assert setup.state is SetupState.CONFIRMED

    def test_gives_nobody_a_task_about_themself(self, panels):
        classroom = panels.view(2, 2)
        one = panels.classmate(1, wants_grant=False)
        classroom = ClassView({**classroom.classmates, one.person_id: one}, PanelRules())
        chosen = panels.draft([panels.student(1), panels.student(101)], [1, 2])
        setup, _ = self.confirm(panels, chosen, classroom)
        pairs = {(task.member_id, task.applicant_id) for task in setup.tasks}
        assert (panels.person(1), panels.person(1)) not in pairs
        assert len(pairs) == 3

    def test_happens_once(self, panels):
        with pytest.raises(SetupAlreadyConfirmed):
            self.confirm(panels, panels.confirmed(members=5, applicants=3), panels.view(3, 5))

    def test_refuses_too_few_student_members_although_teachers_sit_there(self, panels):
        members = [*(panels.student(n) for n in range(101, 105)), panels.teacher()]
        with pytest.raises(SetupIncomplete) as refusal:
            self.confirm(panels, panels.draft(members, [1]), panels.view(45, 5))
        assert "至少需要5名，现有4名" in refusal.value.detail

    def test_refuses_a_panel_that_evaluates_nobody(self, panels):
        with pytest.raises(SetupIncomplete, match="尚未选择"):
            self.confirm(panels, panels.draft([panels.student(101)], []), panels.view(1, 1))

    def test_refuses_an_applicant_whom_only_they_could_evaluate(self, panels):
        one = panels.classmate(1, wants_grant=False)
        chosen = panels.draft([panels.student(1)], [1])
        with pytest.raises(SetupIncomplete) as refusal:
            self.confirm(panels, chosen, ClassView({one.person_id: one}, PanelRules()))
        assert [finding.field for finding in refusal.value.errors] == [str(one.person_id)]

    def test_lists_everybody_who_may_not_be_chosen(self, panels):
        classroom = panels.view(3, 2, elsewhere=frozenset({panels.person(2)}))
        late = panels.classmate(102, fill=FillState.FILLING)
        classroom = ClassView(
            {**classroom.classmates, late.person_id: late},
            classroom.rules,
            elsewhere=classroom.elsewhere,
        )
        members = [panels.student(3), panels.student(102), panels.student(199), panels.teacher()]
        with pytest.raises(NotEligible) as refusal:
            self.confirm(panels, panels.draft(members, [2, 198]), classroom)
        said = [(finding.field, finding.message) for finding in refusal.value.errors]
        assert said == [
            (str(panels.person(3)), Obstacle.WANTS_GRANT.label),
            (str(panels.person(102)), Obstacle.FORM_MISSING.label),
            (str(panels.person(199)), Obstacle.UNKNOWN.label),
            (str(panels.TEACHER), Obstacle.UNKNOWN.label),
            (str(panels.person(2)), Obstacle.IN_OTHER_SETUP.label),
            (str(panels.person(198)), Obstacle.UNKNOWN.label),
        ]

    def test_refuses_the_same_member_twice(self, panels):
        chosen = panels.draft([panels.student(101), panels.student(101)], [1])
        with pytest.raises(NotEligible) as refusal:
            self.confirm(panels, chosen, panels.view(1, 1))
        assert refusal.value.errors[0].message == Obstacle.ALREADY_MEMBER.label


class TestRelax:
    def relax(self, panels, chosen, kind, classroom, reason="人数不足"):
        return relax(chosen, kind, classroom, by=panels.DEAN, now=panels.NOW, reason=reason)

    def test_lets_staff_alone_evaluate_a_class_of_one(self, panels):
        chosen, classroom = panels.draft([panels.teacher()], [1]), panels.view(1, 0)
        with pytest.raises(SetupIncomplete):
            confirm(chosen, classroom, now=panels.NOW, new_id=panels.ids())
        allowed = self.relax(panels, chosen, ExceptionKind.STAFF_ONLY, classroom)
        setup, effect = confirm(allowed, classroom, now=panels.NOW, new_id=panels.ids())
        assert setup.minimum == 0
        assert len(effect.opened) == 1
        assert setup.exceptions[0].by == panels.DEAN

    def test_lets_applicants_evaluate_where_everyone_applies(self, panels):
        chosen, classroom = panels.draft([panels.student(1)], [1, 2, 3]), panels.view(3, 0)
        chosen = panels.draft([panels.student(1), panels.student(2)], [1, 2, 3])
        with pytest.raises(NotEligible):
            confirm(chosen, classroom, now=panels.NOW, new_id=panels.ids())
        allowed = self.relax(panels, chosen, ExceptionKind.WISHERS, classroom)
        setup, _ = confirm(allowed, classroom, now=panels.NOW, new_id=panels.ids())
        assert len(setup.tasks) == 4

    def test_refuses_where_enough_students_can_be_chosen(self, panels):
        with pytest.raises(ExceptionNotNeeded, match="有5名学生可以担任"):
            self.relax(panels, panels.draft([], [1]), ExceptionKind.STAFF_ONLY, panels.view(45, 5))

    def test_needs_a_reason(self, panels):
        with pytest.raises(ReasonMissing):
            self.relax(panels, panels.draft([], [1]), ExceptionKind.WISHERS, panels.view(3, 0), " ")


class TestMergeClasses:
    def test_joins_small_classes_of_one_year_and_major(self, panels):
        other = UUID(int=71)
        places = [ClassPlace(one, 2024, UUID(int=5)) for one in (panels.CLASS, other)]
        merged = merge_classes(panels.draft([], []), places)
        assert merged.class_ids == {panels.CLASS, other}

    def test_refuses_classes_of_another_year_or_major(self, panels):
        for year, major in ((2023, 5), (2024, 6)):
            places = [
                ClassPlace(panels.CLASS, 2024, UUID(int=5)),
                ClassPlace(UUID(int=71), year, UUID(int=major)),
            ]
            with pytest.raises(ClassesNotMergeable):
                merge_classes(panels.draft([], []), places)

    def test_refuses_after_confirmation(self, panels):
        with pytest.raises(SetupAlreadyConfirmed):
            merge_classes(panels.confirmed(members=5, applicants=3), [])


class TestHandIn:
    def test_moves_from_confirmed_to_completed(self, panels):
        setup = panels.confirmed(members=2, applicants=1)
        assert setup.state is SetupState.CONFIRMED
        setup, effect = hand_in(setup, setup.tasks[0].task_id, now=panels.NOW)
        assert setup.state is SetupState.IN_PROGRESS
        assert effect.completed == ()
        setup, effect = hand_in(setup, setup.tasks[1].task_id, now=panels.NOW)
        assert setup.state is SetupState.COMPLETED
        assert effect.completed == (panels.person(1),)
        assert setup.applicants[0].completed_at == panels.NOW

    def test_refuses_the_same_sheet_twice_and_unknown_tasks(self, panels):
        setup = panels.confirmed(members=1, applicants=1)
        setup, _ = hand_in(setup, setup.tasks[0].task_id, now=panels.NOW)
        assert setup.tasks[0].state is TaskState.SUBMITTED
        with pytest.raises(TaskClosed):
            hand_in(setup, setup.tasks[0].task_id, now=panels.NOW)
        with pytest.raises(TaskUnknown):
            hand_in(setup, UUID(int=1), now=panels.NOW)
