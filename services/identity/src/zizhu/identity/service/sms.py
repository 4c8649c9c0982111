"""Sending one-time codes: a port. Installations without one have passwords and slips.

`send` hands over and returns at once; it must not tell by the time it takes whether a number is
known here. The text of a message names no person.
"""

from typing import Protocol

from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.common.keys import Keys
from zizhu.common.people.masking import mask_phone
from zizhu.identity.errors import SmsUnavailable
from zizhu.identity.repository.limits import show_code


class SmsPort(Protocol):
    """What hands a text to a mobile network."""

    @property
    def is_open(self) -> bool:
        """Whether texts can be sent at all."""
        ...

    async def send(self, tx: Transaction, phone: str, text: str) -> None: ...


class ShownOnScreen:
    """Demo and test: texts are kept and shown on a page instead of being sent."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    @property
    def is_open(self) -> bool:
        return True

    async def send(self, tx: Transaction, phone: str, text: str) -> None:
        digest = self._keys.phone(phone)
        await show_code(tx, new_id(), phone=digest, masked=mask_phone(phone), text=text)


class NoSms:
    """Production without a gateway."""

    @property
    def is_open(self) -> bool:
        return False

    async def send(self, tx: Transaction, phone: str, text: str) -> None:  # noqa: ARG002 - the port's shape
        raise SmsUnavailable("本安装没有开通短信，请使用账户名和密码登录，或向上级账号领取激活码。")
