"""A school's breaks on the wire."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.common.workdays import Break
from zizhu.roster.domain.breaks import BreakKind, SchoolBreak, SchoolBreaks


class BreakIn(Body):
    """One break, both days included."""

    kind: BreakKind
    first_day: date
    last_day: date


class BreaksIn(Body):
    """All breaks of the school that are to be known, past ones too."""

    breaks: Annotated[list[BreakIn], Field(max_length=60)]

    def to_breaks(self) -> list[SchoolBreak]:
        return [SchoolBreak(one.kind, Break(one.first_day, one.last_day)) for one in self.breaks]


class BreakOut(BaseModel):
    """One break, both days included; `term` is the one in which it begins."""

    kind: BreakKind
    kind_label: str
    term: str
    term_label: str
    first_day: date
    last_day: date


class BreaksOut(BaseModel):
    """All breaks of a school in order; `version` goes back in `If-Match`, 0 for none yet."""

    breaks: list[BreakOut]
    version: int

    @classmethod
    def of(cls, one: SchoolBreaks) -> Self:
        shown = [
            BreakOut(
                kind=each.kind,
                kind_label=each.kind.label,
                term=each.term.code,
                term_label=each.term.label,
                first_day=each.days.first_day,
                last_day=each.days.last_day,
            )
            for each in one.breaks
        ]
        return cls(breaks=shown, version=one.version)
