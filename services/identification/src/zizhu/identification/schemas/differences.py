"""Rank differences and clearances on the wire."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.identification.domain.clearing import Visit, VisitWay
from zizhu.identification.domain.difference import FlagCause
from zizhu.identification.domain.vocabulary import Difference
from zizhu.identification.schemas.common import Line, Prose
from zizhu.identification.service.clearing import ClearanceSeen
from zizhu.identification.service.difference_view import ClassSeen, ResultSeen
from zizhu.identification.service.differences import Calculated, Waiting


class CalculateIn(Body):
    """The classes to compare."""

    class_ids: Annotated[list[UUID], Field(min_length=1, max_length=50)]


class NamedOut(BaseModel):
    person_id: UUID
    name: str


class WaitingOut(BaseModel):
    """A class that waits, and for whose reviews."""

    class_id: UUID
    class_name: str
    unreviewed: list[NamedOut]

    @classmethod
    def of(cls, one: Waiting) -> Self:
        return cls(
            class_id=one.class_id,
            class_name=one.class_name,
            unreviewed=[NamedOut(person_id=key, name=name) for key, name in one.unreviewed],
        )


class CalculatedOut(BaseModel):
    """What a calculation did; `flat` are classes where 民主评议未拉开差距."""

    classes: list[UUID]
    students: int
    abnormal: int
    unscored: int
    flat: list[UUID]
    waiting: list[WaitingOut]

    @classmethod
    def of(cls, one: Calculated) -> Self:
        return cls(
            classes=list(one.classes),
            students=one.students,
            abnormal=one.abnormal,
            unscored=one.unscored,
            flat=list(one.flat),
            waiting=[WaitingOut.of(each) for each in one.waiting],
        )


class ResultOut(BaseModel):
    """One student's difference with its arithmetic; `is_stale` after the threshold changed."""

    person_id: UUID
    name: str
    class_id: UUID
    class_name: str
    population: int
    raw_score: int
    peer_score: str | None
    raw_rank: int | None
    peer_rank: int | None
    flag: Difference
    flag_label: str
    cause: FlagCause
    arithmetic: str
    is_flat: bool
    is_stale: bool
    computed_at: datetime

    @classmethod
    def of(cls, one: ResultSeen) -> Self:
        same = {name: getattr(one, name) for name in cls.model_fields if name != "flag_label"}
        return cls(**same, flag_label=one.flag.label)


class ClassOut(BaseModel):
    """How far a class is; `unreviewed` names whom it waits for."""

    class_id: UUID
    class_name: str
    applicants: int
    reviewed: int
    evaluated: int
    computed: int
    abnormal: int
    is_ready: bool
    unreviewed: list[str]

    @classmethod
    def of(cls, one: ClassSeen) -> Self:
        return cls(
            **{name: getattr(one, name) for name in cls.model_fields if name != "unreviewed"},
            unreviewed=list(one.unreviewed),
        )


class VisitIn(Body):
    """Who looked into the case, how, when, what they found; attachments are uploads."""

    visitor: Line
    way: VisitWay
    visited_on: date
    finding: Prose
    attachment_ids: Annotated[list[UUID], Field(max_length=10, default_factory=list)]

    def to_visit(self) -> Visit:
        return Visit(
            self.visitor, self.way, self.visited_on, self.finding, tuple(self.attachment_ids)
        )


class ClearIn(Body):
    """The record of a visit, or a reason where the round asks for no more."""

    visit: VisitIn | None = None
    reason: Prose = ""


class VisitOut(BaseModel):
    visitor: str
    way: VisitWay
    visited_on: date
    finding: str
    attachment_ids: list[UUID]


class ClearanceOut(BaseModel):
    id: UUID
    cleared_by: UUID
    cleared_at: datetime
    visit: VisitOut | None
    reason: str

    @classmethod
    def of(cls, one: ClearanceSeen) -> Self:
        visit = one.visit
        return cls(
            id=one.id,
            cleared_by=one.cleared_by,
            cleared_at=one.cleared_at,
            reason=one.reason,
            visit=VisitOut(
                visitor=visit.visitor,
                way=visit.way,
                visited_on=visit.visited_on,
                finding=visit.finding,
                attachment_ids=list(visit.attachment_ids),
            )
            if visit
            else None,
        )
