"""Numbers that changed hands: after 180 days without use, a code alone opens nothing.

The holder says name and document first; wrong answers count like wrong codes (domain.md 1.5).
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.people.documents import DocumentKind, normalise_document
from zizhu.common.people.names import same_name
from zizhu.common.validity import NotValid
from zizhu.identity.domain.lifetimes import is_dormant
from zizhu.identity.errors import ConfirmationRefused, PhoneDormant, PhoneNeedsConfirmation
from zizhu.identity.repository.accounts import Candidate
from zizhu.identity.repository.phones import PhoneHolder, phone_holder
from zizhu.identity.service.desk import Desk

_TAIL = 4


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who somebody says to be: name, and the last 4 characters of the document or all of it."""

    name: str
    document: str = field(repr=False)

    @property
    def is_tail(self) -> bool:
        return len(self.document.strip()) <= _TAIL


@dataclass(frozen=True, slots=True)
class Awake:
    """The accounts of a number that a code opens, and holders who have to be asked first."""

    candidates: list[Candidate]
    asleep: list[PhoneHolder]


async def wake(
    desk: Desk, tx: Transaction, known: Sequence[Candidate], given: Confirmation | None
) -> Awake:
    """Tell which accounts of a number its code opens, by use or by what its holder said."""
    found = Awake([], [])
    for one in known:
        await tx.limit_to(one.school_id)
        holder = await phone_holder(tx, one.account_id)
        if not is_dormant(tx.machine_now, holder.phone_at) or is_confirmed(desk, holder, given):
            found.candidates.append(one)
        else:
            found.asleep.append(holder)
    return found


def is_confirmed(desk: Desk, holder: PhoneHolder, given: Confirmation | None) -> bool:
    """Compare what was said with what is known; a student's document is known by digest only."""
    if given is None or not same_name(holder.name, given.name):
        return False
    typed = given.document.strip().upper()
    if given.is_tail:
        if holder.document is None:
            return False
        tail = desk.decrypt("document", holder.account_id, holder.document)[-_TAIL:].upper()
        return hmac.compare_digest(tail.encode(), typed.encode())
    return holder.person is not None and holder.person in _digests(desk, typed)


def _digests(desk: Desk, typed: str) -> list[bytes]:
    today = business_day(desk.parts.business.now())
    numbers: list[tuple[str, str]] = []
    for kind in DocumentKind:
        try:
            numbers.append((kind.value, normalise_document(kind, typed, today=today).number))
        except NotValid:
            continue
    return desk.parts.keys.persons(numbers)


def require_awake(found: Awake, given: Confirmation | None) -> None:
    """Refuse a code that opens no account until its holder was asked.

    `asks` is `tail` or `number`: what of the document is needed. Raises PhoneNeedsConfirmation,
    PhoneDormant, ConfirmationRefused.
    """
    if given is not None:
        if found.asleep and not found.candidates:
            raise ConfirmationRefused("姓名或证件号码与账号登记的不一致，请核对后重试。")
        return
    askable = [holder for holder in found.asleep if holder.document or holder.person]
    if askable:
        asks = "tail" if all(holder.document for holder in askable) else "number"
        what = "证件号码后 4 位" if asks == "tail" else "完整的证件号码"
        raise PhoneNeedsConfirmation(
            f"该手机号超过 180 天未用于登录，请填写您的姓名和{what}。", asks=asks
        )
    if found.asleep and not found.candidates:
        raise PhoneDormant(
            "该手机号超过 180 天未用于登录，请用账户名和密码登录，或向上级账号领取激活码。"
        )
