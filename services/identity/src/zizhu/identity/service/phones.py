"""Signing in by phone and code, and changing the login phone."""

from dataclasses import dataclass
from uuid import UUID

from zizhu.common.auth import Principal
from zizhu.common.database import Transaction
from zizhu.identity.domain.accounts import Account, AccountState, HeldPost
from zizhu.identity.errors import (
    AccountNotOpened,
    CodeRefused,
    ConfirmationRefused,
    NoPost,
    NoSuchPost,
    PhoneNeedsProof,
    SignInRefused,
)
from zizhu.identity.repository.accounts import (
    Candidate,
    candidates,
    find_account,
    lock_account,
    secret_columns,
    touch_account,
    update_account,
)
from zizhu.identity.repository.limits import forget_failures
from zizhu.identity.repository.posts import posts_of
from zizhu.identity.repository.register import School, find_school
from zizhu.identity.service.codes import (
    SIGN_IN,
    check_code,
    check_sms,
    own_phone,
    read_phone,
    request_code,
    spend_code,
)
from zizhu.identity.service.desk import Begin, Desk
from zizhu.identity.service.dormant import Confirmation, require_awake, wake
from zizhu.identity.service.fields import encrypt_account
from zizhu.identity.service.sessions import Device, SignedIn, open_session
from zizhu.identity.service.signin import Typed, check_lock, note_failure, noting_refusal
from zizhu.identity.service.staff import tell_both

OLD_PHONE = "old_phone"
NEW_PHONE = "new_phone"


@dataclass(frozen=True, slots=True)
class Choice:
    """A post that a phone may act with; the code stays good until one is chosen."""

    account: Account
    post: HeldPost
    school: School | None


async def sign_in_by_code(
    desk: Desk,
    begin: Begin,
    text: str,
    code: str,
    *,
    device: Device,
    post_id: UUID | None = None,
    confirmation: Confirmation | None = None,
) -> SignedIn | list[Choice]:
    """Open a session for a phone and its code; several posts are answered as choices.

    Whether a number is known is told only to who proved to hold it, and one that was not used for
    180 days asks for a confirmation (domain.md 1.5). Raises SignInRefused, SignInLocked; then
    AccountNotOpened, PhoneNeedsConfirmation, PhoneDormant, ConfirmationRefused, NoPost, NoSuchPost,
    SchoolSuspended.
    """
    check_sms(desk)
    phone = read_phone(text)
    digest = desk.parts.keys.phone(phone)
    typed = Typed("phone", digest, phone=digest)
    await check_lock(desk, begin, typed)
    if not await check_code(desk, begin, SIGN_IN, phone, code):
        await note_failure(begin, typed, [])
        raise SignInRefused("验证码不正确或已过期，请核对或重新获取。")
    async with begin() as tx:
        known = await candidates(tx, phone=digest)
        awake = await wake(desk, tx, known, confirmation)
        choices = [choice for one in awake.candidates for choice in await _choices(tx, one)]
    try:
        require_awake(awake, confirmation)
    except ConfirmationRefused:
        await note_failure(begin, typed, known)
        raise
    _refuse_nobody(known, choices)
    if post_id is None and len(choices) > 1:
        return choices
    chosen = _chosen(choices, post_id)
    key = await desk.signer.current()
    owner = Candidate(chosen.account.id, chosen.account.school_id, None)
    async with noting_refusal(begin, owner), begin() as tx:
        if not await spend_code(desk, tx, SIGN_IN, phone, code):
            raise SignInRefused("验证码已使用，请重新获取。")
        await tx.limit_to(chosen.account.school_id)
        account = await lock_account(tx, chosen.account.id)
        await forget_failures(tx, typed.kind, typed.key)
        await touch_account(tx, account.id, phone_at=tx.machine_now)
        return await open_session(
            desk, tx, key, account, method="code", device=device, post_id=chosen.post.id
        )


def _refuse_nobody(known: list[Candidate], choices: list[Choice]) -> None:
    if not known:
        raise AccountNotOpened("该手机号未开通账号，请联系学校或院系资助负责人开通。")
    if not choices:
        raise NoPost("您的账号目前没有可用的身份，请联系上级账号（学校或院系）开通。")


async def _choices(tx: Transaction, candidate: Candidate) -> list[Choice]:
    await tx.limit_to(candidate.school_id)
    account = await find_account(tx, candidate.account_id)
    if account.state is AccountState.CLOSED:
        return []
    school = await find_school(tx, account.school_id) if account.school_id else None
    return [Choice(account, post, school) for post in await posts_of(tx, [account.id])]


def _chosen(choices: list[Choice], post_id: UUID | None) -> Choice:
    if post_id is None:
        return choices[0]
    found = next((choice for choice in choices if choice.post.id == post_id), None)
    if found is None:
        raise NoSuchPost("您没有这个身份，请重新选择。")
    return found


async def request_phone_change(
    desk: Desk, begin: Begin, principal: Principal, new_phone: str
) -> None:
    """Send a code to the new number, and one to the old where there is one.

    Raises AccountInvalid, SmsUnavailable, TriedTooOften.
    """
    check_sms(desk)
    new = read_phone(new_phone)
    old = await own_phone(desk, begin, principal.account_id)
    if old is not None:
        await request_code(desk, begin, OLD_PHONE, old)
    await request_code(desk, begin, NEW_PHONE, new)


async def change_phone(
    desk: Desk, begin: Begin, principal: Principal, new_phone: str, *, old_code: str, new_code: str
) -> None:
    """Change one's own login phone, proved by a code to the old number and one to the new.

    Without an old number a fresh sign-in proves the holder. Both numbers get a message (domain.md
    1.5). Raises AccountInvalid, CodeRefused, SmsUnavailable, PhoneNeedsProof.
    """
    check_sms(desk)
    new = read_phone(new_phone)
    old = await own_phone(desk, begin, principal.account_id)
    if old is None and not principal.is_fresh(desk.parts.machine.now()):
        raise PhoneNeedsProof("请先重新验证密码，再绑定手机号。")
    is_old = old is None or await check_code(desk, begin, OLD_PHONE, old, old_code)
    if not (is_old and await check_code(desk, begin, NEW_PHONE, new, new_code)):
        raise CodeRefused("验证码不正确或已过期，请重新获取。")
    async with begin() as tx:
        account = await lock_account(tx, principal.account_id)
        is_used = old is None or await spend_code(desk, tx, OLD_PHONE, old, old_code)
        if not (is_used and await spend_code(desk, tx, NEW_PHONE, new, new_code)):
            raise CodeRefused("验证码已使用，请重新获取。")
        before = (await secret_columns(tx, account.id))["phone"]
        await tell_both(desk, tx, account.id, before, new)
        await update_account(tx, account.id, **encrypt_account(desk.parts, account.id, phone=new))
        tx.record("phone.change", of="account", object_id=account.id, by="code")
