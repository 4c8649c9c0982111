"""Lists of forms and the progress of classes on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self, cast
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.people.documents import DocumentKind
from zizhu.common.wire import Body
from zizhu.identification.domain.vocabulary import (
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.repository.formlist import ClassProgress, ListedForm
from zizhu.identification.schemas.common import PlaceOut

Names = Mapping[UUID, str]


class ListedOut(BaseModel):
    """One line of the list of forms; `form_id` is None for a student who has not begun."""

    form_id: UUID | None
    student_id: UUID
    name: str
    student_number: str | None
    status: str
    place: PlaceOut
    college: str
    major: str
    class_name: str
    version: int | None
    purpose: Purpose | None
    fill: FillState
    audit: AuditState
    difference: Difference
    grade: Grade
    raw_score: int | None
    effective_score: int | None
    is_guaranteed: bool
    wants_grant: bool | None
    wants_scholarship: bool | None
    wants_work_study: bool | None
    submissions: int
    submitted_at: datetime | None

    @classmethod
    def of(cls, listed: ListedForm, names: Names) -> Self:
        place = listed.place
        return cls(
            form_id=listed.form_id,
            student_id=listed.student_id,
            name=listed.name,
            student_number=listed.student_number,
            status=listed.status,
            place=PlaceOut.of(place),
            college=names.get(place.college_id, ""),
            major=names.get(place.major_id, "") if place.major_id else "",
            class_name=names.get(place.class_id, "") if place.class_id else "",
            version=listed.version,
            purpose=Purpose.of(listed.purpose) if listed.purpose else None,
            fill=FillState.of(listed.fill) if listed.fill else FillState.NOT_STARTED,
            audit=AuditState.of(listed.audit) if listed.audit else AuditState.UNREVIEWED,
            difference=(
                Difference.of(listed.difference) if listed.difference else Difference.UNCOMPUTED
            ),
            grade=Grade.of(listed.grade) if listed.grade else Grade.UNDECIDED,
            raw_score=listed.raw_score,
            effective_score=listed.effective_score,
            is_guaranteed=bool(listed.is_guaranteed),
            wants_grant=listed.wants_grant,
            wants_scholarship=listed.wants_scholarship,
            wants_work_study=listed.wants_work_study,
            submissions=listed.submissions,
            submitted_at=cast(datetime | None, listed.submitted_at),
        )


class PersonIn(Body):
    """Somebody to be found by the number of a document, which never stands in an address."""

    document_kind: DocumentKind = DocumentKind.RESIDENT_ID
    document_number: Annotated[str, Field(min_length=1, max_length=60)]


class ProgressOut(BaseModel):
    """How far one class is."""

    place: PlaceOut
    class_name: str
    students: int
    not_begun: int
    filling: int
    submitted: int
    reviewed: int
    returned: int
    withdrawn: int
    abnormal: int

    @classmethod
    def of(cls, progress: ClassProgress, names: Names) -> Self:
        class_id = progress.place.class_id
        return cls(
            place=PlaceOut.of(progress.place),
            class_name=names.get(class_id, "") if class_id else "",
            **{
                name: getattr(progress, name)
                for name in cls.model_fields
                if name not in {"place", "class_name"}
            },
        )
