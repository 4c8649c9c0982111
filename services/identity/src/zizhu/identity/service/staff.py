"""Opening and correcting staff accounts, one at a time. Downward only, never beyond one's scope."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from zizhu.common.auth import Post, Principal, Role, ScopeRow
from zizhu.common.database import Transaction
from zizhu.common.errors import Finding
from zizhu.common.ids import new_id
from zizhu.common.parts import Parts
from zizhu.common.people.names import normalise_name, sort_key
from zizhu.common.people.phones import normalise_phone
from zizhu.common.validity import NotValid
from zizhu.identity.domain.accounts import HeldPost, ScopeLine
from zizhu.identity.domain.passwords import login_key
from zizhu.identity.domain.scopes import may_manage
from zizhu.identity.domain.staff import StaffDraft, StaffTyped, draft_of, placed
from zizhu.identity.errors import AccountInvalid, BeyondOwnScope, LoginTaken
from zizhu.identity.repository import accounts, posts
from zizhu.identity.repository.staff import StaffAccount, find_staff
from zizhu.identity.repository.units import units_of
from zizhu.identity.service.access import make_stale
from zizhu.identity.service.announcing import announce_post
from zizhu.identity.service.desk import Desk
from zizhu.identity.service.fields import encrypt_account
from zizhu.identity.service.opened import opened_account

Staff = tuple[StaffAccount, list[HeldPost]]


async def open_staff(
    parts: Parts,
    tx: Transaction,
    principal: Principal,
    typed: StaffTyped,
    *,
    rows: list[ScopeRow],
    today: date,
) -> UUID:
    """Open one account with one post; its holder activates it with a slip. Return its id.

    Raises AccountInvalid, ScopeInvalid, NoStudentsYet, UnitNotYetKnown, BeyondOwnScope,
    LoginTaken. Source: S004 single add, domain.md 1.4.
    """
    school_id = principal.scope.school_id
    draft = draft_of(typed, today)
    role, lines = placed(principal.post, rows, await units_of(tx, school_id), new_id)
    if await accounts.taken_logins(tx, [login_key(draft.login)]):
        raise LoginTaken
    account_id = new_id()
    await insert_staff(parts, tx, [(account_id, draft, role, lines)], by=principal.account_id)
    return account_id


async def insert_staff(
    parts: Parts,
    tx: Transaction,
    drafts: list[tuple[UUID, StaffDraft, Role, list[ScopeLine]]],
    *,
    by: UUID,
) -> None:
    """Insert accounts with one post each, announce the posts, write the audit lines."""
    school_id = tx.school_id
    if school_id is None or not drafts:
        return
    held = [
        HeldPost(
            id=new_id(),
            account_id=account_id,
            school_id=school_id,
            role=role,
            student_id=None,
            is_active=True,
            version=1,
            lines=tuple(lines),
        )
        for account_id, _, role, lines in drafts
    ]
    await accounts.insert_accounts(
        tx,
        [
            opened_account(
                parts,
                account_id,
                school_id=school_id,
                login=draft.login,
                name=draft.name,
                now=tx.machine_now,
                phone=draft.phone,
                document=draft.document,
                title=draft.title,
                remark=draft.remark,
            )
            for account_id, draft, _, _ in drafts
        ],
    )
    await posts.insert_posts(
        tx,
        [new_post_values(post, tx, by) for post in held],
        [posts.line_values(post.id, school_id, line) for post in held for line in post.lines],
    )
    for post, (_, draft, _, _) in zip(held, drafts, strict=True):
        announce_post(tx, post, draft.name)
        tx.record("account.open", of="account", object_id=post.account_id, role=post.role.value)


def new_post_values(post: HeldPost, tx: Transaction, by: UUID | None) -> dict[str, object]:
    """Return the columns of a post given now."""
    return {
        "id": post.id,
        "account_id": post.account_id,
        "school_id": post.school_id,
        "role": post.role.value,
        "student_id": post.student_id,
        "status": "active",
        "version": post.version,
        "given_at": tx.machine_now,
        "given_by": by,
    }


async def show_staff(tx: Transaction, principal: Principal, account_id: UUID) -> Staff:
    """Return an account inside the caller's scope, with its active posts. Raises NoSuchAccount."""
    account = await find_staff(tx, principal.scope, account_id)
    return account, await posts.posts_of(tx, [account_id])


