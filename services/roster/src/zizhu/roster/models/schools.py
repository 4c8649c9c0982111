"""Universities and the version of each one's register. Not under row-level security: platform
administrators see all of them, and they hold no person but the first account's holder.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from zizhu.roster.models.base import Base


class SchoolRow(Base):
    """`admin_phone` is encrypted."""

    __tablename__ = "school"
    __table_args__ = (
        Index("uq_school_admin_login_lower", text("lower(admin_login)"), unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    status: Mapped[str]
    admin_login: Mapped[str]
    admin_name: Mapped[str]
    admin_phone: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime]


class RegisterRow(Base):
    """How often a school's register changed; its row is also the lock of whoever changes it."""

    __tablename__ = "register"

    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), primary_key=True)
    version: Mapped[int]
