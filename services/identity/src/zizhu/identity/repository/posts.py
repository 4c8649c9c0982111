"""Posts with their scope rows."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select, update

from zizhu.common.among import among
from zizhu.common.auth import Role
from zizhu.common.database import Transaction
from zizhu.identity.domain.accounts import HeldPost, ScopeLine
from zizhu.identity.models import PostRow, PostScopeRow

_LINE = [getattr(PostScopeRow, name) for name in ScopeLine.__slots__]


async def _posts(tx: Transaction, where: ColumnElement[bool]) -> list[HeldPost]:
    posts = (
        await tx.session.execute(
            select(
                PostRow.id,
                PostRow.account_id,
                PostRow.school_id,
                PostRow.role,
                PostRow.student_id,
                PostRow.status,
                PostRow.version,
            )
            .where(where)
            .order_by(PostRow.given_at, PostRow.id)
        )
    ).all()
    lines = await _lines(tx, [post.id for post in posts])
    return [
        HeldPost(
            id=post.id,
            account_id=post.account_id,
            school_id=post.school_id,
            role=Role(post.role),
            student_id=post.student_id,
            is_active=post.status == "active",
            version=post.version,
            lines=tuple(lines[post.id]),
        )
        for post in posts
    ]


async def _lines(tx: Transaction, post_ids: Sequence[UUID]) -> dict[UUID, list[ScopeLine]]:
    found: dict[UUID, list[ScopeLine]] = defaultdict(list)
    if not post_ids:
        return found
    rows = await tx.session.execute(
        select(PostScopeRow.post_id, *_LINE)
        .where(among(PostScopeRow.post_id, post_ids))
        .order_by(PostScopeRow.id)
    )
    for post_id, *values in rows:
        found[post_id].append(ScopeLine(*values))
    return found


async def posts_of(
    tx: Transaction, account_ids: Sequence[UUID], *, only_active: bool = True
) -> list[HeldPost]:
    """Return the posts of some accounts, oldest first."""
    where: ColumnElement[bool] = among(PostRow.account_id, account_ids)
    if only_active:
        where &= PostRow.status == "active"
    return await _posts(tx, where)


async def find_post(tx: Transaction, post_id: UUID) -> HeldPost | None:
    found = await _posts(tx, PostRow.id == post_id)
    return found[0] if found else None


async def staff_posts(tx: Transaction) -> list[HeldPost]:
    """Return every staff post of the transaction's school, ended ones too."""
    return await _posts(tx, PostRow.role != Role.STUDENT.value)


async def insert_posts(
    tx: Transaction, posts: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]] = ()
) -> None:
    await tx.session.execute(insert(PostRow), posts)
    if lines:
        await tx.session.execute(insert(PostScopeRow), lines)


async def update_post(tx: Transaction, post_id: UUID, **values: object) -> int:
    """Write columns; return the post's version after the change."""
    version = await tx.session.scalar(
        update(PostRow)
        .where(PostRow.id == post_id)
        .values(version=PostRow.version + 1, **values)
        .returning(PostRow.version)
    )
    return int(version or 0)


async def replace_lines(
    tx: Transaction, post_id: UUID, school_id: UUID, lines: Sequence[ScopeLine]
) -> None:
    await tx.session.execute(delete(PostScopeRow).where(PostScopeRow.post_id == post_id))
    if lines:
        await tx.session.execute(
            insert(PostScopeRow), [line_values(post_id, school_id, line) for line in lines]
        )


def line_values(post_id: UUID, school_id: UUID, line: ScopeLine) -> dict[str, Any]:
    """Return a scope row's columns."""
    return {
        "post_id": post_id,
        "school_id": school_id,
        **{name: getattr(line, name) for name in ScopeLine.__slots__},
    }


async def unmatched_lines(tx: Transaction) -> list[tuple[UUID, ScopeLine]]:
    """Return `(post_id, line)` of the school's rows that wait for their unit."""
    rows = await tx.session.execute(
        select(PostScopeRow.post_id, *_LINE)
        .where(PostScopeRow.is_matched.is_(False))
        .order_by(PostScopeRow.post_id, PostScopeRow.id)
    )
    return [(post_id, ScopeLine(*values)) for post_id, *values in rows]


async def match_line(tx: Transaction, line: ScopeLine) -> None:
    """Write the ids that a row's names turned out to mean."""
    await tx.session.execute(
        update(PostScopeRow)
        .where(PostScopeRow.id == line.id)
        .values(
            college_id=line.college_id,
            major_id=line.major_id,
            class_id=line.class_id,
            is_matched=line.is_matched,
        )
    )
