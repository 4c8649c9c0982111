"""Working days on the wire."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.roster.domain.calendar import CalendarYear


class CalendarIn(Body):
    """One year's days that differ from Monday to Friday, and the notice that says so."""

    off: list[date] = Field(max_length=60)
    on: list[date] = Field(max_length=60)
    source: str = Field(min_length=2, max_length=200)


class CalendarOut(BaseModel):
    year: int
    off: list[date]
    on: list[date]
    source: str
    version: int

    @classmethod
    def of(cls, one: CalendarYear) -> Self:
        return cls(
            year=one.year,
            off=list(one.off),
            on=list(one.on),
            source=one.source,
            version=one.version,
        )
