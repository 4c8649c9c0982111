"""Rows of a scope and the units that they name."""

from uuid import UUID

import pytest

from zizhu.common.auth import ScopeRow
from zizhu.identity.domain.accounts import ScopeLine
from zizhu.identity.domain.units import Unit, Units


def uid(number):
    return UUID(int=number)


COLLEGE, GERMAN, CLASS, OTHER = uid(1), uid(2), uid(3), uid(4)
UNITS = Units(
    [
        Unit(COLLEGE, "college", "外语学院", COLLEGE, None, None),
        Unit(OTHER, "college", "艺术学院", OTHER, None, None),
        Unit(GERMAN, "major", "德语", COLLEGE, None, None),
        Unit(CLASS, "class", "德语1班", COLLEGE, 2026, GERMAN),
    ]
)


def waiting(college, year=None, major=None, class_name=None):
    return ScopeLine(uid(9), None, year, None, None, college, major, class_name, is_matched=False)


class TestLine:
    def test_brings_the_names_of_ids(self):
        line = UNITS.line(ScopeRow(COLLEGE, 2026, GERMAN, CLASS), uid(9))
        assert (line.college_name, line.major_name, line.class_name) == (
            "外语学院",
            "德语",
            "德语1班",
        )
        assert line.row == ScopeRow(COLLEGE, 2026, GERMAN, CLASS)

    @pytest.mark.parametrize(
        "row",
        [
            ScopeRow(uid(77)),
            ScopeRow(GERMAN),
            ScopeRow(OTHER, None, GERMAN),
            ScopeRow(COLLEGE, 1999),
            ScopeRow(OTHER, 2026),
            ScopeRow(COLLEGE, 2025, GERMAN, CLASS),
            ScopeRow(OTHER, 2026, GERMAN, CLASS),
        ],
    )
    def test_of_ids_that_do_not_belong_together_is_none(self, row):
        assert UNITS.line(row, uid(9)) is None


class TestMatch:
    @pytest.mark.parametrize(
        ("line", "row"),
        [
            (waiting("外语学院"), ScopeRow(COLLEGE)),
            (waiting(" 外语 学院 ", 2026), ScopeRow(COLLEGE, 2026)),
            (waiting("外语学院", None, "德语"), ScopeRow(COLLEGE, None, GERMAN)),
            (waiting("外语学院", 2026, "德语", "德语１班"), ScopeRow(COLLEGE, 2026, GERMAN, CLASS)),
        ],
    )
    def test_binds_names_to_ids(self, line, row):
        assert UNITS.match(line).row == row

    @pytest.mark.parametrize(
        "line",
        [
            waiting("理学院"),
            waiting("外语学院", None, "法语"),
            waiting("外语学院", 2025, "德语", "德语1班"),
            waiting("艺术学院", None, "德语"),
        ],
    )
    def test_leaves_a_row_waiting_while_a_unit_is_missing(self, line):
        assert UNITS.match(line) == line
        assert UNITS.match(line).row is None
