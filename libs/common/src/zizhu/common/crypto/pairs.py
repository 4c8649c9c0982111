"""The key pairs of consumers of sealed values, as raw bytes and as the files they are kept in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from zizhu.common.crypto.encoding import from_text, to_text
from zizhu.common.crypto.failures import KeysUnusable


@dataclass(frozen=True, slots=True)
class KeyPair:
    """An X25519 key pair of one consumer, 32 raw bytes each; the private half is not printed."""

    public: bytes
    private: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> "KeyPair":
        return cls.of(X25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def of(cls, private: bytes) -> "KeyPair":
        """Return the pair of a private key.

        Raises:
            KeysUnusable: it is none.
        """
        try:
            key = X25519PrivateKey.from_private_bytes(private)
        except ValueError:
            raise KeysUnusable("X25519 私钥无法使用，应为 32 字节") from None
        return cls(key.public_key().public_bytes_raw(), private)


def read_public_keys(text: str) -> Mapping[str, bytes]:
    """Read `{consumer: base64url}`.

    Raises:
        KeysUnusable: the text is not that.
    """
    try:
        return {consumer: _key(key) for consumer, key in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError):
        raise KeysUnusable("公钥文件应为 JSON：接收方名称对应 base64url 公钥") from None


def read_private_keys(text: str) -> tuple[bytes, ...]:
    """Read `[base64url, ...]`: the keys of one consumer, with those still needed after rotation.

    Raises:
        KeysUnusable: the text is not that, or holds no key.
    """
    try:
        keys = tuple(_key(key) for key in json.loads(text))
    except (ValueError, TypeError, AttributeError):
        raise KeysUnusable("私钥文件应为 JSON 列表，其中是 base64url 私钥") from None
    if not keys:
        raise KeysUnusable("私钥文件中没有密钥")
    return keys


def write_public_keys(keys: Mapping[str, bytes]) -> str:
    """Return the text that `read_public_keys` reads."""
    return json.dumps({consumer: to_text(key) for consumer, key in keys.items()}, indent=2)


def write_private_keys(*keys: bytes) -> str:
    """Return the text that `read_private_keys` reads: secret."""
    return json.dumps([to_text(key) for key in keys])


def _key(text: str) -> bytes:
    key = from_text(text)
    if len(key) != 32:
        raise ValueError("an X25519 key has 32 bytes")
    return key
