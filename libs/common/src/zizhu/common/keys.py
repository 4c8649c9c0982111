"""Every secret of one service as one value: its key ring and peppers, its key pair for sealed
fields, and the public keys of the consumers it seals for.

Kept in a mounted file per service, written by `zizhu init`. The `person` pepper is the same for
the services that match people; the `audit` pepper is each service's own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zizhu.common.crypto.digests import keyed_digest, keyed_digests
from zizhu.common.crypto.encoding import from_text, to_text
from zizhu.common.crypto.failures import KeysUnusable
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.crypto.pairs import KeyPair
from zizhu.common.crypto.sealed import Sealer, Unsealer, sealer_for

PERSON = "person"
PHONE = "phone"
AUDIT = "audit"
TOKEN = "token"  # noqa: S105 - the name of a pepper, not a secret
_MOBILE = "mobile"
SHARED = (PERSON, PHONE)
OWN = (AUDIT, TOKEN)


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one service. Raises KeysUnusable when built from a broken file."""

    ring: KeyRing
    private: tuple[bytes, ...] = field(repr=False)
    public: Mapping[str, bytes]

    @classmethod
    def from_json(cls, text: str) -> "Keys":
        """Read what `to_json` wrote."""
        try:
            content = json.loads(text)
            return cls(
                ring=KeyRing.from_json(json.dumps(content["ring"])),
                private=tuple(from_text(key) for key in content["private"]),
                public={name: from_text(key) for name, key in content["public"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeysUnusable(
                "密钥文件无法读取，请用 zizhu init 重新生成或从备份恢复。"
            ) from error

    def to_json(self) -> str:
        return json.dumps(
            {
                "ring": json.loads(self.ring.to_json()),
                "private": [to_text(key) for key in self.private],
                "public": {name: to_text(key) for name, key in self.public.items()},
            },
            indent=2,
        )

    def person(self, kind: str, number: str) -> bytes:
        """Keyed digest of an identity document: equality of people across services."""
        return keyed_digest(self.ring, PERSON, kind, number)

    def persons(self, documents: Sequence[tuple[str, str]]) -> list[bytes]:
        return keyed_digests(self.ring, PERSON, documents)

    def phone(self, number: str) -> bytes:
        """Keyed digest of a mobile number."""
        return keyed_digest(self.ring, PHONE, _MOBILE, number)

    def phones(self, numbers: Sequence[str]) -> list[bytes]:
        return keyed_digests(self.ring, PHONE, [(_MOBILE, number) for number in numbers])

    def sealer(self, consumer: str) -> Sealer:
        """Seal fields of one batch of events for a consumer."""
        return sealer_for(self.public, consumer)

    def unsealer(self) -> Unsealer:
        """Open fields that were sealed for this service."""
        return Unsealer(self.private)


def fresh_keys(services: Sequence[str]) -> dict[str, Keys]:
    """Make the secrets of a new installation: one value a service, matching each other."""
    pairs = {name: KeyPair.fresh() for name in services}
    shared = KeyRing.fresh("k1", SHARED).peppers
    made = {}
    for name in services:
        own = KeyRing.fresh("k1", OWN)
        ring = KeyRing(own.current, own.keys, {**own.peppers, **shared}, own.algorithm)
        made[name] = Keys(
            ring=ring,
            private=(pairs[name].private,),
            public={other: pair.public for other, pair in pairs.items()},
        )
    return made
