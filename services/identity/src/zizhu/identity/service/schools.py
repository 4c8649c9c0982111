"""School accounts: opened, renamed and cut off as roster's universities change."""

from zizhu.common.auth import Role
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.common.parts import Parts
from zizhu.common.people.names import normalise_name, sort_key
from zizhu.contracts.roster import SchoolChanged
from zizhu.contracts.sealing import SCHOOL, seal_context
from zizhu.identity.domain.accounts import AccountState
from zizhu.identity.domain.lifetimes import ACCESS_TOKEN
from zizhu.identity.domain.passwords import login_key
from zizhu.identity.errors import LoginTaken
from zizhu.identity.repository.accounts import (
    find_account,
    insert_accounts,
    recently_used,
    taken_logins,
    update_account,
)
from zizhu.identity.repository.posts import find_post, insert_posts
from zizhu.identity.repository.register import (
    School,
    count_students,
    find_school,
    project_school,
    update_school,
)
from zizhu.identity.repository.sessions import end_school_sessions
from zizhu.identity.service.access import cut_off
from zizhu.identity.service.announcing import announce_post
from zizhu.identity.service.fields import encrypt_account
from zizhu.identity.service.opened import opened_account


async def take_over_school(
    parts: Parts, tx: Transaction, event: SchoolChanged, version: int
) -> None:
    """Project a university; open its account when it is new, cut everybody off on suspension.

    Older news changes nothing (domain.md 1.2: the school account opens all others).
    """
    before = await find_school(tx, event.school_id, lock=True)
    row = {
        "id": event.school_id,
        "code": event.code,
        "name": event.name,
        "status": event.status,
        "version": version,
    }
    if not await project_school(tx, row):
        return
    if before is None or before.admin_account_id is None:
        await _open_admin(parts, tx, event)
    else:
        await _correct_admin(parts, tx, before, event)
    if before is not None and before.is_active and event.status != "active":
        await _suspend(tx)


async def _open_admin(parts: Parts, tx: Transaction, event: SchoolChanged) -> None:
    account_id, post_id = new_id(), new_id()
    login = await _free_login(tx, event)
    row = opened_account(
        parts,
        account_id,
        school_id=event.school_id,
        login=login,
        name=normalise_name(event.admin_name),
        phone=_phone(parts, event),
        now=tx.machine_now,
    )
    await insert_accounts(tx, [row])
    await insert_posts(
        tx,
        [
            {
                "id": post_id,
                "account_id": account_id,
                "school_id": event.school_id,
                "role": Role.SCHOOL_ADMIN.value,
                "student_id": None,
                "status": "active",
                "version": 1,
                "given_at": tx.machine_now,
                "given_by": None,
            }
        ],
    )
    await update_school(
        tx,
        event.school_id,
        admin_account_id=account_id,
        students=await count_students(tx),
    )
    held = await find_post(tx, post_id)
    if held is not None:
        announce_post(tx, held, str(row["name"]))
    tx.record("account.open", of="account", object_id=account_id, role=Role.SCHOOL_ADMIN.value)


async def _free_login(tx: Transaction, event: SchoolChanged) -> str:
    """Return the login that roster proposes, or, where somebody has it, with the school's code."""
    proposals = (event.admin_login, f"{event.admin_login}-{event.code}")
    gone = await taken_logins(tx, [login_key(login) for login in proposals])
    for login in proposals:
        if login_key(login) not in gone:
            return login
    raise LoginTaken


async def _correct_admin(
    parts: Parts, tx: Transaction, before: School, event: SchoolChanged
) -> None:
    """Until somebody has signed in, roster's name and phone of the first account are the right
    ones; afterwards the account is the school's own.
    """
    if before.admin_account_id is None:
        return
    account = await find_account(tx, before.admin_account_id)
    if account.state is not AccountState.OPENED:
        return
    name = normalise_name(event.admin_name)
    await update_account(
        tx,
        account.id,
        name=name,
        sort_key=sort_key(name),
        **encrypt_account(parts, account.id, phone=_phone(parts, event)),
    )


def _phone(parts: Parts, event: SchoolChanged) -> str | None:
    sealed = event.admin_phone.get("identity")
    if sealed is None:
        return None
    return parts.keys.unsealer().unseal(
        sealed, seal_context(SCHOOL, event.school_id, "admin_phone")
    )


async def _suspend(tx: Transaction) -> None:
    """End every sign-in of a suspended school; tokens of accounts unseen for longer are over."""
    if tx.school_id is None:
        return
    accounts = await recently_used(tx, tx.machine_now - ACCESS_TOKEN)
    await cut_off(tx, accounts, "school_suspended")
    ended = await end_school_sessions(tx, tx.school_id, "school_suspended")
    tx.record("school.cut_off", of="school", object_id=tx.school_id, sessions=ended)
