"""Values sealed for one consumer: only the holder of its private key reads them, also in an event.

`X25519-A256GCM:recipient:ephemeral:nonce:ct`. The ephemeral key lives as long as a `Sealer`, so a
batch costs one key agreement and then a cipher a value; the context is bound as associated data.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zizhu.common.crypto.algorithms import AES_256_GCM, Cipher
from zizhu.common.crypto.batch import encrypt_each
from zizhu.common.crypto.encoding import from_text, to_text
from zizhu.common.crypto.failures import CannotDecrypt, KeysUnusable

_LABEL = "X25519-A256GCM"
_INFO = b"zizhu sealed value 1|"
# A consumer reads batches one after another; each needs one entry.
_REMEMBERED_BATCHES = 256


class Sealer:
    """Seals values for one public key (32 raw bytes); make one for each batch.

    Raises:
        KeysUnusable: the key is no X25519 public key.
    """

    def __init__(self, public_key: bytes) -> None:
        ephemeral = X25519PrivateKey.generate()
        ephemeral_public = ephemeral.public_key().public_bytes_raw()
        self._cipher = _agree(ephemeral, public_key, ephemeral_public, public_key)
        self._prefix = f"{_LABEL}:{_recipient(public_key)}:{to_text(ephemeral_public)}:"

    def seal(self, plain: str, context: bytes) -> str:
        """Return `plain` sealed; it opens only with the same context."""
        return self.seal_each([plain], [context])[0]

    def seal_each(self, plains: Sequence[str], contexts: Iterable[bytes]) -> list[str]:
        """Return every value sealed for its own context, in their order."""
        return encrypt_each(self._cipher, self._prefix, plains, contexts)


class Unsealer:
    """Opens values sealed for any of a consumer's private keys (32 raw bytes each).

    It remembers the agreement of recent batches. Keep the old private key beside the new one until
    no event sealed for it is left.
    """

    def __init__(self, private_keys: Iterable[bytes]) -> None:
        self._keys: dict[str, X25519PrivateKey] = {}
        for raw in private_keys:
            key = _private(raw)
            self._keys[_recipient(key.public_key().public_bytes_raw())] = key
        self._agreed: dict[str, Cipher] = {}

    def unseal(self, text: str, context: bytes) -> str:
        """Return the plain value.

        Raises:
            CannotDecrypt: changed, of another context, or sealed for somebody else.
        """
        label, _, rest = text.partition(":")
        parts = rest.split(":")
        if label != _LABEL or len(parts) != 4:
            raise CannotDecrypt("这不是密封值")
        recipient, ephemeral, nonce, ciphertext = parts
        try:
            cipher = self._cipher(recipient, ephemeral)
            plain = cipher.decrypt(from_text(nonce), from_text(ciphertext), context)
        except (InvalidTag, ValueError):
            raise CannotDecrypt("密封值被改动，或不属于这一处") from None
        return plain.decode()

    def _cipher(self, recipient: str, ephemeral: str) -> Cipher:
        batch = f"{recipient}:{ephemeral}"
        known = self._agreed.get(batch)
        if known is not None:
            return known
        private = self._keys.get(recipient)
        if private is None:
            raise CannotDecrypt("密封值是写给其他接收方的，或其私钥已不在此处")
        peer = from_text(ephemeral)
        cipher = _agree(private, peer, peer, private.public_key().public_bytes_raw())
        while len(self._agreed) >= _REMEMBERED_BATCHES:
            self._agreed.pop(next(iter(self._agreed)), None)
        self._agreed[batch] = cipher
        return cipher


def sealed_prefix(public_key: bytes) -> str:
    """Return what every value begins with that is sealed for a public key."""
    return f"{_LABEL}:{_recipient(public_key)}:"


def seal(public_keys: Mapping[str, bytes], consumer: str, plain: str, context: bytes) -> str:
    """Return one value sealed for a consumer; for many use a `Sealer`.

    Raises:
        KeysUnusable: the consumer has no public key here, or it is none.
    """
    return sealer_for(public_keys, consumer).seal(plain, context)


def sealer_for(public_keys: Mapping[str, bytes], consumer: str) -> Sealer:
    """Return a sealer for a batch of a consumer's values.

    Raises:
        KeysUnusable: the consumer has no public key here, or it is none.
    """
    if consumer not in public_keys:
        raise KeysUnusable(f"没有接收方 {consumer} 的公钥，请检查公钥文件")
    return Sealer(public_keys[consumer])


def unseal(private_key: bytes, text: str, context: bytes) -> str:
    """Return one sealed value; for many use an `Unsealer`.

    Raises:
        CannotDecrypt: changed, of another context, or sealed for somebody else.
    """
    return Unsealer([private_key]).unseal(text, context)


def _agree(private: X25519PrivateKey, peer: bytes, ephemeral: bytes, recipient: bytes) -> Cipher:
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(peer))
    except ValueError:
        raise KeysUnusable("X25519 公钥无法使用，应为 32 字节") from None
    derive = HKDF(SHA256(), AES_256_GCM.key_bytes, salt=None, info=_INFO + ephemeral + recipient)
    return AES_256_GCM.make(derive.derive(shared))


def _recipient(public_key: bytes) -> str:
    return to_text(hashlib.sha256(public_key).digest()[:8])


def _private(raw: bytes) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(raw)
    except ValueError:
        raise KeysUnusable("X25519 私钥无法使用，应为 32 字节") from None
