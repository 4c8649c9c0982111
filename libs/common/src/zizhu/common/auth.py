"""Who asks: roles, posts, scopes and the principal that a verified access token becomes.

A scope is an AND of columns (domain.md 1.3): a row names a college and, where set, a year, a major
and a class; a school-wide post has no rows. Names never travel in a token, only ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import cast
from uuid import UUID

from zizhu.common.audit import Actor
from zizhu.common.errors import Unauthenticated

FRESH_SIGN_IN = timedelta(minutes=15)


class Role(StrEnum):
    """The roles of S004 and of the platform (domain.md 1.2)."""

    PLATFORM_ADMIN = "platform_admin"
    SCHOOL_ADMIN = "school_admin"
    DEPT = "dept"
    COUNSELOR = "counselor"
    STUDENT = "student"
    SERVICE = "service"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Mapping[Role, str] = {
    Role.PLATFORM_ADMIN: "平台管理员",
    Role.SCHOOL_ADMIN: "学校账号",
    Role.DEPT: "院系账号",
    Role.COUNSELOR: "辅导员账号",
    Role.STUDENT: "学生",
    Role.SERVICE: "系统服务",
}

STAFF = (Role.SCHOOL_ADMIN, Role.DEPT, Role.COUNSELOR)


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """One AND of columns; an unset column means all."""

    college_id: UUID
    year: int | None = None
    major_id: UUID | None = None
    class_id: UUID | None = None

    def covers(self, place: "ScopeRow") -> bool:
        """Tell whether everything in `place` lies inside this row."""
        return (
            self.college_id == place.college_id
            and self.year in (None, place.year)
            and self.major_id in (None, place.major_id)
            and self.class_id in (None, place.class_id)
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """What a principal may see: the first argument of every repository function on people.

    `rows` is None for a school-wide post; `person_id` limits a student to themself.
    """

    school_id: UUID
    rows: tuple[ScopeRow, ...] | None = None
    person_id: UUID | None = None

    def covers(self, place: ScopeRow) -> bool:
        """Tell whether a place (a student's, or another post's row) lies inside this scope."""
        if self.person_id is not None:
            return False
        return self.rows is None or any(row.covers(place) for row in self.rows)

    @property
    def is_school_wide(self) -> bool:
        return self.rows is None and self.person_id is None


@dataclass(frozen=True, slots=True)
class Post:
    """One role in one unit; an account may hold several and acts with one at a time."""

    post_id: UUID
    role: Role
    school_id: UUID | None = None
    rows: tuple[ScopeRow, ...] = ()
    student_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """A verified token: the account, its session, its one active post, and how it signed in."""

    account_id: UUID
    session_id: UUID
    post: Post
    issued_at: datetime
    signed_in_at: datetime
    level: int = 1

    @property
    def scope(self) -> Scope:
        """The scope of the active post. Raises NoSchool for posts above the schools."""
        post = self.post
        if post.school_id is None:
            raise NoSchool("当前身份不属于任何学校，请切换身份后再操作。")
        if post.role is Role.STUDENT:
            return Scope(post.school_id, (), post.student_id)
        return Scope(post.school_id, None if post.role is Role.SCHOOL_ADMIN else post.rows)

    def actor(self, ip: str | None = None) -> Actor:
        return Actor(self.account_id, self.post.post_id, self.post.role.value, ip)

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the sign-in is young enough for an act that cannot be undone."""
        return now - self.signed_in_at <= FRESH_SIGN_IN


class NoSchool(Unauthenticated):
    code = "no_school"
    title = "当前身份不属于学校"


class TokenInvalid(Unauthenticated):
    code = "token_invalid"
    title = "登录状态无效"

    def __init__(self, detail: str = "登录状态无效或已过期，请重新登录。") -> None:
        super().__init__(detail)


class TokenStale(Unauthenticated):
    """The account's posts changed after the token was issued; the client refreshes silently."""

    code = "token_stale"
    title = "登录状态需要更新"

    def __init__(self) -> None:
        super().__init__("您的账号权限有更新，请刷新登录状态后重试。")


def _optional(value: object) -> UUID | None:
    return UUID(str(value)) if value else None


def to_claims(principal: Principal, *, expires_at: datetime) -> dict[str, object]:
    """Return the claims of an access token."""
    post = principal.post
    return {
        "sub": str(principal.account_id),
        "sid": str(principal.session_id),
        "iat": principal.issued_at.timestamp(),
        "exp": int(expires_at.timestamp()),
        "auth_time": int(principal.signed_in_at.timestamp()),
        "lvl": principal.level,
        "post": {
            "id": str(post.post_id),
            "role": post.role.value,
            "school": str(post.school_id) if post.school_id else None,
            "student": str(post.student_id) if post.student_id else None,
            "rows": [
                [
                    str(row.college_id),
                    row.year,
                    str(row.major_id) if row.major_id else None,
                    str(row.class_id) if row.class_id else None,
                ]
                for row in post.rows
            ],
        },
    }


def from_claims(claims: Mapping[str, object]) -> Principal:
    """Read the claims of a verified token. Raises TokenInvalid."""
    try:
        post = cast(Mapping[str, object], claims["post"])
        rows = cast(list[list[object]], post["rows"])
        return Principal(
            account_id=UUID(str(claims["sub"])),
            session_id=UUID(str(claims["sid"])),
            issued_at=datetime.fromtimestamp(float(str(claims["iat"])), UTC),
            signed_in_at=datetime.fromtimestamp(float(str(claims["auth_time"])), UTC),
            level=int(str(claims["lvl"])),
            post=Post(
                post_id=UUID(str(post["id"])),
                role=Role(str(post["role"])),
                school_id=_optional(post["school"]),
                student_id=_optional(post["student"]),
                rows=tuple(
                    ScopeRow(
                        UUID(str(row[0])),
                        int(str(row[1])) if row[1] is not None else None,
                        _optional(row[2]),
                        _optional(row[3]),
                    )
                    for row in rows
                ),
            ),
        )
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise TokenInvalid from error