async def managed(tx: Transaction, principal: Principal, account_id: UUID) -> Staff:
    """Return an account that is wholly below the caller. Raises NoSuchAccount, BeyondOwnScope."""
    account, held = await show_staff(tx, principal, account_id)
    check_manages(principal.post, held)
    return account, held


def check_manages(giver: Post, held: list[HeldPost]) -> None:
    """Raise BeyondOwnScope where an account holds anything above or beside the caller."""
    if not may_manage(giver, held):
        raise BeyondOwnScope("该账号还有您管理范围以外的身份，请由上一级账号办理。")


async def correct_staff(
    desk: Desk,
    tx: Transaction,
    principal: Principal,
    account: StaffAccount,
    *,
    changes: dict[str, str],
    reason: str,
) -> None:
    """Correct name, phone, 身份 or 备注 of an account, never its login name; audited.

    `changes` holds the fields to change. The old number and the new one get a message where SMS
    can be sent (domain.md 1.5). Raises AccountInvalid, BeyondOwnScope.
    """
    values: dict[str, object] = {key: changes[key].strip() for key in _PLAIN & changes.keys()}
    if "name" in changes:
        name = _checked("name", lambda: normalise_name(changes["name"]))
        values |= {"name": name, "sort_key": sort_key(name)}
    if "phone" in changes:
        _check_not_own(principal, account)
        phone = _checked("phone", lambda: normalise_phone(changes["phone"]))
        values |= encrypt_account(desk.parts, account.id, phone=phone)
        await tell_both(desk, tx, account.id, account.phone, phone)
    await accounts.lock_account(tx, account.id)
    await accounts.update_account(tx, account.id, **values)
    tx.record(
        "account.correct",
        of="account",
        object_id=account.id,
        reason=reason,
        fields=sorted(changes),
        by_self=principal.account_id == account.id,
    )
    if "name" in changes:
        await _announce_name(tx, account.id, str(values["name"]))


def _check_not_own(principal: Principal, account: StaffAccount) -> None:
    """One's own login phone is proved by codes; only the account above may set it."""
    if account.id == principal.account_id:
        raise BeyondOwnScope("更换自己的登录手机号需要验证码，请在“更换手机号”中办理。")


_PLAIN = frozenset({"title", "remark"})


async def _announce_name(tx: Transaction, account_id: UUID, name: str) -> None:
    for post in await posts.posts_of(tx, [account_id]):
        version = await posts.update_post(tx, post.id)
        announce_post(tx, replace(post, version=version), name)


def _checked(field: str, read: Callable[[], str]) -> str:
    try:
        return read()
    except NotValid as wrong:
        finding = Finding(wrong.message, field=field)
        raise AccountInvalid("账号信息有误，请按提示修改。", errors=[finding]) from wrong


async def tell_both(
    desk: Desk, tx: Transaction, account_id: UUID, before: str | None, after: str
) -> None:
    """Tell the old and the new number that the login phone changed, where SMS can be sent."""
    if not desk.sms.is_open:
        return
    text = "您的资助系统登录手机号已变更。如非本人办理，请立即联系学校资助部门。"
    if before is not None:
        await desk.sms.send(tx, desk.decrypt("phone", account_id, before), text)
    await desk.sms.send(tx, after, text)


async def refresh_access(tx: Transaction, account_id: UUID) -> None:
    """Let an account's tokens turn stale, because what it may do has changed."""
    await make_stale(tx, await accounts.lock_account(tx, account_id))
