"""Files at rest: each under a data key of its own, and that key wrapped under the ring.

Rotation wraps the data key anew and leaves the file alone.
"""

import secrets

from cryptography.exceptions import InvalidTag

from zizhu.common.crypto.algorithms import AES_256_GCM, ALGORITHMS, NONCE_BYTES
from zizhu.common.crypto.failures import CannotDecrypt, KeysUnusable
from zizhu.common.crypto.fields import Place, decrypt_value, encrypt_value
from zizhu.common.crypto.keys import KeyRing

_ALGORITHM = AES_256_GCM


def new_data_key() -> bytes:
    """Return a random key for one file."""
    return secrets.token_bytes(_ALGORITHM.key_bytes)


def encrypt_bytes(data_key: bytes, plain: bytes, context: bytes) -> bytes:
    """Return `label:` + nonce + ciphertext, bound to `context` (such as the file's id).

    Raises:
        KeysUnusable: the data key has another length.
    """
    if len(data_key) != _ALGORITHM.key_bytes:
        raise KeysUnusable("文件密钥长度与算法不符")
    nonce = secrets.token_bytes(NONCE_BYTES)
    ciphertext = _ALGORITHM.make(data_key).encrypt(nonce, plain, context)
    return b"%b:%b%b" % (_ALGORITHM.label.encode(), nonce, ciphertext)


def decrypt_bytes(data_key: bytes, data: bytes, context: bytes) -> bytes:
    """Return the file's plain bytes.

    Raises:
        CannotDecrypt: changed, bound to another context, or another key.
    """
    label, _, rest = data.partition(b":")
    algorithm = ALGORITHMS.get(label.decode("latin-1"))
    if algorithm is None or len(data_key) != algorithm.key_bytes:
        raise CannotDecrypt("文件所用的算法或密钥不受支持")
    try:
        cipher = algorithm.make(data_key)
        return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], context)
    except (InvalidTag, ValueError):
        raise CannotDecrypt("文件密文被改动，或密钥与文件不符") from None


def wrap_key(ring: KeyRing, data_key: bytes, place: Place) -> str:
    """Return a data key encrypted under the ring, in the text form of a field."""
    return encrypt_value(ring, data_key, place.associated_data)


def unwrap_key(ring: KeyRing, text: str, place: Place) -> bytes:
    """Return the data key.

    Raises:
        CannotDecrypt: changed, of another place, or under a key that is not in the ring.
    """
    return decrypt_value(ring, text, place.associated_data)


def rewrap_key(ring: KeyRing, text: str, place: Place) -> str:
    """Return the wrapped key under the current key of the ring; the file stays as it is.

    Raises:
        CannotDecrypt: as `unwrap_key`.
    """
    if text.startswith(ring.prefix):
        return text
    return wrap_key(ring, unwrap_key(ring, text, place), place)
