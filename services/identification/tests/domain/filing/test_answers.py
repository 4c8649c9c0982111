import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.answers import (
    Chosen,
    Counted,
    Income,
    Number,
    check_answers,
    dump_answer,
    read_answers,
)
from zizhu.identification.domain.defaults import default_scheme
from zizhu.identification.domain.scheme import dump_scheme, parse_scheme
from zizhu.identification.errors.filing import AnswersInvalid

SCHEME = default_scheme()
CODES = [item.code for item in SCHEME.items()]


class TestRead:
    def test_reads_every_kind_of_answer(self):
        raw = {
            "A1": "chronic",
            "A4": 9500,
            "C1": {"compulsory": 1, "beyond": 2},
            "B3": {"incomes": [1, 2], "household_size": 3},
        }
        assert read_answers(SCHEME, raw, is_complete=False) == {
            "A1": Chosen(("chronic",)),
            "A4": Number(9500),
            "C1": Counted((("beyond", 2), ("compulsory", 1))),
            "B3": Income((1, 2), 3),
        }

    def test_reads_a_multiple_choice_in_the_order_of_the_scheme(self):
        data = dump_scheme(SCHEME)
        data["blocks"][0]["items"][0]["kind"] = "multi"
        answers = read_answers(
            parse_scheme(data), {"A1": ["serious", "chronic"]}, is_complete=False
        )
        assert answers["A1"] == Chosen(("chronic", "serious"))

    def test_takes_an_empty_value_as_left_out(self):
        assert read_answers(SCHEME, {"A1": None}, is_complete=False) == {}

    @pytest.mark.parametrize(
        ("code", "value"),
        [
            ("A1", "rich"),
            ("A1", ["healthy", "chronic"]),
            ("A1", []),
            ("A1", 3),
            ("A1", [3]),
            ("A4", -1),
            ("A4", True),
            ("A4", 9500.5),
            ("A4", "9500"),
            ("A4", 10**12),
            ("C1", 2),
            ("C1", {"cousins": 1}),
            ("C1", {"beyond": -1}),
            ("C1", {"beyond": 31}),
            ("B3", 1000),
            ("B3", {"incomes": [1]}),
            ("B3", {"incomes": 1, "household_size": 2}),
            ("B3", {"incomes": [-1], "household_size": 2}),
            ("B3", {"incomes": [1], "household_size": 0}),
            ("B3", {"incomes": [1], "household_size": True}),
            ("Z9", "yes"),
        ],
    )
    def test_refuses_by_item_what_cannot_be_scored(self, code, value):
        with pytest.raises(AnswersInvalid) as caught:
            read_answers(SCHEME, {code: value}, is_complete=False)
        assert [finding.field for finding in caught.value.errors] == [code]

    def test_wants_every_item_of_a_complete_form_but_the_sensitive_ones(self):
        with pytest.raises(AnswersInvalid) as caught:
            read_answers(SCHEME, {}, is_complete=True)
        missing = {finding.field for finding in caught.value.errors}
        assert set(CODES) - missing == {"A1", "C3"}

    @given(
        st.dictionaries(
            st.sampled_from(CODES),
            st.none()
            | st.integers()
            | st.text(max_size=5)
            | st.lists(st.integers() | st.text(max_size=3), max_size=3)
            | st.dictionaries(st.text(max_size=10), st.integers(), max_size=3),
        )
    )
    def test_never_fails_and_never_reads_and_refuses_one_item(self, raw):
        answers, findings = check_answers(SCHEME, raw)
        assert not set(answers) & {finding.field for finding in findings}


class TestDump:
    def test_reads_back_to_an_equal_answer(self, most):
        answers = read_answers(SCHEME, most, is_complete=True)
        dumped = {code: dump_answer(answer) for code, answer in answers.items()}
        assert read_answers(SCHEME, dumped, is_complete=True) == answers
