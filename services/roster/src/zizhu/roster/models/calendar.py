"""Working days by year, reference data of everybody, so not under row-level security; and each
school's breaks, which are.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.roster.models.base import Base


class CalendarYearRow(Base):
    """One year's exceptions from Monday to Friday, as `MM-DD`, and the notice they come from."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    off: Mapped[list[str]] = mapped_column(JSONB)
    on: Mapped[list[str]] = mapped_column(JSONB)
    source: Mapped[str]
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class SchoolCalendarRow(Base):
    """A school's breaks, each `{kind, first_day, last_day}` with ISO dates."""

    __tablename__ = "school_calendar"

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    breaks: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
