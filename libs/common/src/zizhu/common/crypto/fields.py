"""Single fields at rest: `alg:key:nonce:ct`, bound to the one row and column they belong to.

A ciphertext that is copied to another row, column, table or service does not open there.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag

from zizhu.common.crypto.algorithms import NONCE_BYTES
from zizhu.common.crypto.batch import encrypt_each
from zizhu.common.crypto.encoding import from_text, to_text
from zizhu.common.crypto.failures import CannotDecrypt
from zizhu.common.crypto.keys import KeyRing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field lives; the associated data of its encryption.

    Raises:
        ValueError: a part is empty or holds `|`, so that two places could read alike.
    """

    service: str
    table: str
    column: str
    row_id: UUID | str

    def __post_init__(self) -> None:
        parts = (self.service, self.table, self.column, str(self.row_id))
        if not all(parts) or any("|" in part for part in parts):
            raise ValueError("the parts of a place are not empty and hold no |")

    @property
    def associated_data(self) -> bytes:
        return f"{self.service}|{self.table}|{self.column}|{self.row_id}".encode()


class ColumnCipher:
    """Encrypts one column of many rows: what is the same for all of them is done once."""

    def __init__(self, ring: KeyRing, service: str, table: str, column: str) -> None:
        context = Place(service, table, column, "0").associated_data
        self._context = context[:-1]
        self._prefix = ring.prefix
        self._cipher = ring.cipher(ring.algorithm, ring.current)

    def encrypt(self, plain: str, row_id: UUID | str) -> str:
        """Return what `encrypt_field` would for this row."""
        return self.encrypt_each([plain], [row_id])[0]

    def encrypt_each(self, plains: Sequence[str], row_ids: Iterable[UUID | str]) -> list[str]:
        """Return what `encrypt_field` would for each value and row, in their order."""
        contexts = [self._context + str(row_id).encode() for row_id in row_ids]
        return encrypt_each(self._cipher, self._prefix, plains, contexts)


def encrypt_field(ring: KeyRing, plain: str, place: Place) -> str:
    """Return `plain` encrypted under the ring's current key, for this place only."""
    return encrypt_value(ring, plain.encode(), place.associated_data)


def decrypt_field(ring: KeyRing, text: str, place: Place) -> str:
    """Return the plain value of a field.

    Raises:
        CannotDecrypt: it was changed, belongs to another place, or its key is not in the ring.
    """
    return decrypt_value(ring, text, place.associated_data).decode()


def reencrypt_field(ring: KeyRing, text: str, place: Place) -> str:
    """Return the field under the current key; one that already is comes back unchanged.

    Raises:
        CannotDecrypt: as `decrypt_field`.
    """
    if text.startswith(ring.prefix):
        return text
    return encrypt_field(ring, decrypt_field(ring, text, place), place)


def key_name(text: str) -> str:
    """Return the name of the key that a ciphertext was made with.

    Raises:
        CannotDecrypt: the text is no ciphertext.
    """
    return _parts(text)[1]


def encrypt_value(ring: KeyRing, plain: bytes, associated_data: bytes) -> str:
    """Return bytes encrypted under the ring's current key in the text form of a field."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    ciphertext = ring.cipher(ring.algorithm, ring.current).encrypt(nonce, plain, associated_data)
    return f"{ring.prefix}{to_text(nonce)}:{to_text(ciphertext)}"


def decrypt_value(ring: KeyRing, text: str, associated_data: bytes) -> bytes:
    """Return the bytes of `encrypt_value`.

    Raises:
        CannotDecrypt: changed, bound to other data, or made with a key that is not in the ring.
    """
    label, name, nonce, ciphertext = _parts(text)
    cipher = ring.cipher(label, name)
    try:
        return cipher.decrypt(from_text(nonce), from_text(ciphertext), associated_data)
    except (InvalidTag, ValueError):
        raise CannotDecrypt("密文被改动，或不属于这一行这一列") from None


def _parts(text: str) -> tuple[str, str, str, str]:
    parts = text.split(":")
    if len(parts) != 4:
        raise CannotDecrypt("这不是密文")
    return parts[0], parts[1], parts[2], parts[3]
