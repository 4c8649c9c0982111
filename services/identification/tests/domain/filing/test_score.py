from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.answers import Income, read_answers
from zizhu.identification.domain.defaults import default_scheme
from zizhu.identification.domain.scheme import Measure
from zizhu.identification.domain.score import (
    EvidenceNeed,
    asks_special_group,
    band_labels,
    effective_score,
    income_per_head,
    missing_evidence,
    required_evidence,
    score_answers,
)

SCHEME = default_scheme()
LINE = 9000


def points(code, value, line=LINE):
    answers = read_answers(SCHEME, {code: value}, is_complete=False)
    return score_answers(SCHEME, answers, subsistence_line=line).by_item[code]


def single_answers():
    """Draw one valid answer for every item of the default scheme."""
    amounts = st.integers(0, 200_000)
    drawn = {}
    for item in SCHEME.items():
        codes = [option.code for option in item.options]
        if item.measure is Measure.INCOME_PER_HEAD:
            drawn[item.code] = st.fixed_dictionaries(
                {
                    "incomes": st.lists(amounts, max_size=5),
                    "household_size": st.integers(1, 8),
                }
            )
        elif item.kind == "band":
            drawn[item.code] = amounts
        elif item.kind == "count":
            drawn[item.code] = st.dictionaries(st.sampled_from(codes), st.integers(0, 5))
        else:
            drawn[item.code] = st.sampled_from(codes)
    return st.fixed_dictionaries(drawn)


class TestScore:
    def test_reaches_ninety_at_most(self, most):
        answers = read_answers(SCHEME, most, is_complete=True)
        score = score_answers(SCHEME, answers, subsistence_line=LINE)
        assert score.raw_score == 90
        assert score.by_item == {item.code: item.cap for item in SCHEME.items()}

    def test_is_nothing_for_a_family_that_lacks_nothing(self, least):
        answers = read_answers(SCHEME, least, is_complete=True)
        assert score_answers(SCHEME, answers, subsistence_line=LINE).raw_score == 0

    def test_names_the_rule_the_scheme_and_the_line_that_made_it(self):
        score = score_answers(SCHEME, {}, subsistence_line=LINE)
        assert (score.rule, score.scheme_version, score.subsistence_line) == (
            "score.v1",
            "fj-default-v1",
            LINE,
        )

    @given(single_answers())
    def test_is_the_sum_of_its_items_each_within_its_cap(self, raw):
        answers = read_answers(SCHEME, raw, is_complete=True)
        score = score_answers(SCHEME, answers, subsistence_line=LINE)
        assert score.raw_score == sum(score.by_item.values())
        caps = {item.code: item.cap for item in SCHEME.items()}
        assert all(0 <= given <= caps[code] for code, given in score.by_item.items())

    @pytest.mark.parametrize(
        ("code", "value", "given"),
        [
            ("A4", 9500, 0),
            ("A4", 9501, 1),
            ("A4", 20_000, 1),
            ("A4", 20_001, 2),
            ("C1", {"beyond": 1, "compulsory": 1}, 6),
            ("C1", {"beyond": 2}, 6),
            ("C1", {"compulsory": 2}, 4),
            ("C1", {}, 0),
            ("C2", 0, 0),
            ("C2", 1, 2),
            ("C2", 2, 2),
            ("C2", 3, 4),
            ("C5", 0, 0),
            ("C5", 1, 1),
            ("C5", 29_999, 1),
            ("C5", 30_000, 2),
            ("C5", 99_999, 2),
            ("C5", 100_000, 3),
        ],
    )
    def test_puts_a_number_into_its_half_open_band(self, code, value, given):
        assert points(code, value) == given

    def test_adds_a_death_in_both_places_by_intent(self):
        assert points("A3", "one_died") + points("B1", "none") == 13


class TestIncomeBand:
    @pytest.mark.parametrize(
        ("times_line", "given"),
        [
            (Fraction(0), 14),
            (Fraction(149, 100), 14),
            (Fraction(3, 2), 10),
            (Fraction(199, 100), 10),
            (Fraction(2), 7),
            (Fraction(299, 100), 7),
            (Fraction(3), 4),
            (Fraction(399, 100), 4),
            (Fraction(4), 0),
            (Fraction(9), 0),
        ],
    )
    def test_holds_its_lower_edge(self, times_line, given):
        income = int(times_line * LINE)
        assert points("B3", {"incomes": [income], "household_size": 1}) == given

    def test_exactly_twice_the_line_falls_in_two_to_three(self):
        assert points("B3", {"incomes": [2 * LINE * 3], "household_size": 3}) == 7

    def test_one_yuan_less_among_seven_is_not_rounded_up(self):
        income = {"incomes": [2 * LINE * 7 - 1], "household_size": 7}
        assert points("B3", income) == 10

    def test_an_odd_line_is_not_rounded(self):
        assert points("B3", {"incomes": [13_501], "household_size": 1}, line=9001) == 14
        assert points("B3", {"incomes": [13_502], "household_size": 1}, line=9001) == 10

    def test_divides_exactly(self):
        assert income_per_head(Income((10, 10), 3)) == Fraction(20, 3)


class TestBandLabels:
    def test_show_yuan_and_never_multiples_of_the_line(self):
        labels = band_labels(SCHEME.item("B3"), subsistence_line=9000)
        assert list(labels.values()) == [
            "不足13500元",
            "13500元及以上，不足18000元",
            "18000元及以上，不足27000元",
            "27000元及以上，不足36000元",
            "36000元及以上",
        ]

    def test_show_half_a_yuan_where_the_line_is_odd(self):
        labels = band_labels(SCHEME.item("B3"), subsistence_line=9001)
        assert labels["below_150"] == "不足13501.50元"

    def test_are_the_written_ones_elsewhere(self):
        labels = band_labels(SCHEME.item("A1"), subsistence_line=9000)
        assert labels["healthy"] == "健康"


class TestEffectiveScore:
    def test_is_full_marks_for_a_guaranteed_student(self):
        assert effective_score(12, is_guaranteed=True) == 90

    def test_is_the_raw_score_for_everybody_else(self):
        assert effective_score(12, is_guaranteed=False) == 12


class TestRequiredEvidence:
    def test_follows_the_chosen_options(self):
        answers = read_answers(SCHEME, {"A1": "serious", "B1": "absent"}, is_complete=False)
        needs = required_evidence(SCHEME, answers, subsistence_line=LINE)
        assert [(need.item, need.option) for need in needs] == [
            ("A1", "serious"),
            ("B1", "absent"),
        ]

    def test_is_empty_where_no_option_asks(self, least):
        answers = read_answers(SCHEME, least, is_complete=True)
        assert required_evidence(SCHEME, answers, subsistence_line=LINE) == ()


class TestMissingEvidence:
    def test_is_what_no_file_answers(self):
        needs = (EvidenceNeed("A1", "serious", "病历"), EvidenceNeed("C4", "recent", "证明"))
        assert missing_evidence(needs, {"C4", "D1"}) == needs[:1]


class TestAsksSpecialGroup:
    def test_for_an_orphan_only(self):
        orphan = read_answers(SCHEME, {"A3": "orphaned"}, is_complete=False)
        other = read_answers(SCHEME, {"A3": "one_died", "C1": {"beyond": 1}}, is_complete=False)
        assert asks_special_group(SCHEME, orphan, subsistence_line=LINE)
        assert not asks_special_group(SCHEME, other, subsistence_line=LINE)
