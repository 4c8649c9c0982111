"""Workbooks on their way into the register: the upload, and its checked rows, encrypted."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.common.imports.columns import ImportColumns, ImportPartColumns
from zizhu.roster.models.base import Base


class ImportRow(ImportColumns, Base):
    """One uploaded workbook on its way into the register."""

    __tablename__ = "student_import"
    __table_args__ = (Index("ix_student_import_recent", "school_id", "id"),)

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[str]
    register_version: Mapped[int | None]


class ImportPartRow(ImportPartColumns, Base):
    """A piece of an import: the upload itself, or checked rows."""

    __tablename__ = "student_import_part"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("student_import.id", ondelete="CASCADE"), primary_key=True
    )
