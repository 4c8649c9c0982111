"""No way but those of domain.md 5.3: the table is written down here a second time, by hand."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from zizhu.common.errors import Refusal
from zizhu.identification.domain import review
from zizhu.identification.domain.form_state import Deed, FormState
from zizhu.identification.domain.transitions import Act, find_transition
from zizhu.identification.domain.vocabulary import (
    Actor,
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.errors.filing import ActorMayNot, FormStateForbids

NOW = datetime(2025, 9, 10, tzinfo=UTC)

# (number, actors, act, from fill, from audit, to fill, to audit); "*" any, "=" as it was.
TABLE = """
0  student,proxy save         not_started             unreviewed           filling   unreviewed
0  student,proxy save         filling,returned        unreviewed           =         =
1  student,proxy submit       filling,returned        unreviewed           submitted unreviewed
2  counselor     approve      submitted               unreviewed           submitted reviewed
3  counselor     return       submitted               unreviewed           returned  unreviewed
4  counselor     return       submitted               reviewed             submitted unreviewed
5  dept          clear        submitted               reviewed             submitted reviewed
6  dept          return       submitted               unreviewed,reviewed  returned  unreviewed
7  school        change_grade submitted,returned      *                    =         changed
7a school        reopen       submitted,returned      *                    =         =
7b school        file_late    not_started,withdrawn   unreviewed           filling   unreviewed
8  student       withdraw     filling,submitted,returned *                 withdrawn unreviewed
"""


def allowed():
    ways = {}
    for line in TABLE.split("\n"):
        if not line:
            continue
        number, actors, act, fills, audits, to_fill, to_audit = line.split()
        audits = ",".join(AuditState) if audits == "*" else audits
        for actor, fill, audit in product(actors.split(","), fills.split(","), audits.split(",")):
            target = (
                fill if to_fill == "=" else to_fill,
                audit if to_audit == "=" else to_audit,
            )
            ways[act, actor, fill, audit] = (number, target)
    return ways


ALLOWED = allowed()


class TestFindTransition:
    @pytest.mark.parametrize("act", list(Act))
    def test_allows_the_table_and_nothing_else(self, act):
        for actor, fill, audit in product(Actor, FillState, AuditState):
            expected = ALLOWED.get((act, actor, fill, audit))
            if expected is None:
                with pytest.raises((ActorMayNot, FormStateForbids)):
                    find_transition(act, actor, (fill, audit))
            else:
                row = find_transition(act, actor, (fill, audit))
                assert (row.number, row.target((fill, audit))) == expected

    def test_tells_a_foreign_office_that_the_act_is_not_its_own(self):
        with pytest.raises(ActorMayNot):
            find_transition(Act.APPROVE, Actor.STUDENT, FormState().place)

    def test_tells_the_right_office_in_which_state_the_form_is(self):
        with pytest.raises(FormStateForbids, match="未填报、未审核"):
            find_transition(Act.APPROVE, Actor.COUNSELOR, FormState().place)


IN_PLACE = {Act.CORRECT_PURPOSE, Act.SET_NAMING}  # these leave a form where it is
MOVING = [act for act in Act if act not in IN_PLACE]


class LifeOfAForm(RuleBasedStateMachine):
    """Anybody tries anything at any time; only the table moves the form."""

    def __init__(self):
        super().__init__()
        self.state = FormState()
        self.is_cut = False
        self.last = None

    @rule(
        act=st.sampled_from(MOVING),
        actor=st.sampled_from(list(Actor)),
        by=st.integers(1, 3).map(lambda number: UUID(int=number)),
        may_file=st.booleans(),
        grade=st.sampled_from(list(Grade)),
        reason=st.sampled_from(["", "因为"]),
        purpose=st.sampled_from(list(Purpose)),
    )
    def try_anything(self, *, act, actor, by, may_file, grade, reason, purpose):
        self.attempt(act, actor, by, may_file=may_file, grade=grade, reason=reason, purpose=purpose)

    @rule(
        data=st.data(),
        grade=st.sampled_from([Grade.SPECIAL, Grade.OTHER, Grade.NONE]),
        by=st.integers(1, 3).map(lambda number: UUID(int=number)),
    )
    def try_what_the_table_allows(self, data, grade, by):
        ways = sorted((act, actor) for act, actor, *place in ALLOWED if (*place,) == self.place)
        act, actor = data.draw(st.sampled_from(ways))
        self.attempt(
            Act(act),
            Actor(actor),
            by,
            may_file=act != Act.FILE_LATE,
            grade=grade,
            reason="因为",
            purpose=Purpose.APPLY,
        )

    @property
    def place(self):
        return self.state.fill.value, self.state.audit.value

    def attempt(self, act, actor, by, *, may_file, grade, reason, purpose):
        before, deed = self.state, Deed(actor, by, NOW)
        attempts = {
            Act.SAVE: lambda: review.save(before, deed, purpose=purpose, may_file=may_file),
            Act.SUBMIT: lambda: review.submit(before, deed, purpose=purpose, may_file=may_file),
            Act.APPROVE: lambda: review.approve(before, deed, missing=[]),
            Act.RETURN: lambda: review.return_form(
                before, deed, reason=reason, marks=(), is_cut=self.is_cut
            ),
            Act.CLEAR: lambda: review.clear(before, deed, reason=reason),
            Act.CHANGE_GRADE: lambda: review.change_grade(
                before, deed, grade=grade, reason=reason, is_cut=self.is_cut
            ),
            Act.REOPEN: lambda: review.reopen(before, deed, reason=reason, is_cut=self.is_cut),
            Act.FILE_LATE: lambda: review.file_late(
                before, deed, reason=reason, is_filing_over=not may_file
            ),
            Act.WITHDRAW: lambda: review.withdraw(before, deed, is_cut=self.is_cut),
        }
        try:
            self.state, moved = attempts[act]()
        except Refusal:
            return
        number, (fill, audit) = ALLOWED[act, actor, *before.place]
        assert (moved.transition, moved.before, moved.after) == (number, before, self.state)
        assert self.state.fill == fill
        if act is Act.REOPEN:
            audit = before.audit_before_change or before.audit
        assert self.state.audit == audit
        self.check_guards(act, before, by=by, may_file=may_file, reason=reason)

    def check_guards(self, act, before, *, by, may_file, reason):
        if act in {Act.SAVE, Act.SUBMIT}:
            assert may_file
        if act is Act.APPROVE:
            assert before.filled_by != by
        if act is Act.RETURN:
            assert not self.is_cut or before.is_reopened
        if act in {Act.CHANGE_GRADE, Act.REOPEN}:
            assert self.is_cut
            assert reason
        if act is Act.WITHDRAW:
            assert not self.is_cut
        if act is Act.CLEAR:
            assert before.difference is Difference.ABNORMAL

    @rule(difference=st.sampled_from([Difference.NORMAL, Difference.ABNORMAL]))
    def compute_difference(self, difference):
        if self.state.audit is AuditState.REVIEWED:
            self.state = review.replace(self.state, difference=difference)

    @rule(grade=st.sampled_from([Grade.SPECIAL, Grade.NONE]))
    def cut(self, grade):
        self.is_cut = True
        if self.state.audit is AuditState.REVIEWED and self.state.purpose is Purpose.APPLY:
            self.state = review.decide_grade(self.state, grade)

    @invariant()
    def a_returned_form_has_no_difference(self):
        if self.state.fill is FillState.RETURNED:
            assert self.state.difference is Difference.UNCOMPUTED

    @invariant()
    def a_grade_needs_a_cut(self):
        assert self.is_cut or self.state.grade is Grade.UNDECIDED

    @invariant()
    def a_reopened_form_waits_for_its_grade(self):
        if self.state.is_reopened:
            assert self.state.grade is Grade.UNDECIDED

    @invariant()
    def a_panel_member_has_no_grade(self):
        if self.state.purpose is not Purpose.APPLY:
            assert self.state.grade is Grade.UNDECIDED


TestLifeOfAForm = LifeOfAForm.TestCase
