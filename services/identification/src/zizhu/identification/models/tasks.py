"""What identification told others and has to tell again: to-dos, and which students are in use."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identification.models.base import Base


class TodoRow(Base):
    """One to-do, found by what it is about; version 0 was never announced."""

    __tablename__ = "todo"
    __table_args__ = (
        UniqueConstraint("school_id", "kind", "key"),
        Index("ix_todo_campaign_id", "campaign_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    kind: Mapped[str]
    key: Mapped[str]
    campaign_id: Mapped[UUID | None]
    role: Mapped[str]
    college_id: Mapped[UUID | None]
    year: Mapped[int | None]
    major_id: Mapped[UUID | None]
    class_id: Mapped[UUID | None]
    student_id: Mapped[UUID | None]
    post_id: Mapped[UUID | None]
    title: Mapped[str]
    link: Mapped[str]
    due_at: Mapped[datetime | None]
    is_open: Mapped[bool]
    version: Mapped[int]


class UseRow(Base):
    """One reason why a student's row in the register is needed: a form, a panel, a sheet."""

    __tablename__ = "use"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]


class StudentUseRow(Base):
    """What roster was last told of a student's use."""

    __tablename__ = "student_use"

    student_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    uses: Mapped[list[str]] = mapped_column(JSONB)
    version: Mapped[int]
