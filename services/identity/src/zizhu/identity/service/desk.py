"""What the use cases of identity work with, made once a process by `app.py`."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.crypto.digests import keyed_digest
from zizhu.common.database import Transaction
from zizhu.common.keys import TOKEN
from zizhu.common.parts import Parts
from zizhu.identity.service.fields import decrypt_account
from zizhu.identity.service.hashing import Hashing
from zizhu.identity.service.signing import Signer
from zizhu.identity.service.sms import SmsPort

# Opens one transaction of a request; a use case at the door needs several, because a failed try
# is counted although nothing else happens.
Begin = Callable[[], AbstractAsyncContextManager[Transaction]]


@dataclass(frozen=True)
class Desk:
    """Passwords, signing keys, SMS, and the parts of the service."""

    parts: Parts
    hashing: Hashing
    signer: Signer
    sms: SmsPort

    def token_digest(self, kind: str, text: str) -> bytes:
        """Keyed digest of a secret that identity hands out: refresh token, code, slip."""
        return keyed_digest(self.parts.keys.ring, TOKEN, kind, text)

    def next_refresh_token(self, token: str) -> str:
        """Return the one token that follows a refresh token; nobody without the key knows it."""
        return urlsafe_b64encode(self.token_digest("next_refresh", token)).rstrip(b"=").decode()

    def decrypt(self, column: str, account_id: UUID, text: str) -> str:
        return decrypt_account(self.parts, column, account_id, text)


def random_token() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)
