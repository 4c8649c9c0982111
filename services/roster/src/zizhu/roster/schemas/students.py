"""Students on the wire: numbers are masked; `version` goes back in `If-Match`."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.roster.domain.branches import Branch
from zizhu.roster.domain.places import Tree
from zizhu.roster.domain.search import StudentFilter
from zizhu.roster.domain.student import Move, StudentStatus
from zizhu.roster.service.students import Deletions
from zizhu.roster.service.view import StudentView

ReasonText = Annotated[str, Field(min_length=2, max_length=200)]


class StudentOut(BaseModel):
    """A student in the list."""

    id: UUID
    name: str
    sex: str
    ethnic: str
    document_kind: str
    document: str
    phone: str | None
    college_id: UUID
    college: str
    year: int
    major_id: UUID
    major: str
    class_id: UUID
    class_name: str
    student_number: str | None
    status: StudentStatus
    version: int
    created_at: datetime
    activated_at: datetime | None

    @classmethod
    def of(cls, view: StudentView) -> Self:
        student = view.student
        return cls(
            id=student.id,
            name=student.name,
            sex=view.sex,
            ethnic=view.ethnic,
            document_kind=view.document_kind,
            document=view.document,
            phone=view.phone,
            college_id=student.college_id,
            college=view.place.college,
            year=student.year,
            major_id=student.major_id,
            major=view.place.major,
            class_id=student.class_id,
            class_name=view.place.class_name,
            student_number=student.student_number,
            status=student.status,
            version=student.version,
            created_at=student.created_at,
            activated_at=student.activated_at,
        )


class FilterIn(Body):
    """What a search or an export is narrowed by. `text`: part of a name, the beginning of a
    student number, or a whole document number or phone.
    """

    text: str | None = Field(None, max_length=60)
    college_id: UUID | None = None
    year: int | None = None
    major_id: UUID | None = None
    class_id: UUID | None = None
    status: StudentStatus | None = None

    def to_filter(self) -> StudentFilter:
        return StudentFilter(**self.model_dump())


class SearchIn(FilterIn):
    """A page of a search."""

    cursor: str | None = Field(None, max_length=200)
    size: int = Field(50, ge=1, le=500)


class ExportIn(FilterIn):
    """An export of exactly what is filtered, with masked numbers unless `is_plain`."""

    reason: ReasonText
    is_plain: bool = False


class RevealIn(Body):
    field: Literal["document", "phone"]
    reason: ReasonText


class RevealOut(BaseModel):
    value: str


class StatusIn(Body):
    status: Literal["active", "suspended", "left"]
    reason: ReasonText


class ContactIn(Body):
    """What is given is written, None empties, what is not given stays."""

    phone: str | None = Field(None, max_length=40)
    student_number: str | None = Field(None, max_length=60)


class Chosen(Body):
    """A student as the officer saw them."""

    id: UUID
    version: int


class DeleteIn(Body):
    students: list[Chosen] = Field(min_length=1, max_length=500)


class RefusedOut(BaseModel):
    id: UUID
    name: str
    code: str
    detail: str


class DeletionsOut(BaseModel):
    """What was deleted, and what was left alone and why."""

    deleted: list[UUID]
    refused: list[RefusedOut]

    @classmethod
    def of(cls, done: Deletions) -> Self:
        return cls(
            deleted=[student.id for student in done.deleted],
            refused=[
                RefusedOut(id=student_id, name=name, code=refusal.code, detail=refusal.detail)
                for student_id, (name, refusal) in done.refused.items()
            ],
        )


class MoveOut(BaseModel):
    """One change of place or status."""

    from_place: str
    from_status: str
    to_place: str
    to_status: str
    reason: str
    effective_at: datetime
    account_id: UUID | None

    @classmethod
    def of(cls, move: Move, tree: Tree) -> Self:
        return cls(
            from_place=str(tree.names_of(move.from_place)),
            from_status=move.from_status.label,
            to_place=str(tree.names_of(move.to_place)),
            to_status=move.to_status.label,
            reason=move.reason,
            effective_at=move.effective_at,
            account_id=move.account_id,
        )


class BranchOut(BaseModel):
    """A college, a year of it (without an id), a major in that year, or a class."""

    id: UUID | None
    name: str
    year: int | None
    students: int
    branches: list["BranchOut"]

    @classmethod
    def of(cls, branch: Branch) -> Self:
        return cls(
            id=branch.id,
            name=branch.name,
            year=branch.year,
            students=branch.students,
            branches=[BranchOut.of(one) for one in branch.branches],
        )
