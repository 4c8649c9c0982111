from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.workdays import (
    Break,
    CalendarDays,
    add_working_days,
    is_workday,
    publicity_end,
    working_days_left,
)


def spread(text: str) -> list[str]:
    """Read `10-01..03 10-06` into single days of one month each."""
    days = []
    for part in text.split():
        month, first = part[:5].split("-")
        last = part[7:] or first
        days += [f"{month}-{day:02}" for day in range(int(first), int(last) + 1)]
    return days


# The table of domain.md 10.7.
YEARS = {
    "2018": {
        "off": spread(
            "01-01 02-15..16 02-19..21 04-05..06 04-30 05-01 06-18 09-24 10-01..05 12-31"
        ),
        "on": spread("02-11 02-24 04-08 04-28 09-29 09-30 12-29"),
    },
    "2025": {
        "off": spread("01-01 01-28..31 02-03..04 04-04 05-01..02 05-05 06-02 10-01..03 10-06..08"),
        "on": spread("01-26 02-08 04-27 09-28 10-11"),
    },
    "2026": {
        "off": spread(
            "01-01..02 02-16..20 02-23 04-06 05-01 05-04..05 06-19 09-25 10-01..02 10-05..07"
        ),
        "on": spread("01-04 02-14 02-28 05-09 09-20 10-10"),
    },
}
DAYS = CalendarDays.from_years(YEARS)
NOTHING = CalendarDays({}, frozenset())


class TestIsWorkday:
    @pytest.mark.parametrize("day", [date(2018, 9, 29), date(2018, 9, 30), date(2026, 10, 10)])
    def test_counts_a_weekend_day_that_is_worked(self, day):
        assert is_workday(day, DAYS)

    @pytest.mark.parametrize("day", [date(2018, 12, 31), date(2026, 10, 7), date(2026, 9, 26)])
    def test_skips_holidays_and_weekends(self, day):
        assert not is_workday(day, DAYS)

    def test_counts_monday_to_friday_in_an_unknown_year(self):
        assert is_workday(date(2027, 1, 1), DAYS)
        assert not is_workday(date(2027, 1, 2), DAYS)


class TestAddWorkingDays:
    @pytest.mark.parametrize(
        ("start", "n", "end"),
        [
            ("2026-09-30", 1, "2026-10-08"),
            ("2026-09-30", 2, "2026-10-09"),
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-09-30", 5, "2026-10-13"),
            ("2026-11-20", 1, "2026-11-23"),
            ("2026-11-20", 2, "2026-11-24"),
            ("2026-11-20", 3, "2026-11-25"),
            ("2026-11-20", 5, "2026-11-27"),
        ],
    )
    def test_counts_from_the_day_after(self, start, n, end):
        reckoned = add_working_days(date.fromisoformat(start), n, DAYS)
        assert reckoned == (date.fromisoformat(end), False)

    def test_is_provisional_when_it_ends_in_an_unknown_year(self):
        assert add_working_days(date(2026, 12, 4), 20, DAYS) == (date(2027, 1, 1), True)
        assert add_working_days(date(2026, 12, 3), 20, DAYS) == (date(2026, 12, 31), False)

    def test_is_provisional_when_it_only_passes_an_unknown_year(self):
        known = CalendarDays({}, frozenset({2025, 2027}))
        assert add_working_days(date(2025, 12, 31), 262, known).provisional

    def test_is_not_provisional_for_an_unknown_year_of_the_start_alone(self):
        assert not add_working_days(date(2024, 12, 31), 1, DAYS).provisional

    def test_pauses_in_breaks_when_asked(self):
        days = CalendarDays(
            DAYS.exceptions, DAYS.known_years, (Break(date(2026, 11, 23), date(2026, 11, 24)),)
        )
        assert add_working_days(date(2026, 11, 20), 1, days).day == date(2026, 11, 23)
        paused = add_working_days(date(2026, 11, 20), 1, days, pause_in_breaks=True)
        assert paused.day == date(2026, 11, 25)

    @pytest.mark.parametrize("n", [0, -1])
    def test_refuses_to_count_nothing(self, n):
        with pytest.raises(ValueError, match="at least 1"):
            add_working_days(date(2026, 1, 5), n, DAYS)

    @given(st.dates(date(2025, 1, 1), date(2027, 6, 1)), st.integers(1, 60))
    def test_ends_on_a_working_day_with_n_of_them_left(self, start, n):
        end = add_working_days(start, n, DAYS).day
        assert is_workday(end, DAYS)
        assert working_days_left(start, end, DAYS) == n


class TestPublicityEnd:
    @pytest.mark.parametrize(
        ("published", "last_day", "ends_on"),
        [
            ("2018-08-07", "2018-08-14", "2018-08-15"),
            ("2018-08-03", "2018-08-10", "2018-08-11"),
            ("2018-09-28", "2018-10-10", "2018-10-11"),
            ("2025-09-26", "2025-10-10", "2025-10-11"),
            ("2026-02-13", "2026-02-27", "2026-02-28"),
            ("2026-09-30", "2026-10-13", "2026-10-14"),
        ],
    )
    def test_ends_after_five_working_days(self, published, last_day, ends_on):
        end = publicity_end(date.fromisoformat(published), DAYS)
        assert (end.last_day.isoformat(), end.ends_on.isoformat()) == (last_day, ends_on)
        assert not end.provisional

    def test_ends_at_the_first_instant_of_that_day(self):
        end = publicity_end(date(2018, 8, 7), DAYS)
        assert end.ends_at == datetime(2018, 8, 14, 16, tzinfo=UTC)

    def test_may_be_longer(self):
        assert publicity_end(date(2026, 11, 20), DAYS, n=6).ends_on == date(2026, 12, 1)

    def test_is_provisional_into_an_unknown_year(self):
        assert publicity_end(date(2026, 12, 30), DAYS).provisional


class TestWorkingDaysLeft:
    def test_counts_after_today_up_to_the_last(self):
        assert working_days_left(date(2026, 9, 30), date(2026, 10, 10), DAYS) == 3

    @pytest.mark.parametrize("until", [date(2026, 9, 30), date(2026, 9, 1)])
    def test_is_zero_on_the_day_and_after_it(self, until):
        assert working_days_left(date(2026, 9, 30), until, DAYS) == 0


class TestCalendarDays:
    def test_returns_the_years_it_was_read_from(self):
        assert DAYS.to_years() == YEARS

    def test_keeps_breaks_with_a_running_period(self):
        days = CalendarDays({}, frozenset({2026}), (Break(date(2026, 1, 20), date(2026, 3, 1)),))
        assert CalendarDays.from_years(days.to_years()) == days

    def test_keeps_a_known_year_without_exceptions(self):
        years = {"2030": {"off": [], "on": []}}
        assert CalendarDays.from_years(years).to_years() == years

    @given(
        st.dates(date(2026, 1, 1), date(2026, 3, 1)),
        st.integers(0, 40),
        st.dates(date(2026, 1, 1), date(2026, 3, 1)),
        st.integers(0, 40),
    )
    def test_finds_a_break_that_shares_a_day(self, first, length, pause_first, pause_length):
        last = first + timedelta(days=length)
        pause_last = pause_first + timedelta(days=pause_length)
        days = CalendarDays({}, frozenset(), (Break(pause_first, pause_last),))
        shared = set(range(first.toordinal(), last.toordinal() + 1)) & set(
            range(pause_first.toordinal(), pause_last.toordinal() + 1)
        )
        assert days.in_break(first, last) is bool(shared)

    def test_has_no_break_by_default(self):
        assert not NOTHING.in_break(date(2026, 1, 1), date(2026, 12, 31))
