"""The seeded days of work are those of the yearly notices (domain.md 10.7)."""

import json
from datetime import date
from importlib.resources import files

import pytest

from zizhu.common.workdays import CalendarDays

SEEDED = json.loads(files("zizhu.roster").joinpath("data", "days.json").read_text("utf-8"))
NOTICES = {
    "2018": (
        "01-01 02-15 02-16 02-19 02-20 02-21 04-05 04-06 04-30 05-01 06-18 09-24 "
        "10-01 10-02 10-03 10-04 10-05 12-31",
        "02-11 02-24 04-08 04-28 09-29 09-30 12-29",
    ),
    "2025": (
        "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 "
        "10-01 10-02 10-03 10-06 10-07 10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    "2026": (
        "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
        "10-01 10-02 10-05 10-06 10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}


class TestSeededDays:
    @pytest.mark.parametrize("year", NOTICES)
    def test_agree_with_the_notice(self, year):
        off, on = NOTICES[year]
        assert SEEDED[year] == {"off": off.split(), "on": on.split()}

    def test_cover_2018_to_2026(self):
        assert list(SEEDED) == [str(year) for year in range(2018, 2027)]

    def test_name_only_days_that_differ_from_monday_to_friday(self):
        for day, works in CalendarDays.from_years(SEEDED).exceptions.items():
            assert works is (day.weekday() >= 5), day

    def test_survive_reading_and_writing(self):
        assert CalendarDays.from_years(SEEDED).to_years() == SEEDED

    def test_hold_every_year_its_new_year_and_national_day(self):
        exceptions = CalendarDays.from_years(SEEDED).exceptions
        for year in range(2018, 2027):
            for day in (date(year, 1, 1), date(year, 10, 1)):
                assert day.weekday() >= 5 or exceptions[day] is False
