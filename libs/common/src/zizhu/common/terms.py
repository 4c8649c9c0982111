"""School terms as `YYYYTT`: the first year of the academic year, and which half of it.

201801 is autumn 2018 (domain.md 10.8). A second reading of the code exists (calendar year, first
half); this table is the one place that decides.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Self

from zizhu.common.validity import NotValid


class Season(IntEnum):
    """The half of an academic year; its number is the TT of the code."""

    AUTUMN = 1
    SPRING = 2

    @property
    def label(self) -> str:
        return "秋季学期" if self is Season.AUTUMN else "春季学期"


# First day of a season: years after the first year of the academic year, month, day. A season
# lasts until the next begins.
_BEGINS = {Season.AUTUMN: (0, 9, 1), Season.SPRING: (1, 2, 1)}
_CODE = re.compile(r"((?:19|20)[0-9]{2})0([12])")


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A term; terms sort in time."""

    year: int
    season: Season

    @classmethod
    def parse(cls, code: str) -> Self:
        """Read a code as `201801`.

        Raises:
            NotValid: the code is no `YYYYTT` with TT 01 or 02.
        """
        parts = _CODE.fullmatch(code.strip())
        if parts is None:
            raise NotValid("学期应为 6 位数字：学年的起始年份加 01（秋季）或 02（春季），如 201801")
        return cls(int(parts[1]), Season(int(parts[2])))

    @classmethod
    def containing(cls, day: date) -> Self:
        """Return the term that a business day falls in; every day falls in one."""
        term = cls(day.year, Season.AUTUMN)
        while term.first_day > day:
            term = term.previous
        return term

    @property
    def code(self) -> str:
        return f"{self.year}{self.season:02d}"

    @property
    def academic_year(self) -> str:
        """The academic year as `2018-2019`."""
        return f"{self.year}-{self.year + 1}"

    @property
    def label(self) -> str:
        return f"{self.academic_year}学年{self.season.label}"

    @property
    def first_day(self) -> date:
        years, month, day = _BEGINS[self.season]
        return date(self.year + years, month, day)

    @property
    def last_day(self) -> date:
        """The last day, included; the next term begins on the day after it."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Self:
        if self.season is Season.AUTUMN:
            return type(self)(self.year, Season.SPRING)
        return type(self)(self.year + 1, Season.AUTUMN)

    @property
    def previous(self) -> Self:
        if self.season is Season.SPRING:
            return type(self)(self.year, Season.AUTUMN)
        return type(self)(self.year - 1, Season.SPRING)

    def __str__(self) -> str:
        return self.code
