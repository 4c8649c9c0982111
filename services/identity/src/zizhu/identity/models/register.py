"""What identity keeps of roster: schools and units (no people), and students as far as activation
and staff scopes need them. Students are under row-level security.
"""

from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identity.models.base import Base


class SchoolRow(Base):
    """`students` counts those ever seen: limits of activation grow with it."""

    __tablename__ = "school"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    status: Mapped[str]
    version: Mapped[int]
    students: Mapped[int] = mapped_column(server_default="0")
    admin_account_id: Mapped[UUID | None]


class UnitRow(Base):
    """A college, major or class."""

    __tablename__ = "unit"
    __table_args__ = (Index("ix_unit_school_id_kind_name", "school_id", "kind", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    kind: Mapped[str]
    name: Mapped[str]
    college_id: Mapped[UUID]
    year: Mapped[int | None]
    major_id: Mapped[UUID | None]
    is_deleted: Mapped[bool]
    version: Mapped[int]


class StudentRow(Base):
    """A student: no number but its digest, and the digest of the registered phone."""

    __tablename__ = "student"
    __table_args__ = (
        Index("ix_student_school_id_person", "school_id", "person"),
        Index("ix_student_place", "school_id", "class_id", "sort_key"),
        Index("ix_student_sort_key", "school_id", "sort_key", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    status: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    sort_key: Mapped[str]
    student_number: Mapped[str | None]
    college_id: Mapped[UUID]
    year: Mapped[int]
    major_id: Mapped[UUID]
    class_id: Mapped[UUID]
    document_kind: Mapped[str]
    person: Mapped[bytes]
    phone_digest: Mapped[bytes | None]
    version: Mapped[int]
    has_account: Mapped[bool] = mapped_column(server_default=text("false"))
