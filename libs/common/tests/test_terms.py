from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.terms import Season, Term
from zizhu.common.validity import NotValid

TERMS = st.builds(Term, st.integers(1950, 2090), st.sampled_from(Season))


class TestParse:
    def test_reads_autumn_2018(self):
        term = Term.parse("201801")
        assert term == Term(2018, Season.AUTUMN)
        assert term.label == "2018-2019学年秋季学期"
        assert term.academic_year == "2018-2019"
        assert (term.first_day, term.last_day) == (date(2018, 9, 1), date(2019, 1, 31))

    def test_reads_spring_2019(self):
        term = Term.parse("201802")
        assert term.label == "2018-2019学年春季学期"
        assert (term.first_day, term.last_day) == (date(2019, 2, 1), date(2019, 8, 31))

    @pytest.mark.parametrize("code", ["", "2018", "201800", "201803", "20181", "2018-1", "٢٠١٨٠١"])
    def test_refuses_another_code(self, code):
        with pytest.raises(NotValid, match="6 位"):
            Term.parse(code)

    @given(TERMS)
    def test_returns_to_its_code(self, term):
        assert Term.parse(term.code) == term
        assert str(term) == term.code


class TestNeighbours:
    @given(TERMS)
    def test_follow_without_gap(self, term):
        assert term.next.previous == term
        assert term.next.first_day == term.last_day + timedelta(days=1)
        assert term < term.next


class TestContaining:
    @pytest.mark.parametrize(
        ("day", "code"),
        [
            (date(2018, 7, 24), "201702"),
            (date(2018, 8, 31), "201702"),
            (date(2018, 9, 1), "201801"),
            (date(2019, 1, 31), "201801"),
            (date(2019, 2, 1), "201802"),
        ],
    )
    def test_finds_the_term_of_a_day(self, day, code):
        assert Term.containing(day).code == code

    @given(st.dates(date(1951, 1, 1), date(2090, 1, 1)))
    def test_holds_the_day(self, day):
        term = Term.containing(day)
        assert term.first_day <= day <= term.last_day
