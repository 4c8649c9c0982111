"""Setting passwords: with the present one, after a code, or with a slip from the account above."""

from uuid import UUID

from zizhu.common.auth import Principal
from zizhu.common.database import Transaction
from zizhu.identity.domain.accounts import Account, AccountState
from zizhu.identity.domain.allowance import SLIP_ACCOUNT
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.domain.passwords import check_password, login_key
from zizhu.identity.domain.slips import read_slip
from zizhu.identity.errors import NoSuchSession, SignInRefused, SlipRefused
from zizhu.identity.repository.accounts import (
    candidates,
    find_account,
    lock_account,
    secret_columns,
    update_account,
)
from zizhu.identity.repository.limits import forget_failures
from zizhu.identity.repository.sessions import end_sessions, find_session
from zizhu.identity.repository.slips import holds_slip, use_slip
from zizhu.identity.service.access import make_stale
from zizhu.identity.service.desk import Begin, Desk
from zizhu.identity.service.limits import spend
from zizhu.identity.service.sessions import Device, SignedIn, open_session
from zizhu.identity.service.signin import prove_password
from zizhu.identity.service.slips import SLIP_KIND


async def store_password(
    desk: Desk, tx: Transaction, account: Account, hashed: str, *, is_demo: bool
) -> None:
    """Write a password's hash; a demo password is only ever marked where codes are shown."""
    await update_account(
        tx,
        account.id,
        password_hash=hashed,
        password_at=tx.machine_now,
        is_demo=is_demo and desk.parts.settings.profile.shows_codes,
    )


async def change_password(
    desk: Desk, begin: Begin, principal: Principal, current: str | None, new: str
) -> None:
    """Change one's own password; every other session ends.

    The present password is asked for, except just after signing in by code or slip, or where none
    was set. Raises SignInRefused, SignInLocked, WeakPassword, NoSuchSession.
    """
    async with begin() as tx:
        account = await find_account(tx, principal.account_id)
        stored = (await secret_columns(tx, account.id))["password_hash"]
        session = await find_session(tx, principal.session_id)
    if session is None:
        raise NoSuchSession("登录已结束，请重新登录。")
    check_password(new, account.login)
    is_proved = session.method != "password" and principal.is_fresh(desk.parts.machine.now())
    if stored is not None and not is_proved:
        await prove_password(desk, begin, typed_name(account), stored, current or "")
    hashed = await desk.hashing.hash(new)
    async with begin() as tx:
        locked = await lock_account(tx, account.id)
        await store_password(desk, tx, locked, hashed, is_demo=new == DEMO_PASSWORD)
        await end_sessions(
            tx, [account.id], tx.machine_now, "password_changed", but=principal.session_id
        )
        await make_stale(tx, locked)
        tx.record("password.change", of="account", object_id=account.id)


def typed_name(account: Account) -> str:
    """Return the name under which an account's own failures are counted."""
    return account.login or f"account.{account.id}"


async def activate_staff(
    desk: Desk, begin: Begin, login: str, slip: str, *, password: str, device: Device
) -> SignedIn:
    """Let the holder of a slip set a password, for the first time or anew, and sign them in.

    Every other session ends. Raises TriedTooOften, WeakPassword, SlipRefused (one answer whatever
    was wrong), NoPost, SchoolSuspended.
    """
    key = login_key(login)
    await spend(begin, "slip", desk.token_digest("login", key), SLIP_ACCOUNT)
    check_password(password, key)
    digest = desk.token_digest(SLIP_KIND, read_slip(slip))
    found = await _holder(begin, key, digest)
    if found is None:
        async with begin() as tx:
            tx.record("account.activate", of="account", object_id="unknown", result="failed")
        raise SlipRefused(
            "账户名或激活码不正确、已使用或已过期，请核对后重试，或向上级账号重新领取。"
        )
    account_id, school_id = found
    signing = await desk.signer.current()
    hashed = await desk.hashing.hash(password)
    async with begin() as tx:
        await tx.limit_to(school_id)
        account = await lock_account(tx, account_id)
        if not await use_slip(tx, digest, account_id=account_id):
            raise SlipRefused("激活码已使用，请向上级账号重新领取。")
        await store_password(desk, tx, account, hashed, is_demo=password == DEMO_PASSWORD)
        await forget_failures(tx, "login", desk.token_digest("login", key))
        await end_sessions(tx, [account_id], tx.machine_now, "password_reset")
        await make_stale(tx, account)
        tx.record("account.activate", of="account", object_id=account_id, by="slip")
        locked = await lock_account(tx, account_id)
        return await open_session(desk, tx, signing, locked, method="slip", device=device)


async def _holder(begin: Begin, key: str, digest: bytes) -> tuple[UUID, UUID | None] | None:
    """Return the account of a login name that holds this slip, with its school."""
    async with begin() as tx:
        known = await candidates(tx, login_key=key)
        for candidate in known:
            await tx.limit_to(candidate.school_id)
            account = await find_account(tx, candidate.account_id)
            is_open = account.state is not AccountState.CLOSED and account.student_id is None
            if is_open and await holds_slip(tx, digest, account_id=account.id):
                return account.id, candidate.school_id
    return None


async def verify_password(desk: Desk, begin: Begin, principal: Principal, password: str) -> None:
    """Prove again who is signed in, by password. Raises SignInRefused or SignInLocked."""
    async with begin() as tx:
        account = await find_account(tx, principal.account_id)
        stored = (await secret_columns(tx, account.id))["password_hash"]
    if stored is None:
        raise SignInRefused("您还没有设置密码，请用短信验证码验证。")
    await prove_password(desk, begin, typed_name(account), stored, password)
