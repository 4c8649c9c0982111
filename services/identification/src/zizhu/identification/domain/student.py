"""A student as the register tells of them: where they stand, and whether they are here."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from zizhu.common.auth import ScopeRow
from zizhu.identification.domain.window import Person

ENROLLED = frozenset({"active", "suspended"})
LEFT = "left"
DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Student:
    """One student; `document` and `phone` are ciphertexts of ours, None while never told."""

    id: UUID
    school_id: UUID
    college_id: UUID
    year: int
    major_id: UUID
    class_id: UUID
    name: str
    sort_key: str
    sex: str
    birth_date: date | None
    ethnic: str
    student_number: str | None
    document_kind: str
    document: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    status: str

    @property
    def person(self) -> Person:
        return Person(self.id, self.class_id, self.college_id)

    @property
    def place(self) -> ScopeRow:
        return ScopeRow(self.college_id, self.year, self.major_id, self.class_id)

    @property
    def is_enrolled(self) -> bool:
        """Whether the student is of the school now; one on leave (休学) still is."""
        return self.status in ENROLLED


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """The names of the units where a student stands."""

    college: str
    major: str
    class_name: str
