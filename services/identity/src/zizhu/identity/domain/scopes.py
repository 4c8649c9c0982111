"""Scopes of posts: what a row covers, which kind of account it makes, and who may give it.

Source: S004 and domain.md 1.2 to 1.4. A row is an AND of columns, an unset one means all; the
kind follows from the most specific column; nobody gives a scope that lies outside their own.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from zizhu.common.auth import Post, Role, ScopeRow
from zizhu.identity.domain.accounts import HeldPost, ScopeLine
from zizhu.identity.errors import BeyondOwnScope, ScopeInvalid


class PostKind(StrEnum):
    """账号类型."""

    PLATFORM = "platform"
    SCHOOL = "school"
    DEPT = "dept"
    YEAR = "year"
    MAJOR = "major"
    CLASS = "class"
    SEVERAL = "several"
    STUDENT = "student"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    PostKind.PLATFORM: "平台管理员",
    PostKind.SCHOOL: "学校账号",
    PostKind.DEPT: "院系账号",
    PostKind.YEAR: "年级账号",
    PostKind.MAJOR: "专业账号",
    PostKind.CLASS: "班级账号",
    PostKind.SEVERAL: "多范围账号",
    PostKind.STUDENT: "学生",
}
_KIND_OF_ROLE = {
    Role.PLATFORM_ADMIN: PostKind.PLATFORM,
    Role.SCHOOL_ADMIN: PostKind.SCHOOL,
    Role.STUDENT: PostKind.STUDENT,
}
# Whom each role opens accounts for: downward only (domain.md 1.2 rule 3).
_OPENS = {
    Role.PLATFORM_ADMIN: frozenset({Role.SCHOOL_ADMIN}),
    Role.SCHOOL_ADMIN: frozenset({Role.DEPT, Role.COUNSELOR}),
    Role.DEPT: frozenset({Role.COUNSELOR}),
}


def row_kind(*, has_year: bool, has_major: bool, has_class: bool) -> PostKind:
    """Return the kind of account that one row makes: its most specific column (domain.md 1.3)."""
    if has_class:
        return PostKind.CLASS
    if has_major:
        return PostKind.MAJOR
    return PostKind.YEAR if has_year else PostKind.DEPT


def line_kind(line: ScopeLine) -> PostKind:
    """Return the kind of a row, whether its units are known by id or only by name."""
    return row_kind(
        has_year=line.year is not None,
        has_major=line.major_id is not None or line.major_name is not None,
        has_class=line.class_id is not None or line.class_name is not None,
    )


def post_kind(role: Role, lines: Sequence[ScopeLine]) -> PostKind:
    """Return the kind of a post; `several` where its rows are of different kinds."""
    if role in _KIND_OF_ROLE:
        return _KIND_OF_ROLE[role]
    kinds = {line_kind(line) for line in lines}
    return kinds.pop() if len(kinds) == 1 else PostKind.SEVERAL


def role_for(kinds: Iterable[PostKind]) -> Role:
    """Return the role that rows of these kinds make: whole departments, or parts of them.

    Raises ScopeInvalid where there is no row, or both sorts are mixed.
    """
    found = set(kinds)
    if not found:
        raise ScopeInvalid("请至少指定一个院系、年级、专业或班级。")
    if found == {PostKind.DEPT}:
        return Role.DEPT
    if PostKind.DEPT in found:
        raise ScopeInvalid("院系账号与年级、专业、班级账号不能合在一个身份里，请分别添加。")
    return Role.COUNSELOR


def check_columns(*, has_college: bool, has_year: bool, has_major: bool, has_class: bool) -> None:
    """Refuse columns that name no scope. Raises ScopeInvalid.

    A class account needs all four (domain.md 1.6.6); everything needs its department.
    """
    if not has_college:
        raise ScopeInvalid("院系不能为空，请填写院系。")
    if has_class and not (has_year and has_major):
        raise ScopeInvalid("班级账号的院系、年级、专业、班级都要填写，请补全。")


def covers(giver: Post, rows: Iterable[ScopeRow]) -> bool:
    """Tell whether every row lies inside the giver's own scope."""
    if giver.role is Role.SCHOOL_ADMIN:
        return True
    return all(any(own.covers(row) for own in giver.rows) for row in rows)


def check_gives(giver: Post, role: Role) -> None:
    """Refuse a role that the giver does not open. Raises BeyondOwnScope."""
    if role not in _OPENS.get(giver.role, frozenset()):
        raise BeyondOwnScope(f"{giver.role.label}不能开通或管理{role.label}，请由上一级账号办理。")


def may_manage(giver: Post, posts: Sequence[HeldPost]) -> bool:
    """Tell whether an account with these active posts is below the giver, wholly.

    A reset password opens every post of an account, so one post outside is too many. Rows that
    are still unmatched count as outside for everybody but the school.
    """
    if giver.role not in _OPENS or not posts:
        return False
    return all(
        post.role in _OPENS[giver.role]
        and (
            giver.role is not Role.DEPT
            or (len(post.rows) == len(post.lines) and covers(giver, post.rows))
        )
        for post in posts
    )
