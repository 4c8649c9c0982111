"""Rank differences as computed, and what departments confirmed about flagged ones.

Verdicts hold ranks and scores of one class at one instant; what a visit found is encrypted.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identification.models.base import Base


class VerdictRow(Base):
    """The comparison of one student in their class; `class_id` is where they are ranked."""

    __tablename__ = "verdict"
    __table_args__ = (Index("ix_verdict_class_id", "campaign_id", "class_id"),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    class_id: Mapped[UUID]
    flag: Mapped[str]
    cause: Mapped[str]
    population: Mapped[int]
    threshold: Mapped[int]
    raw_rank: Mapped[int | None]
    peer_rank: Mapped[int | None]
    raw_score: Mapped[int]
    peer_total: Mapped[int | None]
    peer_sheets: Mapped[int | None]
    is_flat: Mapped[bool]
    computed_at: Mapped[datetime]


class ClearanceRow(Base):
    """测评无误: valid for exactly these two scores; `visit` is encrypted."""

    __tablename__ = "clearance"
    __table_args__ = (Index("ix_clearance_person_id", "campaign_id", "person_id", "cleared_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    person_id: Mapped[UUID]
    raw_score: Mapped[int]
    peer_numerator: Mapped[int]
    peer_denominator: Mapped[int]
    cleared_by: Mapped[UUID]
    cleared_at: Mapped[datetime]
    visit: Mapped[str | None]
    reason: Mapped[str]
