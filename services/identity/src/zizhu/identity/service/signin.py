"""Signing in by account and password. Failures are counted by what was typed, known to us or not,
and every refusal before success is the same sentence.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from zizhu.common.people.phones import normalise_phone
from zizhu.common.validity import NotValid
from zizhu.identity.domain.passwords import login_key
from zizhu.identity.errors import NoPost, SchoolSuspended, SignInLocked, SignInRefused
from zizhu.identity.repository.accounts import Candidate, candidates, lock_account
from zizhu.identity.repository.limits import count_failure, find_lock, forget_failures
from zizhu.identity.service.desk import Begin, Desk
from zizhu.identity.service.sessions import Device, SignedIn, open_session

# A family's number may open several accounts; more than these are not tried with one password.
_MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed as account, as the kind and digest that failures are counted under."""

    kind: str
    key: bytes
    login: str | None = None
    phone: bytes | None = None


def read_typed(desk: Desk, text: str) -> Typed:
    """Tell a mobile number from a login name; a login name begins with a letter."""
    try:
        phone = desk.parts.keys.phone(normalise_phone(text))
    except NotValid:
        key = login_key(text)
        return Typed("login", desk.token_digest("login", key), login=key)
    return Typed("phone", phone, phone=phone)


async def check_lock(desk: Desk, begin: Begin, typed: Typed) -> None:
    """Raise SignInLocked while a name or number is locked."""
    async with begin() as tx:
        lock = await find_lock(tx, typed.kind, typed.key)
    _refuse_locked(lock.seconds_left(desk.parts.machine.now()))


def _refuse_locked(seconds: int) -> None:
    if seconds:
        minutes = -(-seconds // 60)
        raise SignInLocked(
            f"连续输错次数过多，请 {minutes} 分钟后再试，或用其他方式登录。", retry_after=seconds
        )


async def sign_in(desk: Desk, begin: Begin, login: str, password: str, device: Device) -> SignedIn:
    """Open a session for an account and its password.

    Raises SignInRefused or SignInLocked whatever was wrong; then NoPost, SchoolSuspended.
    """
    typed = read_typed(desk, login)
    await check_lock(desk, begin, typed)
    async with begin() as tx:
        known = (await candidates(tx, login_key=typed.login, phone=typed.phone))[:_MOST_CANDIDATES]
    key = await desk.signer.current()
    found = await _matching(desk, known, password)
    if found is None:
        await note_failure(begin, typed, known)
        raise SignInRefused("账户名或密码不正确，请核对后重试。")
    async with noting_refusal(begin, found), begin() as tx:
        await tx.limit_to(found.school_id)
        account = await lock_account(tx, found.account_id)
        await forget_failures(tx, typed.kind, typed.key)
        return await open_session(desk, tx, key, account, method="password", device=device)


@asynccontextmanager
async def noting_refusal(begin: Begin, found: Candidate) -> AsyncIterator[None]:
    """Leave an audit line where somebody proved who they are and still may not sign in."""
    try:
        yield
    except (NoPost, SchoolSuspended) as refusal:
        async with begin() as tx:
            await tx.limit_to(found.school_id)
            tx.record(
                "session.open",
                of="account",
                object_id=found.account_id,
                result="refused",
                code=refusal.code,
            )
        raise


async def _matching(desk: Desk, known: list[Candidate], password: str) -> Candidate | None:
    for candidate in known:
        if await desk.hashing.matches(password, candidate.password_hash):
            return candidate
    if not known:
        await desk.hashing.matches(password, None)
    return None


async def note_failure(begin: Begin, typed: Typed, known: list[Candidate]) -> None:
    """Count a failed sign-in and leave an audit line; what was typed is not kept."""
    async with begin() as tx:
        lock = await count_failure(tx, typed.kind, typed.key, tx.machine_now)
        owner = known[0] if len(known) == 1 else None
        if owner is not None:
            await tx.limit_to(owner.school_id)
        tx.record(
            "session.open",
            of="account",
            object_id=owner.account_id if owner else "unknown",
            result="failed",
            is_locked=lock.locked_until is not None,
        )


async def prove_password(
    desk: Desk, begin: Begin, login: str, stored: str | None, password: str
) -> None:
    """Refuse unless a signed-in holder knows their password; counts like a sign-in.

    Raises SignInRefused or SignInLocked.
    """
    typed = read_typed(desk, login)
    await check_lock(desk, begin, typed)
    if not await desk.hashing.matches(password, stored):
        await note_failure(begin, typed, [])
        raise SignInRefused("当前密码不正确，请核对后重试。")
