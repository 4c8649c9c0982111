"""One-time codes by SMS: six digits, five minutes, five tries; each phone and purpose has one."""

import hmac
import secrets
from uuid import UUID

from zizhu.common.auth import Principal
from zizhu.common.database import Transaction
from zizhu.common.people.phones import normalise_phone
from zizhu.common.validity import NotValid
from zizhu.identity.domain.allowance import CODE_PHONE
from zizhu.identity.domain.lifetimes import CODE, CODE_TRIES
from zizhu.identity.domain.slips import write_code
from zizhu.identity.errors import AccountInvalid, CodeRefused, SmsUnavailable
from zizhu.identity.repository.accounts import secret_columns
from zizhu.identity.repository.limits import Code, put_code, try_code, use_code
from zizhu.identity.service.desk import Begin, Desk
from zizhu.identity.service.limits import spend

SIGN_IN = "sign_in"
VERIFY = "verify"


def read_phone(text: str) -> str:
    """Return eleven digits. Raises AccountInvalid."""
    try:
        return normalise_phone(text)
    except NotValid as wrong:
        raise AccountInvalid(wrong.message) from wrong


def check_sms(desk: Desk) -> None:
    """Raise SmsUnavailable where this installation sends no SMS."""
    if not desk.sms.is_open:
        raise SmsUnavailable("本安装没有开通短信，请使用账户名和密码登录，或向上级账号领取激活码。")


async def request_code(
    desk: Desk, begin: Begin, purpose: str, phone: str, *, is_sent: bool = True
) -> None:
    """Make a code for a phone and send it; an unsent one costs the same and opens nothing.

    An unsent one is kept apart, so that it takes no sent one's place. Raises SmsUnavailable,
    TriedTooOften.
    """
    check_sms(desk)
    digest = desk.parts.keys.phone(phone)
    await spend(begin, f"code.{purpose}", digest, CODE_PHONE)
    async with begin() as tx:
        kept = purpose if is_sent else unsent(purpose)
        await send_code(desk, tx, kept, phone, is_sent=is_sent)


def unsent(purpose: str) -> str:
    """Return the purpose under which codes lie that nobody received."""
    return f"{purpose}.unsent"


async def send_code(
    desk: Desk, tx: Transaction, purpose: str, phone: str, *, is_sent: bool = True
) -> None:
    """Make, keep and send a code inside a transaction."""
    code = write_code(secrets.choice)
    await put_code(
        tx,
        purpose,
        desk.parts.keys.phone(phone),
        digest=code_digest(desk, purpose, phone, code),
        now=tx.machine_now,
        expires_at=tx.machine_now + CODE,
    )
    if is_sent:
        await desk.sms.send(tx, phone, f"验证码 {code}，5 分钟内有效。请勿告诉他人。")


def code_digest(desk: Desk, purpose: str, phone: str, code: str) -> bytes:
    return desk.token_digest("code", f"{purpose}:{phone}:{code.strip()}")


async def check_code(desk: Desk, begin: Begin, purpose: str, phone: str, code: str) -> bool:
    """Count a try of a phone's code, and tell whether it is right; it stays usable until used."""
    digest = desk.parts.keys.phone(phone)
    async with begin() as tx:
        stored = await try_code(tx, purpose, digest)
        now = tx.machine_now
    given = code_digest(desk, purpose, phone, code)
    # Both sides are compared even where nothing is stored, in the same time.
    kept = stored or Code(bytes(32), now, 0)
    is_equal = hmac.compare_digest(kept.code_digest, given)
    return is_equal and kept.expires_at > now and kept.tries <= CODE_TRIES


async def spend_code(desk: Desk, tx: Transaction, purpose: str, phone: str, code: str) -> bool:
    """Use a checked code up, with the transaction that it opens the way for."""
    digest = code_digest(desk, purpose, phone, code)
    return await use_code(tx, purpose, desk.parts.keys.phone(phone), digest)


async def verify_code(desk: Desk, begin: Begin, principal: Principal, code: str) -> None:
    """Prove again who is signed in, by a code to the account's own phone. Raises CodeRefused."""
    phone = await own_phone(desk, begin, principal.account_id)
    if phone is None or not await check_code(desk, begin, VERIFY, phone, code):
        raise CodeRefused("验证码不正确或已过期，请重新获取。")
    async with begin() as tx:
        if not await spend_code(desk, tx, VERIFY, phone, code):
            raise CodeRefused("验证码已使用，请重新获取。")


async def own_phone(desk: Desk, begin: Begin, account_id: UUID) -> str | None:
    """Return the plain login phone of an account."""
    async with begin() as tx:
        stored = (await secret_columns(tx, account_id))["phone"]
    return desk.decrypt("phone", account_id, stored) if stored else None
