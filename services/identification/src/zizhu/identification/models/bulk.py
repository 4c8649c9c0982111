"""How far the picture of each school's register is behind the register itself."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identification.models.base import Base


class BulkRow(Base):
    """One import or status change of the register; its start and its end may come in any order."""

    __tablename__ = "bulk"
    __table_args__ = (Index("ix_bulk_school_id_register_version", "school_id", "register_version"),)

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    is_finished: Mapped[bool]
    is_committed: Mapped[bool]
    entries: Mapped[int]
    register_version: Mapped[int]


class ArrivalRow(Base):
    """How many students of bulk work arrived under a version of the register."""

    __tablename__ = "arrival"

    school_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int]
