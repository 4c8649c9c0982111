"""Announcements and who has read them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.notification.models.base import Base


class AnnouncementRow(Base):
    """The audience is the school, or the columns that are set."""

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_school_id_created_at", "school_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    college_id: Mapped[UUID | None]
    year: Mapped[int | None]
    major_id: Mapped[UUID | None]
    class_id: Mapped[UUID | None]
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    author_name: Mapped[str]
    author_post_id: Mapped[UUID | None]
    publicity_id: Mapped[UUID | None] = mapped_column(index=True)
    publicity_version: Mapped[int] = mapped_column(server_default="0")
    expires_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int]


class AnnouncementReadRow(Base):
    __tablename__ = "announcement_read"

    announcement_id: Mapped[UUID] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    read_at: Mapped[datetime]
