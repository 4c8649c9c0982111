from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.caps import check_lines
from zizhu.identification.domain.lines import (
    Bands,
    CutRules,
    Lines,
    Pool,
    TieCall,
    bands_of,
    require_descending,
    share_of_line,
    suggest,
    ties_at,
)
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.judging import EnrolmentMissing, LinesNotDescending

RULES = CutRules()


def untied(many: int) -> list[int]:
    """Scores without ties, all above the least score; they want a scheme of 10,000 points."""
    return [1000 + number for number in range(many)]


class TestCutRules:
    def test_floors_each_share_alone(self):
        assert RULES.caps(999) == Bands(49, 149, 249)
        assert RULES.caps(999).total == 447
        assert RULES.total_cap(999) == 449

    @pytest.mark.parametrize(("enrolment", "cap"), [(33, 14), (7, 3), (1, 0)])
    def test_never_rounds_the_total_up(self, enrolment, cap):
        assert RULES.total_cap(enrolment) == cap

    def test_comes_from_the_rules_of_the_round(self):
        rules = CutRules.of(RoundRules(min_score=15, other_percent=20), full_marks=100)
        assert rules == CutRules(min_score=15, other_percent=20, full_marks=100)


class TestSuggest:
    @pytest.mark.parametrize(
        ("enrolment", "guaranteed", "bands"),
        [
            (10000, 400, (500, 1500, 2500)),
            (10000, 700, (700, 1500, 2300)),
            (10000, 4600, (4600, 0, 0)),
            (33, 0, (1, 4, 8)),
            (7, 0, (0, 1, 1)),
            (1, 0, (0, 0, 0)),
        ],
    )
    def test_fills_the_bands_where_applicants_suffice(self, enrolment, guaranteed, bands):
        pool = Pool.of(guaranteed, untied(6000))
        suggestion = suggest(pool, enrolment, CutRules(full_marks=10_000))
        assert suggestion.bands == bands
        assert suggestion.ties == ()
        assert bands_of(suggestion.lines, pool) == bands

    def test_gives_one_line_above_full_marks_when_guaranteed_fill_everything(self):
        suggestion = suggest(Pool.of(4600, [90, 50, 30]), 10000, RULES)
        assert suggestion.lines == Lines(91, 91, 91)

    def test_repeats_the_line_above_for_an_empty_band(self):
        suggestion = suggest(Pool.of(0, [60, 50]), 20, RULES)
        assert suggestion.bands == (1, 1, 0)
        assert suggestion.lines == Lines(60, 50, 50)

    def test_gives_a_tie_group_that_crosses_the_first_or_second_line_the_higher_grade(self):
        suggestion = suggest(Pool.of(0, [80, 80, 60, 59, 58, 58, 57]), 20, RULES)
        assert suggestion.bands == (2, 4, 1)
        assert suggestion.lines == Lines(80, 58, 57)
        assert suggestion.ties == (
            TieCall(Grade.SPECIAL, 80, 2, is_inside=True),
            TieCall(Grade.GENERAL, 58, 2, is_inside=True),
        )
        assert "全部列入" in suggestion.ties[0].sentence

    def test_drops_a_tie_group_that_crosses_the_25_percent_limit(self):
        scores = [90, 80, 79, 78, 70, 69, 68, 67, 50, 50]
        suggestion = suggest(Pool.of(0, scores), 20, RULES)
        assert suggestion.bands == (1, 3, 4)
        assert suggestion.ties == (TieCall(Grade.OTHER, 50, 2, is_inside=False),)
        assert "不列入" in suggestion.ties[0].sentence

    def test_drops_a_tie_group_that_crosses_the_45_percent_limit(self):
        suggestion = suggest(Pool.of(7, [50, 50, 50, 49]), 20, RULES)
        assert suggestion.bands == (7, 0, 0)
        assert suggestion.ties[0] == TieCall(Grade.GENERAL, 50, 3, is_inside=False)

    def test_grades_nobody_under_the_least_score(self):
        scores = [*(20 + n % 71 for n in range(2300)), *(n % 20 for n in range(700))]
        pool = Pool.of(0, scores)
        suggestion = suggest(pool, 10000, RULES)
        assert suggestion.bands.total <= 2300
        assert suggestion.lines.other >= 20
        assert sum(1 for s in scores if suggestion.lines.grade_of(s) is Grade.NONE) >= 700

    def test_leaves_exactly_the_700_of_3000_under_20_without_a_grade(self):
        pool = Pool.of(0, [*range(20, 2320), *([19] * 700)])
        suggestion = suggest(pool, 10000, CutRules(full_marks=10_000))
        assert suggestion.bands == (500, 1500, 300)
        grades = [suggestion.lines.grade_of(score) for score in pool.scores]
        assert grades.count(Grade.NONE) == 700

    def test_refuses_to_divide_by_nobody(self):
        with pytest.raises(EnrolmentMissing):
            suggest(Pool.of(0, []), 0, RULES)


POOLS = st.builds(Pool.of, st.integers(0, 60), st.lists(st.integers(0, 90), max_size=120))
ENROLMENTS = st.integers(1, 300)


