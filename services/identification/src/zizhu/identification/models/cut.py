"""Cuts with everything they depend on, and the single grades changed after them.

Inputs and grades of a cut are one encrypted document each: scores stand there beside ids only.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identification.models.base import Base


class OfficialEnrolmentRow(Base):
    """The number of students that the school itself states for a round, and why."""

    __tablename__ = "official_enrolment"

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    students: Mapped[int]
    reason: Mapped[str]
    document: Mapped[str]
    stated_by: Mapped[UUID]
    stated_at: Mapped[datetime]


class CutRow(Base):
    """One cut; the one with the highest `number` of a round stands."""

    __tablename__ = "cut"
    __table_args__ = (Index("uq_cut_number", "campaign_id", "number", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    number: Mapped[int]
    special_line: Mapped[int]
    general_line: Mapped[int]
    other_line: Mapped[int]
    enrolment: Mapped[int]
    register_version: Mapped[int]
    rule: Mapped[str]
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    warnings: Mapped[list[str]] = mapped_column(JSONB)
    digest: Mapped[str]
    inputs: Mapped[str]
    grades: Mapped[str]
    cut_by: Mapped[UUID]
    cut_at: Mapped[datetime]


class GradeChangeRow(Base):
    """One line of 变更记录; `digest` is that of the cut that stood then."""

    __tablename__ = "grade_change"
    __table_args__ = (Index("ix_grade_change_campaign_id", "campaign_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    person_id: Mapped[UUID]
    before_grade: Mapped[str]
    before_wish: Mapped[bool]
    after_grade: Mapped[str]
    after_wish: Mapped[bool]
    cause: Mapped[str]
    reason: Mapped[str]
    stage: Mapped[str]
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]


class ReopeningRow(Base):
    """A form opened again after the cut; earlier changes of its grade are void from then on."""

    __tablename__ = "reopening"
    __table_args__ = (Index("ix_reopening_campaign_id", "campaign_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    person_id: Mapped[UUID]
    reason: Mapped[str]
    reopened_by: Mapped[UUID]
    reopened_at: Mapped[datetime]


class ProposalRow(Base):
    """A change for the school to make or to leave: `state` is open, taken or left."""

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_campaign_id", "campaign_id", "state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    person_id: Mapped[UUID]
    before_grade: Mapped[str]
    before_wish: Mapped[bool]
    after_grade: Mapped[str]
    after_wish: Mapped[bool]
    cause: Mapped[str]
    reason: Mapped[str]
    row: Mapped[int | None]
    state: Mapped[str]
    change_id: Mapped[UUID | None]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
