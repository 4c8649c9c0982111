"""The one base of identification's tables, and what tables of people with a place share."""

from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped

from zizhu.common.models import table_registry


class Base(DeclarativeBase):
    """Every table of identification."""

    registry = table_registry()


class Placed:
    """The columns of a row that has a place in a school's tree, for scopes (domain.md 1.3)."""

    school_id: Mapped[UUID]
    college_id: Mapped[UUID]
    year: Mapped[int]
    major_id: Mapped[UUID]
    class_id: Mapped[UUID]
