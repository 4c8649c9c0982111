"""Giving, changing and ending staff posts; tokens turn stale in the same transaction."""

from dataclasses import replace
from uuid import UUID

from zizhu.common.auth import Principal, Role, ScopeRow
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.identity.domain.accounts import HeldPost, ScopeLine
from zizhu.identity.domain.scopes import check_gives, covers, line_kind, role_for
from zizhu.identity.domain.staff import placed
from zizhu.identity.errors import BeyondOwnScope, NoSuchPost, OwnLastAdmin, PostEnded
from zizhu.identity.repository import posts
from zizhu.identity.repository.accounts import lock_account
from zizhu.identity.repository.sessions import end_sessions
from zizhu.identity.repository.slips import void_slips
from zizhu.identity.repository.staff import StaffAccount
from zizhu.identity.repository.units import units_of
from zizhu.identity.service.announcing import announce_post
from zizhu.identity.service.staff import new_post_values, refresh_access, show_staff


async def give_post(
    tx: Transaction, principal: Principal, account_id: UUID, rows: list[ScopeRow], *, reason: str
) -> None:
    """Give an account one more post, or more rows in the one that it has: roles are additive.

    Raises NoSuchAccount, ScopeInvalid, NoStudentsYet, UnitNotYetKnown, BeyondOwnScope.
    Source: domain.md 1.2 rules 1 and 4.
    """
    await lock_account(tx, account_id)
    account, held = await show_staff(tx, principal, account_id)
    known = await units_of(tx, account.school_id)
    role, lines = placed(principal.post, rows, known, new_id)
    same = next((post for post in held if post.role is role), None)
    await _widen(tx, principal, account_id)
    if same is None:
        await _insert(tx, principal, account, role, lines)
    else:
        have = {line.row for line in same.lines}
        fresh = [line for line in lines if line.row not in have]
        await _rewrite(tx, account, same, [*same.lines, *fresh])
    tx.record("post.give", of="account", object_id=account_id, role=role.value, reason=reason)


async def _widen(tx: Transaction, principal: Principal, account_id: UUID) -> None:
    """Let tokens turn stale, and void slips of others: theirs would open the new rows too."""
    await refresh_access(tx, account_id)
    await void_slips(tx, account_id, but_by=principal.account_id)


async def _insert(
    tx: Transaction,
    principal: Principal,
    account: StaffAccount,
    role: Role,
    lines: list[ScopeLine],
) -> None:
    post = HeldPost(
        id=new_id(),
        account_id=account.id,
        school_id=account.school_id,
        role=role,
        student_id=None,
        is_active=True,
        version=1,
        lines=tuple(lines),
    )
    await posts.insert_posts(
        tx,
        [new_post_values(post, tx, principal.account_id)],
        [posts.line_values(post.id, account.school_id, line) for line in lines],
    )
    announce_post(tx, post, account.name)


async def _rewrite(
    tx: Transaction, account: StaffAccount, post: HeldPost, lines: list[ScopeLine]
) -> None:
    await posts.replace_lines(tx, post.id, account.school_id, lines)
    version = await posts.update_post(tx, post.id)
    announce_post(tx, replace(post, version=version, lines=tuple(lines)), account.name)


async def change_scope(
    tx: Transaction,
    principal: Principal,
    account_id: UUID,
    post_id: UUID,
    *,
    rows: list[ScopeRow],
    reason: str,
) -> None:
    """Replace the rows of a post that lie inside the caller's scope; the others stay.

    Raises NoSuchAccount, NoSuchPost, ScopeInvalid, UnitNotYetKnown, NoStudentsYet, BeyondOwnScope.
    """
    account, post = await _own_post(tx, principal, account_id, post_id)
    known = await units_of(tx, account.school_id)
    _, lines = placed(principal.post, rows, known, new_id)
    kept = [
        line for line in post.lines if line.row is None or not covers(principal.post, [line.row])
    ]
    if principal.post.role is Role.SCHOOL_ADMIN:
        kept = []
    if role_for(line_kind(line) for line in [*kept, *lines]) is not post.role:
        raise BeyondOwnScope("新的管理范围会改变账号类型，请撤销原身份后重新添加。")
    await _widen(tx, principal, account_id)
    await _rewrite(tx, account, post, [*kept, *lines])
    tx.record("post.change_scope", of="post", object_id=post_id, reason=reason)


async def end_post(
    tx: Transaction, principal: Principal, account_id: UUID, post_id: UUID, *, reason: str
) -> None:
    """End a post at once; with the last one every session ends.

    Raises NoSuchAccount, NoSuchPost, PostEnded, BeyondOwnScope, OwnLastAdmin.
    """
    account, post = await _own_post(tx, principal, account_id, post_id)
    if not covers(principal.post, post.rows):
        raise BeyondOwnScope("该身份还有您管理范围以外的部分，请由上一级账号办理。")
    await refresh_access(tx, account_id)
    version = await posts.update_post(tx, post_id, status="ended", ended_at=tx.machine_now)
    announce_post(tx, replace(post, version=version, is_active=False), account.name)
    tx.record("post.end", of="post", object_id=post_id, reason=reason)
    if not await posts.posts_of(tx, [account_id]):
        await end_sessions(tx, [account_id], tx.machine_now, "post_ended")


async def _own_post(
    tx: Transaction, principal: Principal, account_id: UUID, post_id: UUID
) -> tuple[StaffAccount, HeldPost]:
    """Return a post that the caller may change, of an account that the caller sees.

    The account is locked first: what is read here is written back, and two officers who change
    one account would each undo the other's change.
    """
    await lock_account(tx, account_id)
    account, _ = await show_staff(tx, principal, account_id)
    post = await posts.find_post(tx, post_id)
    if post is None or post.account_id != account_id:
        raise NoSuchPost("没有这个身份，请刷新后重试。")
    if not post.is_active:
        raise PostEnded("这个身份已经撤销，无需再次操作。")
    if account_id == principal.account_id and post.role is Role.SCHOOL_ADMIN:
        raise OwnLastAdmin("不能撤销自己最后的管理员身份，请由上级平台管理员办理。")
    check_gives(principal.post, post.role)
    return account, post
