"""A school's winter and summer breaks (domain.md 10.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from zizhu.common.errors import Finding
from zizhu.common.terms import Term
from zizhu.common.workdays import Break
from zizhu.roster.errors.calendar import BreaksInvalid

LONGEST = timedelta(days=120)


class BreakKind(StrEnum):
    WINTER = "winter"
    SUMMER = "summer"

    @property
    def label(self) -> str:
        return "寒假" if self is BreakKind.WINTER else "暑假"


@dataclass(frozen=True, slots=True)
class SchoolBreak:
    """One break, both days included; it belongs to the term in which it begins."""

    kind: BreakKind
    days: Break

    @property
    def term(self) -> Term:
        return Term.containing(self.days.first_day)

    def __str__(self) -> str:
        return f"{self.kind.label}（{self.days.first_day} 至 {self.days.last_day}）"


@dataclass(frozen=True, slots=True)
class SchoolBreaks:
    """All breaks of a school in order; version 0 where nobody entered any."""

    school_id: UUID
    breaks: tuple[SchoolBreak, ...] = ()
    version: int = 0


def school_breaks(school_id: UUID, breaks: Iterable[SchoolBreak], *, version: int) -> SchoolBreaks:
    """Return a school's breaks in order.

    Raises:
        BreaksInvalid: one ends before it begins, is longer than 120 days, or meets another.
    """
    ordered = sorted(breaks, key=lambda one: one.days.first_day)
    findings = [*_wrong_alone(ordered), *_overlaps(ordered)]
    if findings:
        raise BreaksInvalid("假期安排有误，请按提示修改。", errors=findings)
    return SchoolBreaks(school_id, tuple(ordered), version)


def _wrong_alone(ordered: Sequence[SchoolBreak]) -> Iterable[Finding]:
    for one in ordered:
        if one.days.last_day < one.days.first_day:
            yield Finding(f"{one}的结束日期早于开始日期。", field="breaks")
        elif one.days.last_day - one.days.first_day >= LONGEST:
            yield Finding(f"{one}超过 {LONGEST.days} 天，请核对年份。", field="breaks")


def _overlaps(ordered: Sequence[SchoolBreak]) -> Iterable[Finding]:
    for one, other in pairwise(ordered):
        if one.days.touches(other.days.first_day, other.days.last_day):
            yield Finding(f"{one}与{other}重叠。", field="breaks")
