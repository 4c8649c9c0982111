import pytest

from zizhu.identification.domain.enrolment import (
    Enrolment,
    RegisterState,
    require_settled,
    state_official,
)
from zizhu.identification.errors.filing import ReasonMissing
from zizhu.identification.errors.judging import EnrolmentMissing, RegisterNotSettled

COUNTED = Enrolment(active=9800, by_status={"active": 9800, "suspended": 50}, register_version=7)


class TestStateOfficial:
    def test_replaces_the_denominator_and_shows_the_difference(self):
        stated = state_official(COUNTED, 10000, reason="教务口径", document="校教〔2025〕1号")
        assert (COUNTED.denominator, COUNTED.official_gap) == (9800, 0)
        assert (stated.denominator, stated.official_gap) == (10000, 200)
        assert "相差200人" in stated.warnings[0]

    def test_needs_a_reason_and_a_document(self):
        for reason, document in (("", "文件"), ("原因", " ")):
            with pytest.raises(ReasonMissing):
                state_official(COUNTED, 10000, reason=reason, document=document)

    def test_refuses_nobody(self):
        with pytest.raises(EnrolmentMissing):
            state_official(COUNTED, 0, reason="原因", document="文件")


class TestWarnings:
    @pytest.mark.parametrize(
        ("last_year", "warned"), [(9800, False), (10315, False), (10316, True), (9333, True)]
    )
    def test_speaks_when_last_year_differs_by_more_than_5_percent(self, last_year, warned):
        now = Enrolment(9800, {"active": 9800}, 7, last_year=last_year)
        assert bool(now.warnings) is warned

    def test_is_silent_without_a_last_year(self):
        assert COUNTED.warnings == ()


class TestRequireSettled:
    def test_accepts_a_picture_that_has_caught_up(self):
        require_settled(RegisterState(is_changing=False, announced_version=7, projected_version=7))

    @pytest.mark.parametrize(
        "state",
        [
            RegisterState(is_changing=True, announced_version=7, projected_version=7),
            RegisterState(is_changing=False, announced_version=8, projected_version=7),
        ],
    )
    def test_refuses_half_a_picture(self, state):
        with pytest.raises(RegisterNotSettled):
            require_settled(state)
