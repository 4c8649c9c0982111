"""Imports under way: what was uploaded, what the check found, what the officer chose.

Parts hold people's data and are encrypted under the import's own data key; they are dropped when
nobody can need them any more.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.roster.models.base import Base


class ImportRow(Base):
    """One uploaded workbook on its way into the register."""

    __tablename__ = "student_import"
    __table_args__ = (Index("ix_student_import_recent", "school_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[str]
    state: Mapped[str]
    filename: Mapped[str]
    content_digest: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_key: Mapped[str]
    job_id: Mapped[UUID]
    commit_job_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    choice: Mapped[str | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    register_version: Mapped[int | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ImportPartRow(Base):
    """A piece of an import: the upload itself (`seq` 0), or checked rows from 1 on."""

    __tablename__ = "student_import_part"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("student_import.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    school_id: Mapped[UUID]
    content: Mapped[bytes] = mapped_column(LargeBinary)
