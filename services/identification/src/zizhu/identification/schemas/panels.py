"""Panels, candidates, tasks and sheets on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from zizhu.common.wire import Body
from zizhu.identification.domain.questionnaire import Questionnaire, dump_questionnaire
from zizhu.identification.domain.setup import ExceptionKind, MemberKind
from zizhu.identification.domain.vocabulary import SetupState, TaskState
from zizhu.identification.schemas.common import Code, Line, Prose
from zizhu.identification.service.candidates import Candidate, Choice
from zizhu.identification.service.evaluation import OpenedSheet, OwnTask
from zizhu.identification.service.panel_desk import Seat
from zizhu.identification.service.panel_view import (
    ApplicantSeen,
    Feedback,
    MemberSeen,
    PanelSeen,
)

People = Annotated[list[UUID], Field(max_length=500)]
Classes = Annotated[list[UUID], Field(min_length=1, max_length=20)]


class PanelIn(Body):
    """A panel for a class, or for small classes of one year and major together."""

    class_ids: Classes


class SeatIn(Body):
    """A member: a student, or a staff member by account."""

    person_id: UUID
    kind: MemberKind = MemberKind.STUDENT
    position: Line | None = None

    def to_seat(self) -> Seat:
        return Seat(self.person_id, self.kind, self.position or "")


class ChoiceIn(Body):
    """Who evaluates and who is evaluated; it replaces the choice of a draft."""

    members: Annotated[list[SeatIn], Field(max_length=100)]
    applicants: People


class ExtensionIn(Body):
    """Who is added to a confirmed panel, and why."""

    members: Annotated[list[SeatIn], Field(max_length=100, default_factory=list)]
    applicants: Annotated[People, Field(default_factory=list)]
    reason: Prose = ""


class RelaxIn(Body):
    """The rule that the department relaxes for a class that cannot form a panel."""

    kind: ExceptionKind
    reason: Prose = ""


class SheetIn(Body):
    """One member's answers about one applicant: question to choice."""

    task_id: UUID
    answers: Annotated[dict[Code, Code], Field(max_length=100)]


class SheetsIn(Body):
    """Sheets that are handed in together, all or none."""

    sheets: Annotated[list[SheetIn], Field(min_length=1, max_length=200)]


class CandidateOut(BaseModel):
    """`why_not_member` and `why_not_applicant` are empty for those who may be chosen."""

    person_id: UUID
    kind: MemberKind
    name: str
    detail: str
    applies: bool
    may_be_member: bool
    why_not_member: list[str]
    may_be_applicant: bool
    why_not_applicant: list[str]

    @classmethod
    def of(cls, one: Candidate) -> Self:
        is_student = one.kind is MemberKind.STUDENT
        return cls(
            person_id=one.person_id,
            kind=one.kind,
            name=one.name,
            detail=one.detail,
            applies=one.applies,
            may_be_member=not one.as_member,
            why_not_member=list(one.as_member),
            may_be_applicant=is_student and not one.as_applicant,
            why_not_applicant=list(one.as_applicant),
        )


class CandidatesOut(BaseModel):
    """The class in numbers, how many student members it needs, and everybody with reasons."""

    students: int
    applicants: int
    minimum_students: int
    candidates: list[CandidateOut]

    @classmethod
    def of(cls, one: Choice) -> Self:
        return cls(
            students=one.students,
            applicants=one.applicants,
            minimum_students=one.minimum,
            candidates=[CandidateOut.of(candidate) for candidate in one.candidates],
        )


class MemberOut(BaseModel):
    person_id: UUID
    kind: MemberKind
    name: str
    position: str
    pending: int
    submitted: int
    withdrawn_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, one: MemberSeen) -> Self:
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class ApplicantOut(BaseModel):
    """`peer_score` is there once the last sheet about the applicant is in."""

    person_id: UUID
    name: str
    class_id: UUID
    is_complete: bool
    peer_score: str | None
    removed_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, one: ApplicantSeen) -> Self:
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class PanelOut(BaseModel):
    """A panel; `matrix` gives by applicant and member how far each task is."""

    id: UUID
    campaign_id: UUID
    version: int
    state: SetupState
    state_label: str
    class_ids: list[UUID]
    class_names: list[str]
    minimum_students: int
    missing_students: int
    confirmed_at: datetime | None
    exceptions: list[ExceptionKind]
    members: list[MemberOut]
    applicants: list[ApplicantOut]
    matrix: dict[UUID, dict[UUID, TaskState]]

    @classmethod
    def of(cls, one: PanelSeen) -> Self:
        return cls(
            id=one.panel_id,
            campaign_id=one.campaign_id,
            version=one.version,
            state=one.state,
            state_label=one.state.label,
            class_ids=list(one.class_ids),
            class_names=list(one.class_names),
            minimum_students=one.minimum,
            missing_students=one.missing_students,
            confirmed_at=one.confirmed_at,
            exceptions=list(one.exceptions),
            members=[MemberOut.of(member) for member in one.members],
            applicants=[ApplicantOut.of(applicant) for applicant in one.applicants],
            matrix={key: dict(row) for key, row in one.matrix.items()},
        )


class FeedbackOut(BaseModel):
    """One line of the feedback list; `total` only when the evaluation is complete."""

    number: int
    term: str
    task_id: UUID
    applicant: str
    member: str
    position: str
    total: int | None
    submitted_at: datetime | None
    is_submitted: bool
    may_open: bool

    @classmethod
    def of(cls, one: Feedback) -> Self:
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class OwnTaskOut(BaseModel):
    """A task as its member sees it: a name, a class, and whether the sheet is in."""

    task_id: UUID
    campaign_id: UUID
    name: str
    class_name: str
    state: TaskState

    @classmethod
    def of(cls, one: OwnTask) -> Self:
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class QuestionnaireOut(BaseModel):
    """The questions, and what every member is told before answering."""

    questionnaire: Mapping[str, JsonValue]
    warning: str = "评议内容不得传播，不得讨论被评议同学的家庭情况。"

    @classmethod
    def of(cls, one: Questionnaire) -> Self:
        return cls(questionnaire=dump_questionnaire(one))


class SheetOut(BaseModel):
    """One sheet of a complete evaluation, for an officer; the look was recorded."""

    task_id: UUID
    answers: dict[str, str]
    total: int
    questionnaire: Mapping[str, JsonValue]

    @classmethod
    def of(cls, one: OpenedSheet) -> Self:
        return cls(
            task_id=one.task_id,
            answers=dict(one.answers),
            total=one.total,
            questionnaire=dump_questionnaire(one.questionnaire),
        )


class Count(BaseModel):
    """How many were handed in, or reminded."""

    count: int
