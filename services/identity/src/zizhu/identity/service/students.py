"""A student's account and post: made at activation, found again when a password was forgotten."""

from uuid import UUID

from zizhu.common.auth import Role
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.contracts.identity import StudentActivated
from zizhu.identity.domain.accounts import HeldPost
from zizhu.identity.domain.passwords import login_key
from zizhu.identity.errors import LoginTaken
from zizhu.identity.repository import accounts, posts
from zizhu.identity.repository.students import Student, mark_activated
from zizhu.identity.service.desk import Desk
from zizhu.identity.service.fields import encrypt_account
from zizhu.identity.service.opened import opened_account
from zizhu.identity.service.staff import new_post_values


async def bind_account(
    desk: Desk, tx: Transaction, student: Student, *, login: str | None, phone: str | None
) -> UUID:
    """Return a locked student's account, made now where there is none; the phone is bound here.

    Raises LoginTaken.
    """
    found = await accounts.accounts_of_students(tx, [student.id])
    if not found:
        await _check_free(tx, login)
        return await _open(desk, tx, student, login=login, phone=phone)
    account = await accounts.lock_account(tx, found[0][0])
    values: dict[str, object] = encrypt_account(desk.parts, account.id, phone=phone)
    if login and login_key(login) != login_key(account.login or ""):
        await _check_free(tx, login)
        values |= {"login": login, "login_key": login_key(login)}
    await accounts.update_account(tx, account.id, **values)
    return account.id


async def _check_free(tx: Transaction, login: str | None) -> None:
    if login and await accounts.taken_logins(tx, [login_key(login)]):
        raise LoginTaken


async def _open(
    desk: Desk, tx: Transaction, student: Student, *, login: str | None, phone: str | None
) -> UUID:
    account_id = new_id()
    row = opened_account(
        desk.parts,
        account_id,
        school_id=student.school_id,
        login=login,
        name=student.name,
        now=tx.machine_now,
        phone=phone,
        student_id=student.id,
    )
    post = HeldPost(
        id=new_id(),
        account_id=account_id,
        school_id=student.school_id,
        role=Role.STUDENT,
        student_id=student.id,
        is_active=True,
        version=1,
    )
    await accounts.insert_accounts(tx, [row])
    await posts.insert_posts(tx, [new_post_values(post, tx, None)])
    await mark_activated(tx, student.id)
    tx.announce(
        StudentActivated(student_id=student.id, account_id=account_id, activated_at=tx.machine_now),
        subject=student.id,
        version=1,
    )
    return account_id
