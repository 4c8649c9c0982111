"""Publicities with their frozen rows, objections to them, and final lists.

The frozen rows hold what the public may read and never change; who objected, and what was said, is
encrypted.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identification.models.base import Base, Placed


class PublicityRow(Base):
    """One attempt to publish a list, or the supplement about one student.

    A new attempt after a withdrawal is a row of its own, so that events of the old one find the old
    one. `days` are the working days that a running period keeps.
    """

    __tablename__ = "publicity"
    __table_args__ = (
        Index("ix_publicity_campaign_id", "campaign_id", "prepared_at"),
        Index("ix_publicity_state", "school_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    attempt: Mapped[int]
    person_id: Mapped[UUID | None]
    title: Mapped[str]
    digest: Mapped[str]
    rows: Mapped[int]
    state: Mapped[str]
    prepared_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    ends_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    changed: Mapped[list[str]] = mapped_column(JSONB)
    days: Mapped[dict[str, dict[str, list[str]]] | None] = mapped_column(JSONB)
    version: Mapped[int]


class PublishedRow(Placed, Base):
    """One line of a frozen list, in its order; ids beside the names are never shown."""

    __tablename__ = "published_row"
    __table_args__ = (Index("ix_published_row_person_id", "publicity_id", "person_id"),)

    publicity_id: Mapped[UUID] = mapped_column(
        ForeignKey("publicity.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[UUID]
    name: Mapped[str]
    college_name: Mapped[str]
    year_name: Mapped[str]
    major_name: Mapped[str]
    class_name: Mapped[str]
    grade: Mapped[str]
    award: Mapped[str]


class ObjectionRow(Placed, Base):
    """A case about one student's published result, placed where that student stands.

    `steps` is encrypted: it says who objected and what they wrote.
    """

    __tablename__ = "objection"
    __table_args__ = (
        Index("ix_objection_campaign_id", "campaign_id", "state"),
        Index("ix_objection_objector", "school_id", "objector_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID]
    publicity_id: Mapped[UUID] = mapped_column(ForeignKey("publicity.id"))
    about: Mapped[UUID]
    objector_id: Mapped[UUID]
    objector_role: Mapped[str]
    objector_student_id: Mapped[UUID | None]
    state: Mapped[str]
    reply_due_on: Mapped[date]
    steps: Mapped[str]
    change_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    version: Mapped[int]


class FinalListRow(Base):
    """One drawing of the final list; a later one takes up those who waited."""

    __tablename__ = "final_list"
    __table_args__ = (Index("uq_final_list_number", "campaign_id", "number", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    number: Mapped[int]
    confirmed: Mapped[dict[str, str]] = mapped_column(JSONB)
    grants: Mapped[dict[str, str]] = mapped_column(JSONB)
    waiting: Mapped[dict[str, list[str]]] = mapped_column(JSONB)
    left: Mapped[list[str]] = mapped_column(JSONB)
    unapplied: Mapped[list[str]] = mapped_column(JSONB)
    reason: Mapped[str]
    digest: Mapped[str]
    drawn_by: Mapped[UUID]
    drawn_at: Mapped[datetime]
