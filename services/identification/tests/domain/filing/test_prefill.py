from dataclasses import replace

import pytest

from zizhu.identification.domain.answers import Income
from zizhu.identification.domain.form import Form, Member
from zizhu.identification.domain.prefill import (
    suggest_answers,
    suggest_income,
    suggest_residence,
)


class TestSuggestIncome:
    def test_takes_the_income_of_every_member(self):
        members = [Member(annual_income=30_000), Member(annual_income=0)]
        assert suggest_income(members, 3) == Income((30_000, 0), 3)

    def test_waits_for_the_last_income_and_for_the_household(self):
        members = [Member(annual_income=30_000), Member()]
        assert suggest_income(members, 3) is None
        assert suggest_income(members[:1], None) is None
        assert suggest_income([], 1) is None


class TestSuggestResidence:
    @pytest.mark.parametrize(
        ("address", "option"),
        [
            ("测试省测试市测试县测试镇测试村1号", "rural"),
            ("测试省测试市测试县测试乡测试村", "rural"),
            ("测试省测试市测试县测试镇测试路1号", "town"),
            ("测试市测试区测试街道测试路1号", "urban"),
            ("测试市测试区测试村大街1号", "urban"),
            ("景德镇市测试区测试路1号", "urban"),
            ("", None),
            ("某处", None),
        ],
    )
    def test_reads_the_wording_of_an_address(self, address, option):
        assert suggest_residence(address) == option


class TestSuggestAnswers:
    def test_suggests_what_is_not_answered_yet(self, whole_form):
        form = replace(whole_form, answers={})
        assert suggest_answers(form) == {
            "B3": {"incomes": [100_000, 100_000], "household_size": 3},
            "A2": "rural",
        }

    def test_never_overrides_an_answer(self, whole_form):
        assert suggest_answers(whole_form) == {}

    def test_suggests_nothing_from_an_empty_form(self):
        assert suggest_answers(Form()) == {}
