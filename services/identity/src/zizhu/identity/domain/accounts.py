"""Accounts and posts as values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from zizhu.common.auth import Post, Role, ScopeRow


class AccountState(StrEnum):
    """`opened`: nobody has signed in yet. `closed`: nobody signs in any more."""

    OPENED = "opened"
    ACTIVE = "active"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Account:
    """An account without its secrets."""

    id: UUID
    school_id: UUID | None
    student_id: UUID | None
    login: str | None
    name: str
    state: AccountState
    version: int
    access_version: int
    not_before: datetime | None
    token_at: datetime | None
    activated_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """One row of a post's scope as people read it; without ids while it is not matched."""

    id: UUID
    college_id: UUID | None
    year: int | None
    major_id: UUID | None
    class_id: UUID | None
    college_name: str
    major_name: str | None = None
    class_name: str | None = None
    is_matched: bool = True

    @property
    def row(self) -> ScopeRow | None:
        """The rights that it gives; None while a named unit is unknown."""
        if not self.is_matched or self.college_id is None:
            return None
        return ScopeRow(self.college_id, self.year, self.major_id, self.class_id)


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post with everything that a token, an event or a page needs of it."""

    id: UUID
    account_id: UUID
    school_id: UUID | None
    role: Role
    student_id: UUID | None
    is_active: bool
    version: int
    lines: tuple[ScopeLine, ...] = field(default=())

    @property
    def rows(self) -> tuple[ScopeRow, ...]:
        return tuple(row for row in (line.row for line in self.lines) if row is not None)

    @property
    def post(self) -> Post:
        """What goes into a token: ids, never names."""
        return Post(self.id, self.role, self.school_id, self.rows, self.student_id)
