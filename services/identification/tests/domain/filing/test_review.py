from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from zizhu.identification.domain.form_state import Deed, FormState, Mark
from zizhu.identification.domain.review import (
    apply_again,
    approve,
    change_grade,
    clear,
    decide_grade,
    file_late,
    reopen,
    return_form,
    save,
    submit,
    withdraw,
)
from zizhu.identification.domain.score import EvidenceNeed
from zizhu.identification.domain.vocabulary import (
    Actor,
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.errors.filing import (
    ActorMayNot,
    CutAlreadyMade,
    EvidenceMissing,
    FilingClosed,
    FormStateForbids,
    GradeUnchanged,
    NotAnApplicant,
    NotCutYet,
    ReasonMissing,
    ReviewerFilledIn,
)

NOW = datetime(2025, 9, 10, tzinfo=UTC)
STUDENT, PROXY, COUNSELOR, DEPT, SCHOOL = (
    Deed(actor, UUID(int=number), NOW) for number, actor in enumerate(Actor, start=1)
)
SUBMITTED = FormState(fill=FillState.SUBMITTED, purpose=Purpose.APPLY)
REVIEWED = replace(SUBMITTED, audit=AuditState.REVIEWED, difference=Difference.NORMAL)
RETURNED = replace(SUBMITTED, fill=FillState.RETURNED, return_reason="材料不清")
GRADED = replace(REVIEWED, grade=Grade.GENERAL)
MARKS = (Mark("answers.A1", "请上传病历"),)


def save_once(state, deed=STUDENT, *, may_file=True):
    return save(state, deed, purpose=Purpose.APPLY, may_file=may_file)


def submit_once(state, deed=STUDENT, *, may_file=True):
    return submit(state, deed, purpose=Purpose.APPLY, may_file=may_file)


def return_once(state, deed=COUNSELOR, *, reason="材料不清", is_cut=False):
    return return_form(state, deed, reason=reason, marks=MARKS, is_cut=is_cut)


def change_once(state, grade=Grade.SPECIAL, *, reason="查实", is_cut=True):
    return change_grade(state, SCHOOL, grade=grade, reason=reason, is_cut=is_cut)


class TestSave:
    def test_begins_a_form(self):
        state, moved = save_once(FormState())
        assert state.place == (FillState.FILLING, AuditState.UNREVIEWED)
        assert (moved.transition, moved.before, moved.after) == ("0", FormState(), state)

    def test_keeps_a_returned_form_returned(self):
        state, _ = save_once(RETURNED)
        assert state.fill is FillState.RETURNED

    def test_remembers_who_filled_in_for_the_student(self):
        state, _ = save_once(FormState(), PROXY)
        assert state.filled_by == PROXY.by
        again, _ = save_once(state, STUDENT)
        assert again.filled_by == PROXY.by

    def test_is_over_when_the_window_is(self):
        with pytest.raises(FilingClosed):
            save_once(FormState(), may_file=False)


class TestSubmit:
    def test_hands_a_form_in_and_stales_its_difference(self):
        state, moved = submit_once(replace(RETURNED, difference=Difference.NORMAL))
        assert state.place == (FillState.SUBMITTED, AuditState.UNREVIEWED)
        assert state.difference is Difference.UNCOMPUTED
        assert moved.transition == "1"

    def test_keeps_the_marks_for_the_second_review(self):
        state, _ = submit_once(replace(RETURNED, marks=MARKS))
        assert (state.marks, state.return_reason) == (MARKS, "材料不清")

    def test_is_refused_outside_the_window(self):
        with pytest.raises(FilingClosed):
            submit_once(RETURNED, may_file=False)

    def test_is_refused_before_anything_is_filled(self):
        with pytest.raises(FormStateForbids):
            submit_once(FormState())


class TestApprove:
    def test_confirms_the_information(self):
        state, moved = approve(replace(SUBMITTED, marks=MARKS), COUNSELOR, missing=[])
        assert state.audit is AuditState.REVIEWED
        assert state.marks == ()
        assert moved.transition == "2"

    def test_is_offered_once(self):
        with pytest.raises(FormStateForbids):
            approve(REVIEWED, COUNSELOR, missing=[])

    def test_is_refused_while_required_evidence_is_missing(self):
        with pytest.raises(EvidenceMissing, match="病历"):
            approve(SUBMITTED, COUNSELOR, missing=[EvidenceNeed("A1", "serious", "病历")])

    def test_is_refused_to_whoever_filled_the_form_in(self):
        with pytest.raises(ReviewerFilledIn):
            approve(replace(SUBMITTED, filled_by=COUNSELOR.by), COUNSELOR, missing=[])

    def test_belongs_to_the_counsellor(self):
        with pytest.raises(ActorMayNot):
            approve(SUBMITTED, DEPT, missing=[])


class TestReturn:
    def test_takes_a_counsellor_two_clicks_on_a_reviewed_form(self):
        reopened, first = return_once(REVIEWED, reason="")
        assert reopened.place == (FillState.SUBMITTED, AuditState.UNREVIEWED)
        returned, second = return_once(reopened)
        assert returned.place == (FillState.RETURNED, AuditState.UNREVIEWED)
        assert (first.transition, second.transition) == ("4", "3")

    @pytest.mark.parametrize("state", [SUBMITTED, REVIEWED])
    def test_takes_the_department_one_click(self, state):
        returned, moved = return_once(state, DEPT)
        assert returned.place == (FillState.RETURNED, AuditState.UNREVIEWED)
        assert moved.transition == "6"

    def test_carries_reason_and_marked_questions_and_stales_the_difference(self):
        returned, moved = return_once(REVIEWED, DEPT)
        assert (returned.return_reason, returned.marks) == ("材料不清", MARKS)
        assert returned.difference is Difference.UNCOMPUTED
        assert moved.reason == "材料不清"

    @pytest.mark.parametrize("deed", [COUNSELOR, DEPT])
    def test_needs_a_reason_that_the_student_can_read(self, deed):
        with pytest.raises(ReasonMissing):
            return_once(SUBMITTED, deed, reason=" ")

    @pytest.mark.parametrize("deed", [COUNSELOR, DEPT])
    @pytest.mark.parametrize("state", [SUBMITTED, REVIEWED])
    def test_needs_a_reopening_after_the_cut(self, state, deed):
        with pytest.raises(CutAlreadyMade):
            return_once(state, deed, is_cut=True)
        return_once(replace(state, is_reopened=True), deed, is_cut=True)


class TestClear:
    ABNORMAL = replace(REVIEWED, difference=Difference.ABNORMAL)

    def test_makes_an_abnormal_difference_normal(self):
        state, moved = clear(self.ABNORMAL, DEPT, reason="家访属实")
        assert state == replace(self.ABNORMAL, difference=Difference.NORMAL)
        assert moved.transition == "5"

    @pytest.mark.parametrize("difference", [each for each in Difference if each != "abnormal"])
    def test_is_offered_for_abnormal_only(self, difference):
        with pytest.raises(FormStateForbids):
            clear(replace(REVIEWED, difference=difference), DEPT, reason="x")

    def test_is_offered_for_reviewed_only(self):
        with pytest.raises(FormStateForbids):
            clear(replace(self.ABNORMAL, audit=AuditState.UNREVIEWED), DEPT, reason="x")

    def test_needs_a_finding(self):
        with pytest.raises(ReasonMissing):
            clear(self.ABNORMAL, DEPT, reason="")


class TestChangeGrade:
    def test_changes_grade_and_audit_with_a_reason(self):
        state, moved = change_once(GRADED)
        assert (state.grade, state.audit) == (Grade.SPECIAL, AuditState.CHANGED)
        assert (moved.transition, moved.reason) == ("7", "查实")

    def test_decides_a_form_that_was_set_aside(self):
        state, _ = change_once(SUBMITTED, Grade.NONE)
        assert state.grade is Grade.NONE

    def test_can_be_changed_again(self):
        once, _ = change_once(GRADED)
        twice, _ = change_once(once, Grade.OTHER)
        assert (twice.grade, twice.audit_before_change) == (Grade.OTHER, AuditState.REVIEWED)

    @pytest.mark.parametrize("grade", [Grade.GENERAL, Grade.UNDECIDED])
    def test_refuses_the_same_grade_and_none_at_all(self, grade):
        with pytest.raises(GradeUnchanged):
            change_once(GRADED, grade)

    def test_refuses_before_the_cut(self):
        with pytest.raises(NotCutYet):
            change_once(REVIEWED, is_cut=False)

    def test_refuses_a_mere_panel_member(self):
        with pytest.raises(NotAnApplicant):
            change_once(replace(REVIEWED, purpose=Purpose.PANEL_ONLY))

    def test_refuses_without_a_reason(self):
        with pytest.raises(ReasonMissing):
            change_once(GRADED, reason="")


class TestReopen:
    def test_leaves_the_audit_state_and_undecides_the_grade(self):
        state, moved = reopen(GRADED, SCHOOL, reason="申诉", is_cut=True)
        assert state == replace(GRADED, grade=Grade.UNDECIDED, is_reopened=True)
        assert moved.transition == "7a"

    def test_goes_back_behind_a_grade_change(self):
        changed, _ = change_once(GRADED)
        state, _ = reopen(changed, SCHOOL, reason="申诉", is_cut=True)
        assert state == replace(GRADED, grade=Grade.UNDECIDED, is_reopened=True)

    def test_lasts_until_the_grade_is_decided_again(self):
        state, _ = reopen(GRADED, SCHOOL, reason="申诉", is_cut=True)
        assert not change_once(state)[0].is_reopened
        assert decide_grade(state, Grade.OTHER) == replace(GRADED, grade=Grade.OTHER)

    def test_refuses_twice_before_the_cut_and_without_reason(self):
        with pytest.raises(FormStateForbids):
            reopen(replace(GRADED, is_reopened=True), SCHOOL, reason="x", is_cut=True)
        with pytest.raises(NotCutYet):
            reopen(GRADED, SCHOOL, reason="x", is_cut=False)
        with pytest.raises(ReasonMissing):
            reopen(GRADED, SCHOOL, reason=" ", is_cut=True)


class TestDecideGrade:
    def test_leaves_a_grade_that_the_school_changed(self):
        changed, _ = change_once(GRADED)
        assert decide_grade(changed, Grade.NONE) == changed


class TestFileLate:
    def test_lets_one_person_begin_after_the_phase(self):
        withdrawn = FormState(fill=FillState.WITHDRAWN, purpose=Purpose.APPLY)
        for state in (FormState(), withdrawn):
            late, moved = file_late(state, SCHOOL, reason="住院", is_filing_over=True)
            assert late == FormState(fill=FillState.FILLING)
            assert (moved.transition, moved.before) == ("7b", state)

    def test_refuses_while_the_phase_runs_and_without_reason(self):
        with pytest.raises(FormStateForbids):
            file_late(FormState(), SCHOOL, reason="住院", is_filing_over=False)
        with pytest.raises(ReasonMissing):
            file_late(FormState(), SCHOOL, reason="", is_filing_over=True)


class TestWithdraw:
    @pytest.mark.parametrize("state", [SUBMITTED, REVIEWED, RETURNED])
    def test_leaves_nothing_of_the_form(self, state):
        withdrawn, moved = withdraw(state, STUDENT, is_cut=False)
        assert withdrawn == FormState(fill=FillState.WITHDRAWN, purpose=Purpose.APPLY)
        assert moved.transition == "8"

    def test_is_over_at_the_cut(self):
        with pytest.raises(CutAlreadyMade):
            withdraw(SUBMITTED, STUDENT, is_cut=True)


class TestApplyAgain:
    def test_starts_a_new_form(self):
        withdrawn, _ = withdraw(SUBMITTED, STUDENT, is_cut=False)
        assert apply_again(withdrawn, may_file=True) == FormState()

    def test_refuses_after_the_window_and_where_nothing_was_withdrawn(self):
        with pytest.raises(FilingClosed):
            apply_again(FormState(fill=FillState.WITHDRAWN), may_file=False)
        with pytest.raises(FormStateForbids):
            apply_again(SUBMITTED, may_file=True)
