"""The one base of identification's tables: names of constraints, and how types are stored."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.types import TypeEngine

from zizhu.common.tables import NAMING


class Base(DeclarativeBase):
    """Texts have no length in the database, instants are aware."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[type, TypeEngine[Any]]] = {
        str: Text(),
        datetime: DateTime(timezone=True),
    }


class Placed:
    """The columns of a row that has a place in a school's tree, for scopes (domain.md 1.3)."""

    school_id: Mapped[UUID]
    college_id: Mapped[UUID]
    year: Mapped[int]
    major_id: Mapped[UUID]
    class_id: Mapped[UUID]
