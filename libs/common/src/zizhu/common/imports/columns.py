"""The columns of an import's two tables; a service puts them into models of its own names.

The part's model adds `import_id`, because a foreign key names a table.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


class ImportColumns:
    """One uploaded workbook and where it stands (`states.Import`)."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    account_id: Mapped[UUID]
    state: Mapped[str]
    filename: Mapped[str]
    content_digest: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_key: Mapped[str]
    job_id: Mapped[UUID]
    commit_job_id: Mapped[UUID | None]
    choice: Mapped[str | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ImportPartColumns:
    """A piece of an import, encrypted: the upload itself, or checked rows (`vault`)."""

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    school_id: Mapped[UUID]
    content: Mapped[bytes] = mapped_column(LargeBinary)
