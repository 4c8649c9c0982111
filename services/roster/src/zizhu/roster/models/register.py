"""The register of students: units, students, their moves, and which of them others use.

All of it is under row-level security by school.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.roster.models.base import Base

LIVE = text("status <> 'deleted'")


class UnitRow(Base):
    """A college, a major of a college, or a class of a year and major; found by its name's key."""

    __tablename__ = "unit"
    __table_args__ = (
        Index(
            "uq_unit_place",
            "school_id",
            "college_id",
            "major_id",
            "year",
            "name_key",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("kind <> 'college'"),
        ),
        Index(
            "uq_unit_college",
            "school_id",
            "name_key",
            unique=True,
            postgresql_where=text("kind = 'college'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    college_id: Mapped[UUID]
    year: Mapped[int | None]
    major_id: Mapped[UUID | None]
    version: Mapped[int]


class StudentRow(Base):
    """`document`, `original` and `phone` are encrypted; `person` and `phone_digest` are keyed.

    No foreign key: the policy already ties a row to its school, and checking one for each row costs
    a third of an import. `left_as` is the status a deleted student had, for the undoing of it.
    """

    __tablename__ = "student"
    __table_args__ = (
        Index("uq_student_person", "school_id", "person", unique=True, postgresql_where=LIVE),
        Index("ix_student_order", "school_id", "sort_key", "id"),
        Index("ix_student_class_id", "class_id"),
        Index("ix_student_number", "school_id", "student_number"),
        Index("ix_student_phone", "school_id", "phone_digest"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    college_id: Mapped[UUID]
    year: Mapped[int]
    major_id: Mapped[UUID]
    class_id: Mapped[UUID]
    name: Mapped[str]
    comparison_name: Mapped[str]
    sort_key: Mapped[str]
    sex: Mapped[str]
    birth_date: Mapped[date | None]
    ethnic: Mapped[str]
    document_kind: Mapped[str]
    document: Mapped[str]
    original: Mapped[str | None]
    person: Mapped[bytes] = mapped_column(LargeBinary)
    phone: Mapped[str | None]
    phone_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    student_number: Mapped[str | None]
    status: Mapped[str]
    left_as: Mapped[str | None]
    version: Mapped[int]
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]


class MoveRow(Base):
    """One change of a student's place or status: from, to, why, since when, by whom."""

    __tablename__ = "student_move"
    __table_args__ = (Index("ix_student_move_student_id", "student_id", "effective_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    student_id: Mapped[UUID]
    from_college_id: Mapped[UUID]
    from_year: Mapped[int]
    from_major_id: Mapped[UUID]
    from_class_id: Mapped[UUID]
    from_status: Mapped[str]
    to_college_id: Mapped[UUID]
    to_year: Mapped[int]
    to_major_id: Mapped[UUID]
    to_class_id: Mapped[UUID]
    to_status: Mapped[str]
    reason: Mapped[str]
    effective_at: Mapped[datetime]
    account_id: Mapped[UUID | None]


class StudentUseRow(Base):
    """Whether other services still need a student's row, as they last said; by event."""

    __tablename__ = "student_use"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    version: Mapped[int]
    is_in_use: Mapped[bool]
    uses: Mapped[list[str]] = mapped_column(JSONB)
