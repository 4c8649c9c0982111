"""Authenticated ciphers by label. The label stands in every ciphertext, so that another cipher
(SM4-GCM, where an installation must use it) can be added here and old values still open.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Cipher(Protocol):
    """An authenticated cipher with its key; decrypting raises InvalidTag on any change."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A cipher's label, the length of its keys in bytes, and how to make it from a key."""

    label: str
    key_bytes: int
    make: Callable[[bytes], Cipher]


# 96 bits is the nonce of GCM; random ones are safe for 2**32 values under one key (SP 800-38D).
NONCE_BYTES = 12
AES_256_GCM = Algorithm("A256GCM", 32, AESGCM)
ALGORITHMS: Mapping[str, Algorithm] = {AES_256_GCM.label: AES_256_GCM}
