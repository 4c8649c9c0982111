from datetime import UTC, datetime
from uuid import UUID

import pytest

from zizhu.identification.domain.form_state import Deed, FormState
from zizhu.identification.domain.purpose import (
    ask_to_apply,
    require_correctable,
    take_off_the_applicants,
)
from zizhu.identification.domain.vocabulary import Actor, Difference, FillState, Purpose
from zizhu.identification.errors.filing import (
    CutAlreadyMade,
    FormStateForbids,
    PurposeSettled,
    PurposeUnchanged,
    ReasonMissing,
)

APPLIES = FormState(fill=FillState.SUBMITTED, purpose=Purpose.APPLY)
DEED = Deed(Actor.COUNSELOR, UUID(int=1), datetime(2026, 9, 10, tzinfo=UTC))


def check(state=APPLIES, purpose=Purpose.PANEL_ONLY, *, is_cut=False, is_seated=False):
    require_correctable(state, purpose, is_cut=is_cut, is_seated=is_seated)


class TestRequireCorrectable:
    def test_allows_both_ways(self):
        check()
        check(FormState(fill=FillState.SUBMITTED, purpose=Purpose.PANEL_ONLY), Purpose.APPLY)

    @pytest.mark.parametrize("fill", [fill for fill in FillState if fill != "submitted"])
    def test_leaves_the_choice_to_the_student_until_it_is_handed_in(self, fill):
        with pytest.raises(FormStateForbids, match="学生本人"):
            check(FormState(fill=fill, purpose=Purpose.APPLY))

    def test_says_that_nothing_would_change(self):
        with pytest.raises(PurposeUnchanged):
            check(purpose=Purpose.APPLY)

    def test_is_too_late_on_a_confirmed_panel_and_after_the_cut(self):
        with pytest.raises(PurposeSettled):
            check(is_seated=True)
        with pytest.raises(CutAlreadyMade):
            check(is_cut=True)


class TestTakeOffTheApplicants:
    def test_keeps_the_form_where_it_is(self):
        state, moved = take_off_the_applicants(APPLIES, DEED, reason="误选")
        assert state.place == APPLIES.place
        assert (state.purpose, state.difference) == (Purpose.PANEL_ONLY, Difference.UNCOMPUTED)
        assert (moved.transition, moved.reason) == ("5.2", "误选")

    def test_needs_a_reason(self):
        with pytest.raises(ReasonMissing):
            take_off_the_applicants(APPLIES, DEED, reason=" ")


class TestAskToApply:
    def test_tells_the_student_what_to_do_and_why(self):
        assert ask_to_apply("家庭突发变故") == (
            "填报目的更正为“申请认定”，请补全申请内容后重新提交。原因：家庭突发变故"
        )

    def test_needs_a_reason(self):
        with pytest.raises(ReasonMissing):
            ask_to_apply("")
