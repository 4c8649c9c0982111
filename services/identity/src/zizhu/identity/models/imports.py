"""Staff workbooks on their way in: the upload and its rows, encrypted under a data key each."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.common.imports.columns import ImportColumns, ImportPartColumns
from zizhu.identity.models.base import Base


class StaffImportRow(ImportColumns, Base):
    """One uploaded workbook and where it stands."""

    __tablename__ = "staff_import"
    __table_args__ = (Index("ix_staff_import_recent", "school_id", "id"),)


class StaffImportPartRow(ImportPartColumns, Base):
    """A piece of an import: the upload itself, or checked rows."""

    __tablename__ = "staff_import_part"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey("staff_import.id", ondelete="CASCADE"), primary_key=True
    )
