from datetime import UTC, datetime
from uuid import UUID

import pytest

from zizhu.identification.domain.form_state import Deed, FormState
from zizhu.identification.domain.naming import is_frozen_for, require_open, set_naming
from zizhu.identification.domain.publicity import Publicity, PublicityState
from zizhu.identification.domain.vocabulary import Actor, FillState, Purpose
from zizhu.identification.errors.filing import FormStateForbids, ReasonMissing
from zizhu.identification.errors.results import NamingFrozen

NOW = datetime(2026, 9, 8, 2, tzinfo=UTC)


def a_list(state: PublicityState) -> Publicity:
    return Publicity(UUID(int=1), UUID(int=2), "digest", prepared_at=NOW, state=state)


class TestIsFrozenFor:
    def test_nobody_before_a_list_is_prepared_or_after_it_is_taken_down(self):
        down = (PublicityState.WITHDRAWN, PublicityState.REFUSED)
        for main in (None, *map(a_list, down)):
            assert not is_frozen_for(main, is_listed=True)

    @pytest.mark.parametrize("is_listed", [True, False])
    def test_everybody_before_its_release_so_that_nobody_learns_who_is_on_it(self, is_listed):
        assert is_frozen_for(a_list(PublicityState.PREPARED), is_listed=is_listed)

    @pytest.mark.parametrize(
        "state", [PublicityState.ANNOUNCED, PublicityState.RUNNING, PublicityState.ENDED]
    )
    def test_only_who_is_on_it_once_it_is_public(self, state):
        assert is_frozen_for(a_list(state), is_listed=True)
        assert not is_frozen_for(a_list(state), is_listed=False)


class TestRequireOpen:
    @pytest.mark.parametrize("fill", [FillState.FILLING, FillState.SUBMITTED, FillState.RETURNED])
    def test_takes_an_application_that_stands(self, fill):
        require_open(FormState(fill=fill, purpose=Purpose.APPLY), is_frozen=False)

    @pytest.mark.parametrize(
        "state",
        [
            FormState(fill=FillState.WITHDRAWN, purpose=Purpose.APPLY),
            FormState(fill=FillState.SUBMITTED, purpose=Purpose.PANEL_ONLY),
        ],
    )
    def test_refuses_what_no_list_names(self, state):
        with pytest.raises(FormStateForbids):
            require_open(state, is_frozen=False)

    def test_refuses_once_the_list_is_frozen(self):
        state = FormState(fill=FillState.SUBMITTED, purpose=Purpose.APPLY)
        with pytest.raises(NamingFrozen):
            require_open(state, is_frozen=True)


class TestSetNaming:
    def test_asks_an_officer_for_a_reason_and_the_student_for_none(self):
        state = FormState(fill=FillState.SUBMITTED, purpose=Purpose.APPLY)
        student, counselor = (
            Deed(actor, UUID(int=7), NOW) for actor in (Actor.STUDENT, Actor.COUNSELOR)
        )
        assert set_naming(state, student, reason=None).reason is None
        assert set_naming(state, counselor, reason=" 学生来电 ").reason == "学生来电"
        for blank in (None, "  "):
            with pytest.raises(ReasonMissing):
                set_naming(state, counselor, reason=blank)

    def test_moves_no_form(self):
        state = FormState(fill=FillState.SUBMITTED, purpose=Purpose.APPLY)
        moved = set_naming(state, Deed(Actor.STUDENT, UUID(int=7), NOW), reason=None)
        assert moved.before == moved.after == state
