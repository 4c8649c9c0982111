"""Forms, what was handed in each time, every step of them, and their evidence.

Answers, family, addresses, scores by item, marks and reasons are one encrypted text a row; plain
columns are only what lists, ranks and cuts need.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identification.models.base import Base, Placed


class FormRow(Placed, Base):
    """One student's form in one round, at the place where the student stands.

    `content` is the draft; what officers see is the newest submission. Scores and wishes are those
    of the newest submission too. `is_unnamed`: the published list is not to name this student.
    """

    __tablename__ = "form"
    __table_args__ = (
        UniqueConstraint("campaign_id", "student_id"),
        Index("ix_form_student_id", "student_id"),
        Index("ix_form_campaign_id_class_id", "campaign_id", "class_id"),
        Index("ix_form_campaign_id_fill_audit", "campaign_id", "fill", "audit"),
        # What departments still have to look into: few rows of many, counted at each visit.
        Index(
            "ix_form_abnormal",
            "campaign_id",
            "college_id",
            postgresql_where=text("difference = 'abnormal'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    student_id: Mapped[UUID]
    purpose: Mapped[str | None]
    fill: Mapped[str]
    audit: Mapped[str]
    difference: Mapped[str]
    grade: Mapped[str]
    filled_by: Mapped[UUID | None]
    is_reopened: Mapped[bool]
    audit_before_change: Mapped[str | None]
    wants_grant: Mapped[bool | None]
    wants_scholarship: Mapped[bool | None]
    wants_work_study: Mapped[bool | None]
    raw_score: Mapped[int | None]
    effective_score: Mapped[int | None]
    is_guaranteed: Mapped[bool]
    is_unnamed: Mapped[bool]
    score_rule: Mapped[str | None]
    scheme_version: Mapped[str | None]
    content: Mapped[str]
    notes: Mapped[str | None]
    submissions: Mapped[int]
    submitted_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int]


class SubmissionRow(Base):
    """What a student handed in, the score it gave, and what reviewers had marked before it."""

    __tablename__ = "form_submission"
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"))
    number: Mapped[int]
    content: Mapped[str]
    submitted_at: Mapped[datetime]


class StepRow(Base):
    """One step of a form by the table of domain.md 5.3; `reason` is encrypted."""

    __tablename__ = "form_step"
    __table_args__ = (Index("ix_form_step_form_id", "form_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"))
    transition: Mapped[str]
    act: Mapped[str]
    actor: Mapped[str]
    by: Mapped[UUID]
    at: Mapped[datetime]
    before_fill: Mapped[str]
    before_audit: Mapped[str]
    after_fill: Mapped[str]
    after_audit: Mapped[str]
    reason: Mapped[str | None]


class EvidenceRow(Base):
    """What a file of a form proves; `target` (an item or a special group) is encrypted."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_form_id", "form_id"),)

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    form_id: Mapped[UUID] = mapped_column(ForeignKey("form.id"))
    target: Mapped[str]
    added_at: Mapped[datetime]


class StandingRow(Base):
    """A student's special groups in a round: claims, list matches and decline, encrypted.

    There may be one without a form: somebody on the list who has not applied.
    """

    __tablename__ = "standing"
    __table_args__ = (UniqueConstraint("campaign_id", "student_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    student_id: Mapped[UUID] = mapped_column(index=True)
    content: Mapped[str | None]
    is_guaranteed: Mapped[bool]
    is_listed: Mapped[bool]
    has_declined: Mapped[bool]
    is_left_off: Mapped[bool]
    open_claims: Mapped[int]
    version: Mapped[int]


class ListRunRow(Base):
    """One import of the special-group list; of people who are not enrolled only counts stay."""

    __tablename__ = "special_list_run"
    __table_args__ = (UniqueConstraint("campaign_id", "content_digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    content_digest: Mapped[bytes] = mapped_column(LargeBinary)
    rows: Mapped[int]
    matched: Mapped[int]
    not_enrolled: Mapped[dict[str, int]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    account_id: Mapped[UUID | None]
