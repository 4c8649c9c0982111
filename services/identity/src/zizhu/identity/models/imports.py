"""Staff workbooks on their way in: staged rows, encrypted whole, until they are committed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identity.models.base import Base


class StaffImportRow(Base):
    """One uploaded workbook and where it stands."""

    __tablename__ = "staff_import"
    __table_args__ = (
        CheckConstraint(
            "state IN ('checking', 'checked', 'committing', 'committed', 'dropped')", name="state"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    account_id: Mapped[UUID]
    post_id: Mapped[UUID]
    filename: Mapped[str]
    state: Mapped[str]
    job_id: Mapped[UUID | None]
    counts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class StagedStaffRow(Base):
    """One row of a staff workbook; `cells` is encrypted, `verdict` says good, bad or same."""

    __tablename__ = "staged_staff"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("staff_import.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    cells: Mapped[str]
    verdict: Mapped[str]
    reasons: Mapped[str] = mapped_column(server_default="")
