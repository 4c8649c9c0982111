"""To-dos and messages: projections of what other services announce, addressed to a post."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.notification.models.base import Base


class _Addressed:
    """The columns of an address: a role at a place, or one student, or one post."""

    school_id: Mapped[UUID]
    role: Mapped[str]
    college_id: Mapped[UUID | None]
    year: Mapped[int | None]
    major_id: Mapped[UUID | None]
    class_id: Mapped[UUID | None]
    student_id: Mapped[UUID | None]
    post_id: Mapped[UUID | None]


class TodoRow(_Addressed, Base):
    __tablename__ = "todo"
    __table_args__ = (
        Index("ix_todo_open", "school_id", "role", "due_at", postgresql_where=text("is_open")),
        Index("ix_todo_student_id", "student_id", postgresql_where=text("is_open")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    link: Mapped[str]
    facts: Mapped[dict[str, str]] = mapped_column(JSONB)
    due_at: Mapped[datetime | None]
    is_open: Mapped[bool]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class MessageRow(_Addressed, Base):
    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_school_id_role_sent_at", "school_id", "role", "sent_at"),
        Index("ix_message_student_id_sent_at", "student_id", "sent_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    link: Mapped[str | None]
    sent_at: Mapped[datetime]
    version: Mapped[int]


class MessageReadRow(Base):
    __tablename__ = "message_read"

    message_id: Mapped[UUID] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    read_at: Mapped[datetime]
