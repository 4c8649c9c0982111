"""Panels: set-ups, the classes they belong to, members, applicants and tasks.

A sheet is one encrypted field of its task; its total is written beside it only when the last sheet
about the same applicant is in (domain.md 5.7).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identification.models.base import Base, Placed


class PanelRow(Base):
    """One set-up; `version` is raised by every act on it, a sheet included."""

    __tablename__ = "panel"
    __table_args__ = (Index("ix_panel_campaign_id", "campaign_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    minimum: Mapped[int]
    exceptions: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int]


class PanelClassRow(Placed, Base):
    """A class that a set-up belongs to; small classes of one year and major share one."""

    __tablename__ = "panel_class"
    __table_args__ = (Index("ix_panel_class_class_id", "class_id"),)

    panel_id: Mapped[UUID] = mapped_column(
        ForeignKey("panel.id", ondelete="CASCADE"), primary_key=True
    )
    class_id: Mapped[UUID] = mapped_column(primary_key=True)


class _Departed:
    """When, by whom and why somebody left a set-up."""

    gone_at: Mapped[datetime | None]
    gone_by: Mapped[UUID | None]
    gone_reason: Mapped[str | None]


class PanelMemberRow(_Departed, Base):
    """`person_id` is a student, or the account of a staff member."""

    __tablename__ = "panel_member"
    __table_args__ = (Index("ix_panel_member_person_id", "school_id", "person_id"),)

    panel_id: Mapped[UUID] = mapped_column(
        ForeignKey("panel.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    seq: Mapped[int]
    kind: Mapped[str]
    position: Mapped[str]


class PanelApplicantRow(_Departed, Base):
    """`is_bound` from 确认 until removal: an applicant is evaluated by exactly one set-up.

    The peer score is kept as total and number of sheets, an exact fraction.
    """

    __tablename__ = "panel_applicant"
    __table_args__ = (
        Index(
            "uq_panel_applicant_bound",
            "campaign_id",
            "person_id",
            unique=True,
            postgresql_where=text("is_bound"),
        ),
    )

    panel_id: Mapped[UUID] = mapped_column(
        ForeignKey("panel.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    class_id: Mapped[UUID]
    seq: Mapped[int]
    is_bound: Mapped[bool]
    completed_at: Mapped[datetime | None]
    peer_total: Mapped[int | None]
    peer_sheets: Mapped[int | None]


class PanelTaskRow(Base):
    """One member's duty about one applicant; `sheet` is sealed, `total` is set at completion."""

    __tablename__ = "panel_task"
    __table_args__ = (
        Index("ix_panel_task_panel_id", "panel_id"),
        Index("ix_panel_task_member_id", "school_id", "member_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    panel_id: Mapped[UUID] = mapped_column(ForeignKey("panel.id", ondelete="CASCADE"))
    member_id: Mapped[UUID]
    applicant_id: Mapped[UUID]
    state: Mapped[str]
    submitted_at: Mapped[datetime | None]
    sheet: Mapped[str | None]
    total: Mapped[int | None]
