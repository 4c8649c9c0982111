"""The key ring of a service: named keys, one of them current for writing, and peppers by purpose.

Old keys stay in the ring until nothing is encrypted under them; its content comes from a mounted
file or the environment, and is never printed.
"""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zizhu.common.crypto.algorithms import AES_256_GCM, ALGORITHMS, Cipher
from zizhu.common.crypto.encoding import from_text, to_text
from zizhu.common.crypto.failures import CannotDecrypt, KeysUnusable

_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")
# A pepper is the only thing between a digest and the few billion identity numbers there can be.
_PEPPER_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by name, the name of the current one, peppers by purpose; checked when built.

    Raises:
        KeysUnusable: the current key is missing, or a name, a length or the algorithm is wrong.
    """

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    peppers: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    algorithm: str = AES_256_GCM.label
    _ciphers: dict[tuple[str, str], Cipher] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if self.algorithm not in ALGORITHMS:
            raise KeysUnusable("密钥环指定的加密算法不受支持，请检查 algorithm")
        if self.current not in self.keys:
            raise KeysUnusable("密钥环中没有 current 所指的密钥，请检查密钥文件")
        if not all(_NAME.fullmatch(name) for name in (*self.keys, *self.peppers)):
            raise KeysUnusable("密钥名称只能用字母、数字、下划线和连字符，最长 32 个字符")
        if len(self.keys[self.current]) != ALGORITHMS[self.algorithm].key_bytes:
            raise KeysUnusable("current 所指的密钥长度与算法不符，请重新生成密钥")
        if any(len(pepper) < _PEPPER_BYTES for pepper in self.peppers.values()):
            raise KeysUnusable(f"摘要密钥（peppers）至少 {_PEPPER_BYTES} 字节，请重新生成")

    @classmethod
    def from_json(cls, text: str) -> "KeyRing":
        """Read `{"current": name, "keys": {name: base64url}, "peppers": {purpose: base64url}}`.

        `peppers` and `algorithm` may be left out.

        Raises:
            KeysUnusable: the text is not that, or the ring cannot be used.
        """
        try:
            content = json.loads(text)
            return cls(
                current=str(content["current"]),
                keys={name: from_text(key) for name, key in content["keys"].items()},
                peppers={name: from_text(key) for name, key in content.get("peppers", {}).items()},
                algorithm=str(content.get("algorithm", AES_256_GCM.label)),
            )
        except KeysUnusable:
            raise
        except (ValueError, KeyError, TypeError, AttributeError):
            # The cause would carry the file's content into a traceback.
            raise KeysUnusable(
                "密钥文件无法读取：应为含 current 与 keys 的 JSON，密钥用 base64url 书写"
            ) from None

    def to_json(self) -> str:
        """Return the text that `from_json` reads: secret."""
        return json.dumps(
            {
                "algorithm": self.algorithm,
                "current": self.current,
                "keys": {name: to_text(key) for name, key in self.keys.items()},
                "peppers": {name: to_text(key) for name, key in self.peppers.items()},
            },
            indent=2,
        )

    @classmethod
    def fresh(cls, current: str, purposes: Iterable[str] = ()) -> "KeyRing":
        """Return a new ring with one random key, and a random pepper for each purpose."""
        return cls(
            current,
            {current: secrets.token_bytes(AES_256_GCM.key_bytes)},
            {purpose: secrets.token_bytes(_PEPPER_BYTES) for purpose in purposes},
        )

    def turned(self, current: str) -> "KeyRing":
        """Return the ring with a new random key that is current from now on; the others stay."""
        if current in self.keys:
            raise KeysUnusable("密钥环中已有同名密钥，请为新密钥另取名称")
        key = secrets.token_bytes(ALGORITHMS[self.algorithm].key_bytes)
        return KeyRing(current, {**self.keys, current: key}, self.peppers, self.algorithm)

    @property
    def prefix(self) -> str:
        """What every ciphertext begins with that is written now; others are due for rotation."""
        return f"{self.algorithm}:{self.current}:"

    def pepper(self, purpose: str) -> bytes:
        """Return the pepper for a purpose.

        Raises:
            KeysUnusable: there is none.
        """
        if purpose not in self.peppers:
            raise KeysUnusable(f"密钥环中没有用途为 {purpose} 的摘要密钥，请检查 peppers")
        return self.peppers[purpose]

    def cipher(self, label: str, name: str) -> Cipher:
        """Return the cipher of an algorithm under a key of the ring; made once.

        Raises:
            CannotDecrypt: the algorithm or the key is not known here.
        """
        known = self._ciphers.get((label, name))
        if known is not None:
            return known
        algorithm, key = ALGORITHMS.get(label), self.keys.get(name)
        if algorithm is None or key is None or len(key) != algorithm.key_bytes:
            raise CannotDecrypt("密文所用的算法或密钥不在密钥环中")
        return self._ciphers.setdefault((label, name), algorithm.make(key))
