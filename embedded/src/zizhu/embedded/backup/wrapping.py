"""Keys under a passphrase: scrypt, then AES-256-GCM bound to the digests of everything else.

So the keys of a backup open only beside the very files they were backed up with.
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from zizhu.common.crypto.encoding import from_text, to_text
from zizhu.embedded.backup.errors import BackupDamaged, PassphraseWeak, PassphraseWrong

SHORTEST = 12
# 128 MB and half a second a try (OWASP's first choice for scrypt); kept in the file, so that a
# later release may ask for more.
COST = {"n": 2**17, "r": 8, "p": 1}
DEAREST = {"n": 2**20, "r": 8, "p": 4}
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32


def check_passphrase(passphrase: str) -> None:
    """Raises PassphraseWeak."""
    if len(passphrase) < SHORTEST:
        raise PassphraseWeak(
            f"备份口令至少 {SHORTEST} 个字符：拿到备份的人可以一直猜。请换一个更长的口令。"
        )


def wrap(keys: Mapping[str, str], passphrase: str, bound_to: bytes) -> str:
    """Return the texts of key files encrypted under a passphrase, as JSON."""
    check_passphrase(passphrase)
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    plain = json.dumps(dict(keys)).encode()
    sealed = AESGCM(_derived(passphrase, salt, COST)).encrypt(nonce, plain, bound_to)
    return json.dumps(
        {
            "kdf": "scrypt",
            "cost": COST,
            "salt": to_text(salt),
            "nonce": to_text(nonce),
            "sealed": to_text(sealed),
        },
        indent=2,
    )


def unwrap(text: str, passphrase: str, bound_to: bytes) -> Mapping[str, str]:
    """Return the texts of key files.

    Raises:
        PassphraseWrong: this passphrase does not open them beside these files.
        BackupDamaged: this is not what `wrap` returned.
    """
    try:
        content = json.loads(text)
        cost = _affordable(content)
        salt, nonce, sealed = (from_text(content[name]) for name in ("salt", "nonce", "sealed"))
        key = _derived(passphrase, salt, cost)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupDamaged("备份中的密钥文件 keys.sealed 无法读取，请换一份备份。") from error
    try:
        plain = AESGCM(key).decrypt(nonce, sealed, bound_to)
    except InvalidTag:
        raise PassphraseWrong(
            "口令打不开备份中的密钥：请核对口令；口令无误时，说明备份在制作后被改动过。"
        ) from None
    found: Mapping[str, str] = json.loads(plain)
    return found


def _affordable(content: Mapping[str, Any]) -> dict[str, int]:
    cost = {name: int(content["cost"][name]) for name in COST}
    if content["kdf"] != "scrypt" or any(cost[name] > DEAREST[name] for name in COST):
        raise ValueError("unknown derivation")
    return cost


def _derived(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    kdf = Scrypt(salt=salt, length=_KEY_BYTES, n=cost["n"], r=cost["r"], p=cost["p"])
    return kdf.derive(passphrase.encode())
