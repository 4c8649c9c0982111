"""The special-group list on the wire: counts by kind, and who is still to be spoken with."""

from collections.abc import Mapping
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.identification.domain.vocabulary import ListMatch
from zizhu.identification.repository.formlist import ListedForm
from zizhu.identification.schemas.common import Line, PlaceOut


class QueuedOut(BaseModel):
    """A job that was queued; its progress is under `/jobs`."""

    job_id: UUID


class CountsIn(Body):
    """What the counts are taken for."""

    reason: Annotated[Line, Field(min_length=2)]


class KindCount(BaseModel):
    """The four results of one kind of special group."""

    code: str
    label: str
    applied: int
    not_applied: int
    declined: int
    not_enrolled: int

    @classmethod
    def of(cls, code: str, label: str, counts: Mapping[ListMatch, int]) -> Self:
        return cls(code=code, label=label, **{result.value: counts[result] for result in counts})


class ContactOut(BaseModel):
    """A student to be spoken with personally; never by a public list."""

    student_id: UUID
    name: str
    student_number: str | None
    place: PlaceOut

    @classmethod
    def of(cls, person: ListedForm) -> Self:
        return cls(
            student_id=person.student_id,
            name=person.name,
            student_number=person.student_number,
            place=PlaceOut.of(person.place),
        )


class ListedStudentOut(ContactOut):
    """An enrolled student whom a list names: under which kinds, and what became of them."""

    codes: list[str]
    result: ListMatch

    @classmethod
    def named(cls, person: ListedForm, codes: list[str], result: ListMatch) -> Self:
        return cls(**ContactOut.of(person).model_dump(), codes=codes, result=result)
