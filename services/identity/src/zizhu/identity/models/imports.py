"""Staff workbooks on their way in: the upload and its rows, encrypted under a data key each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identity.models.base import Base


class StaffImportRow(Base):
    """One uploaded workbook and where it stands."""

    __tablename__ = "staff_import"
    __table_args__ = (Index("ix_staff_import_recent", "school_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    account_id: Mapped[UUID]
    post_id: Mapped[UUID]
    state: Mapped[str]
    filename: Mapped[str]
    content_digest: Mapped[bytes]
    wrapped_key: Mapped[str]
    job_id: Mapped[UUID]
    commit_job_id: Mapped[UUID | None]
    choice: Mapped[str | None]
    counts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class StaffImportPartRow(Base):
    """A piece of an import: the upload itself (`seq` 0), or its checked rows (1)."""

    __tablename__ = "staff_import_part"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("staff_import.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    school_id: Mapped[UUID]
    content: Mapped[bytes]
