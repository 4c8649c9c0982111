"""Keyed digests, by which equal numbers are found without being read.

`HMAC-SHA-256(pepper for the purpose, kind code | normalised number)`: without the pepper every
identity number could be tried in seconds. Digest only what `zizhu.common.people` normalised.
"""

import hmac
from collections.abc import Iterable

from zizhu.common.crypto.keys import KeyRing


def keyed_digest(ring: KeyRing, purpose: str, kind: str, number: str) -> bytes:
    """Return the 32 bytes under which a number of a kind is known for a purpose.

    Raises:
        KeysUnusable: the ring has no pepper for the purpose.
        ValueError: the kind holds `|`.
    """
    return _digest(ring.pepper(purpose), kind, number)


def keyed_digests(ring: KeyRing, purpose: str, numbers: Iterable[tuple[str, str]]) -> list[bytes]:
    """Return the digests of many pairs of kind and number, in their order.

    Raises:
        KeysUnusable: the ring has no pepper for the purpose.
        ValueError: a kind holds `|`.
    """
    pepper = ring.pepper(purpose)
    return [_digest(pepper, kind, number) for kind, number in numbers]


def _digest(pepper: bytes, kind: str, number: str) -> bytes:
    if "|" in kind:
        raise ValueError("a kind holds no |")
    # The one-shot form costs half of an HMAC object for each number.
    return hmac.digest(pepper, f"{kind}|{number}".encode(), "sha256")
