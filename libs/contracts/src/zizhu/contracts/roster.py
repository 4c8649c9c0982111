"""Events of roster: universities, their units, their students, bulk work, and working days."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from zizhu.common.events import Entry, Event, Internal, Public, Sealed

EVERY_READER = ("identity", "identification", "notification")

StudentStatus = Literal["active", "suspended", "left", "deleted", "unknown"]


class SchoolChanged(Event):
    """A university exists, changed, or was suspended; identity opens its account from this."""

    type: ClassVar[str] = "roster.school_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("identity", "identification")

    school_id: Annotated[UUID, Public]
    code: Annotated[str, Public]
    name: Annotated[str, Public]
    status: Annotated[Literal["active", "suspended", "unknown"], Public]
    admin_login: Annotated[str, Internal]
    admin_name: Annotated[str, Internal]
    admin_phone: Annotated[dict[str, str], Sealed] = Field(default_factory=dict)


class Unit(Entry):
    """A college, a major of a college, or a class of a year and major."""

    unit_id: Annotated[UUID, Public]
    version: Annotated[int, Public]
    kind: Annotated[Literal["college", "major", "class", "unknown"], Public]
    name: Annotated[str, Internal]
    college_id: Annotated[UUID, Public]
    year: Annotated[int | None, Public] = None
    major_id: Annotated[UUID | None, Public] = None
    is_deleted: Annotated[bool, Public] = False


class UnitsChanged(Event):
    """Units of one school that are new or changed."""

    type: ClassVar[str] = "roster.units_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("identity", "identification")
    bulk: ClassVar[bool] = True

    entries: Annotated[tuple[Unit, ...], Internal]


class StudentState(Entry):
    """What others may know of a student; document number and phone travel sealed.

    `person` is the keyed digest of the identity document, base64url.
    """

    student_id: Annotated[UUID, Public]
    version: Annotated[int, Public]
    status: Annotated[StudentStatus, Public]
    name: Annotated[str, Internal]
    sort_key: Annotated[str, Internal]
    sex: Annotated[Literal["male", "female", "unknown"], Internal]
    birth_date: Annotated[date | None, Internal]
    ethnic: Annotated[str, Internal]
    student_number: Annotated[str | None, Internal]
    college_id: Annotated[UUID, Internal]
    year: Annotated[int, Internal]
    major_id: Annotated[UUID, Internal]
    class_id: Annotated[UUID, Internal]
    document_kind: Annotated[str, Internal]
    person: Annotated[str, Internal]
    document: Annotated[dict[str, str], Sealed] = Field(default_factory=dict)
    phone: Annotated[dict[str, str], Sealed] = Field(default_factory=dict)


class StudentChanged(Event):
    """One student after an edit, a status change, a deletion or its undoing."""

    type: ClassVar[str] = "roster.student_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = EVERY_READER

    student: Annotated[StudentState, Internal]


class StudentsChanged(Event):
    """Students after bulk work; the same state as `StudentChanged`, up to 500 at a time."""

    type: ClassVar[str] = "roster.students_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = EVERY_READER
    bulk: ClassVar[bool] = True

    entries: Annotated[tuple[StudentState, ...], Internal]


class BulkStarted(Event):
    """An import or status change of the register began to be committed; a cut waits for its end."""

    type: ClassVar[str] = "roster.bulk_started.v1"
    consumers: ClassVar[tuple[str, ...]] = ("identification",)

    job_id: Annotated[UUID, Public]
    kind: Annotated[Literal["import", "status_change", "unknown"], Public]


class BulkFinished(Event):
    """Bulk work ended. `entries` students of it were announced, ending with `register_version`."""

    type: ClassVar[str] = "roster.bulk_finished.v1"
    consumers: ClassVar[tuple[str, ...]] = ("identification",)

    job_id: Annotated[UUID, Public]
    kind: Annotated[Literal["import", "status_change", "unknown"], Public]
    is_committed: Annotated[bool, Public]
    entries: Annotated[int, Public]
    digest: Annotated[str, Public]
    register_version: Annotated[int, Public]


class CalendarChanged(Event):
    """The working days of one year: weekdays off, weekend days worked."""

    type: ClassVar[str] = "roster.calendar_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("identification",)

    year: Annotated[int, Public]
    off: Annotated[tuple[date, ...], Public]
    on: Annotated[tuple[date, ...], Public]
    source: Annotated[str, Public]


class SchoolBreak(Entry):
    """A winter or summer break, both days included."""

    kind: Annotated[Literal["winter", "summer", "unknown"], Public]
    first_day: Annotated[date, Public]
    last_day: Annotated[date, Public]


class BreaksChanged(Event):
    """All breaks of one school, as they are from now on."""

    type: ClassVar[str] = "roster.breaks_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("identification",)

    breaks: Annotated[tuple[SchoolBreak, ...], Public]