class TestAnySuggestion:
    @given(pool=POOLS, enrolment=ENROLMENTS)
    def test_keeps_the_maxima_but_for_guaranteed_students(self, pool, enrolment):
        bands = suggest(pool, enrolment, RULES).bands
        total = RULES.total_cap(enrolment)
        assert bands.total <= max(total, pool.guaranteed)
        assert bands.other <= RULES.caps(enrolment).other
        assert min(bands) >= 0

    @given(pool=POOLS, enrolment=ENROLMENTS)
    def test_gives_lines_that_give_the_very_bands(self, pool, enrolment):
        suggestion = suggest(pool, enrolment, RULES)
        require_descending(suggestion.lines)
        # Lines cannot part equal scores, so equality says that every tie group stayed whole.
        assert bands_of(suggestion.lines, pool) == suggestion.bands

    @given(pool=POOLS, enrolment=ENROLMENTS)
    def test_may_always_be_typed_in_without_an_error(self, pool, enrolment):
        lines = suggest(pool, enrolment, RULES).lines
        assert check_lines(lines, pool, enrolment, RULES).errors == ()

    @given(pool=POOLS, enrolment=ENROLMENTS)
    def test_never_gives_a_lower_score_a_better_grade(self, pool, enrolment):
        lines = suggest(pool, enrolment, RULES).lines
        order = [Grade.SPECIAL, Grade.GENERAL, Grade.OTHER, Grade.NONE]
        places = [order.index(lines.grade_of(score)) for score in pool.scores]
        assert places == sorted(places)

    @given(
        guaranteed=st.integers(0, 9),
        scores=st.lists(st.integers(0, 90), max_size=60),
        enrolment=ENROLMENTS,
        order=st.randoms(),
    )
    def test_does_not_depend_on_the_order(self, guaranteed, scores, enrolment, order):
        shuffled = list(scores)
        order.shuffle(shuffled)
        one = suggest(Pool.of(guaranteed, scores), enrolment, RULES)
        assert one == suggest(Pool.of(guaranteed, shuffled), enrolment, RULES)

    @given(pool=POOLS, enrolment=ENROLMENTS)
    def test_equals_the_algorithm_of_the_specification(self, pool, enrolment):
        ranked = [score for score in pool.scores if score >= RULES.min_score]
        suggestion = suggest(pool, enrolment, RULES)
        bands, lines = _specified(enrolment, pool.guaranteed, ranked)
        assert (suggestion.bands, suggestion.lines) == (bands, Lines(*lines))


def _specified(enrolled, sure, ranked, full=90):
    """domain.md 5.8, written down once more, word by word."""

    def take(start, n, room, up):
        end = min(start + max(0, n), len(ranked))
        if start < end < len(ranked) and ranked[end] == ranked[end - 1]:
            tie = [i for i in range(start, len(ranked)) if ranked[i] == ranked[end - 1]]
            end = tie[-1] + 1 if up and tie[-1] + 1 - start <= room else tie[0]
        return end - start

    cap_total = 45 * enrolled // 100
    k1 = take(0, 5 * enrolled // 100 - sure, cap_total - sure, up=True)
    n1 = sure + k1
    n2 = take(k1, min(15 * enrolled // 100, cap_total - n1), cap_total - n1, up=True)
    n3 = take(k1 + n2, min(25 * enrolled // 100, cap_total - n1 - n2), 0, up=False)
    s1 = ranked[k1 - 1] if k1 else full + 1
    s2 = ranked[k1 + n2 - 1] if n2 else s1
    s3 = ranked[k1 + n2 + n3 - 1] if n3 else s2
    return (n1, n2, n3), (s1, s2, s3)


class TestShareOfLine:
    def test_gives_the_exact_share_and_its_hundredths_of_a_percent(self):
        tried = share_of_line(60, Pool.of(400, [90, 60, 59]), 10000)
        assert tried == (402, 10000, Fraction(402, 10000), 402)

    @pytest.mark.parametrize(("students", "hundredths"), [(1, 1429), (2, 2857), (7, 10000)])
    def test_rounds_half_up_for_the_eye_only(self, students, hundredths):
        tried = share_of_line(0, Pool.of(students, []), 7)
        assert tried.hundredths == hundredths
        assert tried.share == Fraction(students, 7)

    def test_counts_guaranteed_students_above_any_line(self):
        assert share_of_line(999, Pool.of(3, [90]), 10).students == 3

    def test_refuses_to_divide_by_nobody(self):
        with pytest.raises(EnrolmentMissing):
            share_of_line(60, Pool.of(0, [90]), 0)


class TestTiesAt:
    def test_calls_out_groups_that_share_the_score_of_a_line(self):
        ties = ties_at(Lines(60, 50, 40), [60, 60, 55, 50, 40, 40, 40])
        assert [(tie.grade, tie.score, tie.students) for tie in ties] == [
            (Grade.SPECIAL, 60, 2),
            (Grade.OTHER, 40, 3),
        ]

    def test_calls_a_repeated_line_once(self):
        assert len(ties_at(Lines(60, 60, 60), [60, 60])) == 1


class TestRequireDescending:
    def test_refuses_lines_that_rise(self):
        require_descending(Lines(60, 60, 60))
        for lines in (Lines(50, 60, 40), Lines(60, 40, 50)):
            with pytest.raises(LinesNotDescending):
                require_descending(lines)
