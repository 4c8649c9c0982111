"""The first platform administrator: a one-time slip from the command line, used once."""

import secrets
from uuid import UUID

from sqlalchemy import insert, update

from zizhu.common.auth import Role
from zizhu.common.crypto.digests import keyed_digest
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.common.keys import TOKEN
from zizhu.common.parts import Parts
from zizhu.common.people.names import normalise_name, sort_key
from zizhu.common.validity import NotValid
from zizhu.identity.domain.accounts import AccountState
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.domain.lifetimes import FIRST_SLIP
from zizhu.identity.domain.passwords import check_login, check_password, login_key
from zizhu.identity.domain.slips import FIRST_SLIP_LENGTH, read_slip, show_slip, write_slip
from zizhu.identity.errors import AccountInvalid, LoginTaken, PlatformAdminExists, SlipRefused
from zizhu.identity.models import SlipRow
from zizhu.identity.repository.accounts import (
    count_platform_admins,
    insert_accounts,
    lock_account,
    taken_logins,
    update_account,
)
from zizhu.identity.repository.posts import insert_posts
from zizhu.identity.service.desk import Begin, Desk
from zizhu.identity.service.opened import opened_account
from zizhu.identity.service.sessions import Device, SignedIn, open_session

FIRST_KIND = "first"


async def bootstrap_slip(parts: Parts, *, is_another: bool = False) -> str:
    """Return a slip for a platform administrator: once, for 24 hours; an older one is void.

    With `is_another` also where one exists already (their password is lost, or a second one is
    wanted). Raises PlatformAdminExists.
    """
    text = write_slip(secrets.choice, FIRST_SLIP_LENGTH)
    async with parts.database.transaction() as tx:
        if await count_platform_admins(tx) and not is_another:
            raise PlatformAdminExists("平台管理员已经存在，请直接登录。")
        await tx.session.execute(
            update(SlipRow)
            .where(SlipRow.school_id.is_(None), SlipRow.used_at.is_(None))
            .values(voided_at=tx.machine_now)
        )
        account_id = await _open_platform_account(parts, tx)
        slip_id = new_id()
        await tx.session.execute(
            insert(SlipRow).values(
                id=slip_id,
                account_id=account_id,
                digest=keyed_digest(parts.keys.ring, TOKEN, FIRST_KIND, text),
                issued_at=tx.machine_now,
                expires_at=tx.machine_now + FIRST_SLIP,
            )
        )
        tx.record("slip.issue", of="slip", object_id=slip_id, for_role=Role.PLATFORM_ADMIN.value)
    return show_slip(text)


async def _open_platform_account(parts: Parts, tx: Transaction) -> UUID:
    account_id = new_id()
    await insert_accounts(
        tx,
        [
            opened_account(
                parts,
                account_id,
                school_id=None,
                login=None,
                name=Role.PLATFORM_ADMIN.label,
                now=tx.machine_now,
            )
        ],
    )
    await insert_posts(
        tx,
        [
            {
                "id": new_id(),
                "account_id": account_id,
                "school_id": None,
                "role": Role.PLATFORM_ADMIN.value,
                "student_id": None,
                "status": "active",
                "version": 1,
                "given_at": tx.machine_now,
                "given_by": None,
            }
        ],
    )
    return account_id


async def activate_platform_admin(
    desk: Desk, begin: Begin, slip: str, *, login: str, password: str, name: str, device: Device
) -> SignedIn:
    """Let the holder of the first slip choose login and password, and sign them in.

    Raises SlipRefused, LoginInvalid, LoginTaken, WeakPassword, AccountInvalid.
    """
    chosen = check_login(login)
    check_password(password, chosen)
    shown = _name(name)
    key = await desk.signer.current()
    hashed = await desk.hashing.hash(password)
    digest = desk.token_digest(FIRST_KIND, read_slip(slip))
    async with begin() as tx:
        account_id = await tx.session.scalar(
            update(SlipRow)
            .where(
                SlipRow.digest == digest,
                SlipRow.school_id.is_(None),
                SlipRow.used_at.is_(None),
                SlipRow.voided_at.is_(None),
                SlipRow.expires_at > tx.machine_now,
            )
            .values(used_at=tx.machine_now)
            .returning(SlipRow.account_id)
        )
        if account_id is None:
            raise SlipRefused("激活码不正确、已使用或已过期，请用 zizhu 命令重新生成。")
        if await taken_logins(tx, [login_key(chosen)]):
            raise LoginTaken
        account = await lock_account(tx, account_id)
        await update_account(
            tx,
            account.id,
            login=chosen,
            login_key=login_key(chosen),
            name=shown,
            sort_key=sort_key(shown),
            password_hash=hashed,
            password_at=tx.machine_now,
            state=AccountState.ACTIVE.value,
            is_demo=password == DEMO_PASSWORD and desk.parts.settings.profile.shows_codes,
        )
        tx.record("account.activate", of="account", object_id=account.id, by="slip")
        return await open_session(desk, tx, key, account, method="slip", device=device)


def _name(text: str) -> str:
    try:
        return normalise_name(text)
    except NotValid as wrong:
        raise AccountInvalid(wrong.message) from wrong
