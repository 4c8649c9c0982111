"""What signing in leaves behind: sessions and their tokens, codes, slips, locks and allowances.

Only slips name people's rows of one school; the others hold ids and keyed digests, and are used
before any school is known.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.identity.models.base import Base


class SessionRow(Base):
    """One sign-in on one device: the family of its refresh tokens."""

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_account_id", "account_id"),
        Index("ix_session_open", "school_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    school_id: Mapped[UUID | None]
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    method: Mapped[str]
    device: Mapped[str]
    ip: Mapped[str | None]
    opened_at: Mapped[datetime]
    signed_in_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class RefreshTokenRow(Base):
    """A refresh token by its keyed digest; each is good once."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index("ix_refresh_token_session_id", "session_id"),)

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    issued_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class TokenKeyRow(Base):
    """A key that signs access tokens; `private_key` is encrypted."""

    __tablename__ = "token_key"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    private_key: Mapped[str]
    public_jwk: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class LockRow(Base):
    """Failed sign-ins of one login name or phone, known to us or not."""

    __tablename__ = "sign_in_lock"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime | None]
    locked_until: Mapped[datetime | None]


class AllowanceRow(Base):
    """When something limited was last tried, within its window."""

    __tablename__ = "allowance"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(primary_key=True)
    tries: Mapped[list[datetime]] = mapped_column(ARRAY(DateTime(timezone=True)))
    tried_at: Mapped[datetime] = mapped_column(index=True)


class CodeRow(Base):
    """The one valid code of a phone and purpose."""

    __tablename__ = "one_time_code"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    phone_digest: Mapped[bytes] = mapped_column(primary_key=True)
    code_digest: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int]


class ShownCodeRow(Base):
    """A code that a demo or test installation shows instead of sending it."""

    __tablename__ = "shown_code"
    __table_args__ = (Index("ix_shown_code_phone_digest", "phone_digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    phone_digest: Mapped[bytes]
    phone_masked: Mapped[str]
    body: Mapped[str]
    shown_at: Mapped[datetime] = mapped_column(index=True)


class SlipRow(Base):
    """A single-use slip for one account or one student, by the digest of its eight characters."""

    __tablename__ = "slip"
    __table_args__ = (
        Index("ix_slip_account_id", "account_id"),
        Index("ix_slip_student_id", "student_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    student_id: Mapped[UUID | None]
    digest: Mapped[bytes]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
