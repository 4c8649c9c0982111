"""Publicities, their frozen lines, and objections on the wire."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.identification.domain.publicity import PublicityState
from zizhu.identification.domain.vocabulary import Grade, ObjectionState
from zizhu.identification.repository.publicities import Line as FrozenLine
from zizhu.identification.repository.publicities import Shown
from zizhu.identification.schemas.common import Line, Prose
from zizhu.identification.service.objection_view import ObjectionSeen
from zizhu.identification.service.public_list import Excerpt


class PublicityIn(Body):
    """The title of the notice; `is_confirmed` publishes although a break of the school is near."""

    title: Line
    is_confirmed: bool = False


class EndIn(Body):
    """The day at whose first instant the list ends, and on what ground."""

    ends_on: date
    reason: Prose = ""


class PublicityOut(BaseModel):
    """A publicity as officers see it; `digest` names its frozen lines."""

    id: UUID
    campaign_id: UUID
    title: str
    attempt: int
    state: PublicityState
    state_label: str
    is_supplement: bool
    person_id: UUID | None
    rows: int
    digest: str
    prepared_at: datetime
    published_at: datetime | None
    ends_on: date | None
    ends_at: datetime | None
    is_over: bool
    is_in_break: bool
    changed: int
    version: int

    @classmethod
    def of(cls, one: Shown, now: datetime) -> Self:
        publicity = one.publicity
        return cls(
            id=one.id,
            campaign_id=publicity.campaign_id,
            title=one.title,
            attempt=publicity.attempt,
            state=publicity.state,
            state_label=publicity.state.label,
            is_supplement=publicity.is_supplement,
            person_id=publicity.person_id,
            rows=one.rows,
            digest=publicity.digest,
            prepared_at=publicity.prepared_at,
            published_at=publicity.published_at,
            ends_on=publicity.ends_on,
            ends_at=publicity.ends_at,
            is_over=publicity.is_over(now),
            is_in_break=one.is_in_break,
            changed=len(publicity.changed),
            version=one.version,
        )


class ShownOut(BaseModel):
    """A list on show as members of the school see it. `as_of` is the business instant used."""

    id: UUID
    campaign_id: UUID
    title: str
    rows: int
    published_at: datetime | None
    ends_at: datetime | None
    is_supplement: bool
    as_of: datetime

    @classmethod
    def of(cls, one: Shown, now: datetime) -> Self:
        publicity = one.publicity
        return cls(
            id=one.id,
            campaign_id=publicity.campaign_id,
            title=one.title,
            rows=one.rows,
            published_at=publicity.published_at,
            ends_at=publicity.ends_at,
            is_supplement=publicity.is_supplement,
            as_of=now,
        )


class RowOut(BaseModel):
    """One line of the list: what the public may read, and whether it was changed since.

    `register_name` is given to officers of the student alone, where the list shows another: a
    masked name, or the end of the student number.
    """

    line: int
    college: str
    major: str
    year: str
    class_name: str
    name: str
    register_name: str | None
    grade: Grade
    grade_label: str
    is_changed: bool

    @classmethod
    def of(cls, one: FrozenLine, read: Excerpt) -> Self:
        row = one.row
        return cls(
            line=one.seq,
            college=row.college,
            major=row.major,
            year=row.year,
            class_name=row.class_name,
            name=row.name,
            register_name=read.names.get(one.seq),
            grade=row.grade,
            grade_label=row.grade.label,
            is_changed=row.person_id in read.shown.publicity.changed,
        )


class IntegrityOut(BaseModel):
    """Whether the stored lines still have the digest they were frozen with."""

    id: UUID
    is_equal: bool
    digest: str


class ObjectionIn(Body):
    """What is wrong with a line of the list, and on what ground.

    Without a line: with the caller's own result, which the list may not hold.
    """

    line: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    text: Prose


class NoteIn(Body):
    """What was found, decided or answered."""

    note: Prose = ""


class DecisionIn(Body):
    """The grade that takes the place of the published one, and why."""

    grade: Grade
    reason: Prose = ""


class StepOut(BaseModel):
    state: ObjectionState
    at: datetime
    note: str


class ObjectionOut(BaseModel):
    """A case for the officers of the student it is about; never who opened it."""

    id: UUID
    campaign_id: UUID
    publicity_id: UUID
    about: UUID
    name: str
    grade: Grade | None
    grade_label: str
    state: ObjectionState
    state_label: str
    is_overdue: bool
    reply_due_on: date
    steps: list[StepOut]
    change_id: UUID | None
    created_at: datetime
    version: int

    @classmethod
    def of(cls, one: ObjectionSeen) -> Self:
        return cls(
            id=one.id,
            campaign_id=one.campaign_id,
            publicity_id=one.publicity_id,
            about=one.about,
            name=one.name,
            grade=one.grade,
            grade_label=one.grade.label if one.grade else "",
            state=one.state,
            state_label=one.state.label,
            is_overdue=one.is_overdue,
            reply_due_on=one.reply_due_on,
            steps=[StepOut(state=step.state, at=step.at, note=step.note) for step in one.steps],
            change_id=one.change_id,
            created_at=one.created_at,
            version=one.version,
        )


class OwnObjectionOut(BaseModel):
    """A case as the one who opened it sees it: their words, how far it is, the reply."""

    id: UUID
    name: str
    text: str
    state: ObjectionState
    state_label: str
    reply_due_on: date
    reply: str | None
    created_at: datetime

    @classmethod
    def of(cls, one: ObjectionSeen) -> Self:
        is_answered = one.state is ObjectionState.ANSWERED
        return cls(
            id=one.id,
            name=one.name,
            text=one.steps[0].note,
            state=one.state,
            state_label=one.state.label,
            reply_due_on=one.reply_due_on,
            reply=one.steps[-1].note if is_answered else None,
            created_at=one.created_at,
        )
