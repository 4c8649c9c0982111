"""Accounts, their posts, and the scope rows of each post. Under row-level security: an account
belongs to one school, or to none where it is a platform administrator's.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identity.models.base import Base


class AccountRow(Base):
    """`phone` and `document` are encrypted; `person` and `phone_digest` serve equality only.
    `phone_at` is when the number was set or last used to sign in.

    `not_before` and `token_at` keep tokens fresh: no token is issued with an instant before the
    one, and no change makes stale a token of an instant after the other.
    """

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_school_id_sort_key", "school_id", "sort_key", "id"),
        Index("ix_account_phone_digest", "phone_digest"),
        Index("ix_account_person", "school_id", "person"),
        CheckConstraint("state IN ('opened', 'active', 'closed')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID | None]
    student_id: Mapped[UUID | None] = mapped_column(unique=True)
    login: Mapped[str | None]
    login_key: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    sort_key: Mapped[str]
    phone: Mapped[str | None]
    phone_digest: Mapped[bytes | None]
    phone_at: Mapped[datetime | None]
    document_kind: Mapped[str | None]
    document: Mapped[str | None]
    person: Mapped[bytes | None]
    title: Mapped[str] = mapped_column(server_default="")
    remark: Mapped[str] = mapped_column(server_default="")
    password_hash: Mapped[str | None]
    password_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    access_version: Mapped[int] = mapped_column(server_default="0")
    not_before: Mapped[datetime | None]
    token_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]


class PostRow(Base):
    """One role of an account; ended posts stay for the record."""

    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_account_id", "account_id"),
        Index("ix_post_school_id_role", "school_id", "role"),
        CheckConstraint("status IN ('active', 'ended')", name="status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    school_id: Mapped[UUID | None]
    role: Mapped[str]
    student_id: Mapped[UUID | None]
    status: Mapped[str]
    version: Mapped[int]
    given_at: Mapped[datetime]
    given_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]


class PostScopeRow(Base):
    """One AND of columns. Names are kept as they were given; ids are set once the units exist.

    `is_matched` is false while a named unit is unknown: such a row gives no rights.
    """

    __tablename__ = "post_scope"
    __table_args__ = (
        Index("ix_post_scope_post_id", "post_id"),
        Index(
            "ix_post_scope_unmatched",
            "school_id",
            postgresql_where=text("NOT is_matched"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    school_id: Mapped[UUID]
    college_id: Mapped[UUID | None]
    year: Mapped[int | None]
    major_id: Mapped[UUID | None]
    class_id: Mapped[UUID | None]
    college_name: Mapped[str]
    major_name: Mapped[str | None]
    class_name: Mapped[str | None]
    is_matched: Mapped[bool]
