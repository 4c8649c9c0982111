"""What a list of students is narrowed by; the same for the page, the search and the export."""

from dataclasses import dataclass, field
from uuid import UUID

from zizhu.roster.domain.student import StudentStatus


@dataclass(frozen=True, slots=True)
class StudentFilter:
    """Unset fields narrow nothing; without a status, deleted students are left out.

    `text` is part of a name or the beginning of a student number. `persons` and `phone` are keyed
    digests of what was typed: a row that equals one of them is found as well.
    """

    text: str | None = None
    college_id: UUID | None = None
    year: int | None = None
    major_id: UUID | None = None
    class_id: UUID | None = None
    status: StudentStatus | None = None
    persons: tuple[bytes, ...] = field(default=(), repr=False)
    phone: bytes | None = field(default=None, repr=False)
