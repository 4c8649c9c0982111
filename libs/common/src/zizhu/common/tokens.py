"""Verifying access tokens: Ed25519 signatures against identity's published keys, then freshness.

Keys are kept from the last good fetch, in memory and in the service's own database, so that
identity may be down. A token older than its account's `not_before` is stale: the posts changed.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import extract_compact
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.auth import Principal, TokenInvalid, TokenStale, from_claims
from zizhu.common.clock import Clock
from zizhu.common.database import Database, Transaction
from zizhu.common.errors import Unavailable
from zizhu.common.events import Message
from zizhu.common.tables import not_before, signing_key

ALGORITHM = "Ed25519"
ISSUER = "zizhu"
REFETCH_SECONDS = 5.0  # an unknown key id may not make us ask identity more often than this
REREAD_SECONDS = 900.0  # and a key that identity published no more is believed no longer than this

Fetch = Callable[[], Awaitable[Sequence[Mapping[str, object]]]]


class KeysAway(Unavailable):
    """The token's key is not here and identity cannot be asked: the token may well be good."""

    code = "keys_away"
    title = "登录状态暂时无法核验"

    def __init__(self) -> None:
        super().__init__("登录状态暂时无法核验，请稍后重试。", retry_after=5)


class KeySource:
    """Public keys by id: memory, then identity, then what the database kept.

    What identity publishes replaces what we knew, so that a key that leaked can be turned away.
    """

    def __init__(
        self,
        fetch: Fetch,
        database: Database | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._database = database
        self._monotonic = monotonic
        self._keys: dict[str, OKPKey] = {}
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()
        self.is_sure = True  # that a key which is not here is none: identity said so

    async def get(self, key_id: str) -> OKPKey | None:
        """Return the key, or None where nobody knows it."""
        if key_id in self._keys and (self._asking.locked() or not self._is_due(REREAD_SECONDS)):
            return self._keys[key_id]
        async with self._asking:
            if self._is_due(REREAD_SECONDS if key_id in self._keys else REFETCH_SECONDS):
                self._asked_at = self._monotonic()
                await self._refresh()
        return self._keys.get(key_id)

    def _is_due(self, seconds: float) -> bool:
        return self._monotonic() - self._asked_at > seconds

    async def _refresh(self) -> None:
        self.is_sure = False
        try:
            found = list(await self._fetch())
        except (OSError, TimeoutError, ValueError):
            self._keys |= _read_keys(await self._kept())
            return
        self.is_sure = True
        if found:
            self._keys = _read_keys(found)
            await self._keep(found)

    async def _keep(self, keys: Sequence[Mapping[str, object]]) -> None:
        if self._database is None:
            return
        ids = [str(jwk["kid"]) for jwk in keys]
        async with self._database.transaction() as tx:
            await tx.session.execute(delete(signing_key).where(signing_key.c.key_id.not_in(ids)))
            await tx.session.execute(
                insert(signing_key)
                .values([{"key_id": str(jwk["kid"]), "jwk": dict(jwk)} for jwk in keys])
                .on_conflict_do_nothing()
            )

    async def _kept(self) -> list[Mapping[str, object]]:
        if self._database is None:
            return []
        async with self._database.transaction() as tx:
            return list((await tx.session.scalars(select(signing_key.c.jwk))).all())


def _read_keys(keys: Sequence[Mapping[str, object]]) -> dict[str, OKPKey]:
    return {
        str(jwk["kid"]): OKPKey.import_key(cast(dict[str, str | list[str]], dict(jwk)))
        for jwk in keys
    }


def read_token(text: str, key: OKPKey, now: datetime) -> Principal:
    """Verify signature and validity of an access token. Raises TokenInvalid."""
    try:
        token = jwt.decode(text, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError) as error:
        raise TokenInvalid from error
    claims = token.claims
    expires = claims.get("exp")
    if claims.get("iss") != ISSUER or not isinstance(expires, int | float):
        raise TokenInvalid
    if expires <= now.timestamp():
        raise TokenInvalid("登录状态已过期，请刷新登录状态。")
    return from_claims(claims)


def key_id_of(text: str) -> str:
    """Return the key id named in a token's header. Raises TokenInvalid."""
    try:
        return str(extract_compact(text.encode()).headers()["kid"])
    except (JoseError, ValueError, KeyError) as error:
        raise TokenInvalid from error


class Verifier(Protocol):
    """What turns a bearer token into a principal."""

    async def verify(self, text: str) -> Principal: ...


class TokenVerifier:
    """Signature, validity and freshness. Raises TokenInvalid, TokenStale or KeysAway."""

    def __init__(self, keys: KeySource, database: Database | None, clock: Clock) -> None:
        self._keys = keys
        self._database = database
        self._clock = clock

    async def verify(self, text: str) -> Principal:
        key = await self._keys.get(key_id_of(text))
        if key is None:
            raise TokenInvalid if self._keys.is_sure else KeysAway
        principal = read_token(text, key, self._clock.now())
        if self._database is not None and await self._is_stale(principal):
            raise TokenStale
        return principal

    async def _is_stale(self, principal: Principal) -> bool:
        if self._database is None:
            return False
        limit: datetime | None = await self._database.read_one(
            select(not_before.c.not_before).where(not_before.c.account_id == principal.account_id)
        )
        return limit is not None and principal.issued_at < limit


class AccessChange(Protocol):
    """What `identity.access_changed.v1` says, as far as freshness needs it."""

    @property
    def account_id(self) -> UUID: ...

    @property
    def not_before(self) -> datetime: ...


async def on_access_changed(_parts: object, tx: Transaction, message: Message[Any]) -> None:
    """Remember from when on an account's tokens are fresh; older news changes nothing."""
    change = cast(AccessChange, message.data)
    fresh = insert(not_before).values(
        account_id=change.account_id,
        version=message.envelope.version,
        not_before=change.not_before,
    )
    await tx.session.execute(
        fresh.on_conflict_do_update(
            index_elements=[not_before.c.account_id],
            set_={
                "version": fresh.excluded.version,
                "not_before": func.greatest(not_before.c.not_before, fresh.excluded.not_before),
            },
            where=not_before.c.version < fresh.excluded.version,
        )
    )
