"""What identification keeps of the register and of the staff list: projections by version.

Schools and calendar years hold no people; the rest is under row-level security.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identification.models.base import Base, Placed


class SchoolRow(Base):
    __tablename__ = "school"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    status: Mapped[str]
    version: Mapped[int]


class SchoolBreaksRow(Base):
    """The breaks of a school, each as `first day/last day`."""

    __tablename__ = "school_breaks"

    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    spans: Mapped[list[str]] = mapped_column(JSONB)
    version: Mapped[int]


class UnitRow(Base):
    """A college, a major or a class; a deleted one stays as a tombstone."""

    __tablename__ = "unit"
    __table_args__ = (Index("ix_unit_school_id_kind", "school_id", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    kind: Mapped[str]
    name: Mapped[str]
    college_id: Mapped[UUID]
    year: Mapped[int | None]
    major_id: Mapped[UUID | None]
    is_deleted: Mapped[bool]
    version: Mapped[int]


class StudentRow(Placed, Base):
    """`document` and `phone` are encrypted under our own ring, `person` is the keyed digest.

    `status` is as roster tells it, but for a deleted student whom a form or a panel still needs:
    that one is `left` here.
    """

    __tablename__ = "student"
    __table_args__ = (
        Index("ix_student_order", "school_id", "sort_key", "id"),
        Index("ix_student_class_id", "class_id"),
        Index("ix_student_person", "school_id", "person"),
        Index("ix_student_number", "school_id", "student_number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    sort_key: Mapped[str]
    sex: Mapped[str]
    birth_date: Mapped[date | None]
    ethnic: Mapped[str]
    student_number: Mapped[str | None]
    document_kind: Mapped[str]
    document: Mapped[str | None]
    phone: Mapped[str | None]
    person: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str]
    version: Mapped[int]


class StaffRow(Base):
    """A staff post: panels choose from these. `rows` are the places of its scope."""

    __tablename__ = "staff"
    __table_args__ = (Index("ix_staff_school_id_role", "school_id", "role"),)

    post_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    account_id: Mapped[UUID]
    role: Mapped[str]
    name: Mapped[str]
    rows: Mapped[list[dict[str, str | int | None]]] = mapped_column(JSONB)
    status: Mapped[str]
    version: Mapped[int]


class CalendarYearRow(Base):
    """The weekdays off and weekend days worked of one year, as `MM-DD`; a year here is known."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    off: Mapped[list[str]] = mapped_column(JSONB)
    on: Mapped[list[str]] = mapped_column(JSONB)
    version: Mapped[int]
