"""Many values under one key: what is the same for all of them is done once.

Each value still has a nonce, a context and a tag of its own, and opens alone.
"""

import secrets
from binascii import b2a_base64
from collections.abc import Iterable, Sequence

from zizhu.common.crypto.algorithms import NONCE_BYTES, Cipher

_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_NONCE_LETTERS = NONCE_BYTES * 4 // 3  # a nonce ends where a letter ends


def encrypt_each(
    cipher: Cipher, prefix: str, plains: Sequence[str], contexts: Iterable[bytes]
) -> list[str]:
    """Return `prefix nonce:ciphertext` of every value, in their order."""
    # One system call for the nonces and one pass over the letters: a call for each value costs
    # more than its encryption.
    drawn = secrets.token_bytes(NONCE_BYTES * len(plains))
    nonces = [drawn[at : at + NONCE_BYTES] for at in range(0, len(drawn), NONCE_BYTES)]
    encrypt = cipher.encrypt
    lines = [
        b2a_base64(nonce + encrypt(nonce, plain.encode(), context))
        for nonce, plain, context in zip(nonces, plains, contexts, strict=True)
    ]
    text = b"".join(lines).translate(_URL_SAFE, b"=").decode()
    return [
        f"{prefix}{line[:_NONCE_LETTERS]}:{line[_NONCE_LETTERS:]}" for line in text.splitlines()
    ]
