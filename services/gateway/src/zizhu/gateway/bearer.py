"""The early look at an access token: signature and expiry, so that noise stops at the door.

It decides nothing: freshness and permission are each service's own, and where no key could be
fetched the service, which keeps keys of its own, judges alone.
"""

import hashlib
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence

import orjson

from zizhu.common.auth import Principal, TokenInvalid
from zizhu.common.clock import Clock
from zizhu.common.errors import Refusal
from zizhu.common.tokens import KeySource, key_id_of, read_token
from zizhu.gateway.errors import AnswerBroken
from zizhu.gateway.reach.port import Reach, ask

JWKS_PATH = "/.well-known/jwks.json"
ISSUER_SERVICE = "identity"
FETCH_SECONDS = 2.0
REMEMBERED = 8192  # tokens: a check costs 0.15 ms, remembering one about 1 kB


class PublishedKeys:
    """Fetches identity's public keys through the reach, and knows whether that worked."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self.is_reachable = True

    async def fetch(self) -> Sequence[Mapping[str, object]]:
        """Return the JWKs. Raises OSError, TimeoutError or ValueError."""
        self.is_reachable = False
        try:
            status, body = await ask(self._reach, ISSUER_SERVICE, JWKS_PATH, within=FETCH_SECONDS)
        except (Refusal, AnswerBroken, KeyError) as error:
            raise ConnectionError("identity does not answer") from error
        keys = _read_keys(status, body)
        self.is_reachable = True
        return keys


def _read_keys(status: int, body: bytes) -> Sequence[Mapping[str, object]]:
    document = orjson.loads(body) if status == 200 else None
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or not all(
        isinstance(jwk, dict) and "kid" in jwk for jwk in keys
    ):
        raise ValueError(f"no key set, status {status}")
    return keys


class EarlyCheck:
    """Turns an `Authorization` header into a principal, or refuses it."""

    def __init__(self, published: PublishedKeys, clock: Clock) -> None:
        self._published = published
        self._keys = KeySource(published.fetch, None)
        self._clock = clock
        self._known: dict[bytes, tuple[Principal, float]] = {}

    async def principal(self, authorization: str | None) -> Principal | None:
        """Return who the token speaks for; None without one, or where no key is to be had.

        Raises TokenInvalid.
        """
        if authorization is None:
            return None
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token.isascii():
            raise TokenInvalid
        digest = hashlib.blake2b(token.encode(), digest_size=16).digest()
        known = self._known.get(digest)
        if known is not None and known[1] > self._clock.now().timestamp():
            return known[0]
        return await self._verify(token, digest)

    async def _verify(self, token: str, digest: bytes) -> Principal | None:
        key = await self._keys.get(key_id_of(token))
        if key is None:
            if not self._published.is_reachable:
                return None
            raise TokenInvalid
        principal = read_token(token, key, self._clock.now())
        if len(self._known) >= REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[digest] = principal, _expiry(token)
        return principal


def _expiry(token: str) -> float:
    """Read `exp` of a token that `read_token` has accepted."""
    payload = token.split(".")[1]
    return float(orjson.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["exp"])
