"""What a sealed field of an event is bound to, so that a copy of it elsewhere does not open.

The publisher seals and the consumer unseals with the same context:

- `SchoolChanged.admin_phone`: `seal_context(SCHOOL, school_id, "admin_phone")`
- `StudentState.document` and `.phone`, in `StudentChanged` and in `StudentsChanged` alike:
  `seal_context(STUDENT, student_id, "document")` and `seal_context(STUDENT, student_id, "phone")`
"""

from uuid import UUID

SCHOOL = "roster.school_changed"
STUDENT = "roster.student_changed"


def seal_context(kind: str, subject: UUID | str, field: str) -> bytes:
    """Return `kind|subject|field` as bytes."""
    return f"{kind}|{subject}|{field}".encode()
