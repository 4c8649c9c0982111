"""Signing in and sessions on the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.auth import Role
from zizhu.common.wire import Body
from zizhu.identity.domain.accounts import HeldPost, ScopeLine
from zizhu.identity.domain.scopes import PostKind, post_kind
from zizhu.identity.repository.sessions import Session
from zizhu.identity.service.sessions import SignedIn


class PasswordIn(Body):
    """Account (login name or mobile number) and password."""

    login: str = Field(max_length=64)
    password: str = Field(max_length=256)


class PostChoice(Body):
    """Which post to act with."""

    post_id: UUID


class ScopeOut(BaseModel):
    """One row of a scope: an AND of columns; an unset one means all. 未匹配 rows give no rights."""

    college_id: UUID | None
    college: str
    year: int | None
    major_id: UUID | None
    major: str | None
    class_id: UUID | None
    class_name: str | None
    is_matched: bool

    @classmethod
    def of(cls, line: ScopeLine) -> Self:
        return cls(
            college_id=line.college_id,
            college=line.college_name,
            year=line.year,
            major_id=line.major_id,
            major=line.major_name,
            class_id=line.class_id,
            class_name=line.class_name,
            is_matched=line.is_matched,
        )


class PostOut(BaseModel):
    """A post as its holder and their administrators see it."""

    id: UUID
    role: Role
    role_label: str
    kind: PostKind
    kind_label: str
    school_id: UUID | None
    student_id: UUID | None
    is_active: bool
    version: int
    scope: list[ScopeOut]

    @classmethod
    def of(cls, post: HeldPost) -> Self:
        kind = post_kind(post.role, post.lines)
        return cls(
            id=post.id,
            role=post.role,
            role_label=post.role.label,
            kind=kind,
            kind_label=kind.label,
            school_id=post.school_id,
            student_id=post.student_id,
            is_active=post.is_active,
            version=post.version,
            scope=[ScopeOut.of(line) for line in post.lines],
        )


class SessionOut(BaseModel):
    """A session: keep the access token in memory; the refresh token is a cookie.

    `place` is a student's own year, major and class in words.
    """

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name
    expires_in: int
    account_id: UUID
    login: str | None
    name: str
    school_id: UUID | None
    school_name: str | None
    place: str | None
    post: PostOut
    posts: list[PostOut]

    @classmethod
    def of(cls, found: SignedIn) -> Self:
        return cls(
            access_token=found.access_token,
            expires_in=found.expires_in,
            account_id=found.account.id,
            login=found.account.login,
            name=found.account.name,
            school_id=found.account.school_id,
            school_name=found.school.name if found.school else None,
            place=found.place,
            post=PostOut.of(found.post),
            posts=[PostOut.of(post) for post in found.posts],
        )


class OpenSession(BaseModel):
    """One sign-in in the holder's own list."""

    id: UUID
    device: str
    ip: str | None
    method: str
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    is_current: bool

    @classmethod
    def of(cls, session: Session, current: UUID) -> Self:
        return cls(
            id=session.id,
            device=session.device,
            ip=session.ip,
            method=session.method,
            opened_at=session.opened_at,
            seen_at=session.seen_at,
            expires_at=session.expires_at,
            is_current=session.id == current,
        )


class Ended(BaseModel):
    """How many sign-ins were ended."""

    ended: int
