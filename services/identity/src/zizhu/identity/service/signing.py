"""The keys that sign access tokens: Ed25519, made at first need, encrypted in the database.

Every process of identity signs with the newest key; the published set holds each key for as long
as a token signed with it may live.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import cast
from uuid import UUID

import orjson
from joserfc import jwt
from joserfc.jwk import OKPKey
from sqlalchemy import func, insert, select, update

from zizhu.common.auth import Principal, to_claims
from zizhu.common.crypto.fields import Place, decrypt_field, encrypt_field
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.common.parts import Parts
from zizhu.common.tokens import ALGORITHM, ISSUER
from zizhu.identity.domain.lifetimes import ACCESS_TOKEN
from zizhu.identity.models import TokenKeyRow

_LOCK = 0x7A697A68  # the advisory lock under which the first key is made
_REREAD_SECONDS = 60.0
_PUBLISHED_AFTER = timedelta(hours=1)  # other processes sign with it for a minute more


class Signer:
    """The newest signing key, re-read once a minute."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._key: OKPKey | None = None
        self._read_at = float("-inf")

    async def current(self) -> OKPKey:
        """Return the key to sign with. Ask before opening a transaction: it may need one."""
        if self._key is None or time.monotonic() - self._read_at > _REREAD_SECONDS:
            async with self._parts.database.transaction() as tx:
                self._key = await newest_key(self._parts, tx)
            self._read_at = time.monotonic()
        return self._key

    async def published(self) -> list[Mapping[str, object]]:
        """Return the public keys that tokens may still be signed with."""
        await self.current()
        async with self._parts.database.transaction() as tx:
            rows = await tx.session.scalars(
                select(TokenKeyRow.public_jwk)
                .where(
                    TokenKeyRow.retired_at.is_(None)
                    | (TokenKeyRow.retired_at > tx.machine_now - _PUBLISHED_AFTER)
                )
                .order_by(TokenKeyRow.created_at.desc(), TokenKeyRow.key_id.desc())
            )
            return list(rows)


async def newest_key(parts: Parts, tx: Transaction) -> OKPKey:
    """Return the key in use; make it where there is none, once in the whole installation."""
    found = await _find(parts, tx)
    if found is not None:
        return found
    await tx.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    return await _find(parts, tx) or await _make(parts, tx)


async def turn_key(parts: Parts) -> str:
    """Sign with a new key from now on; the old one stays published for an hour."""
    async with parts.database.transaction() as tx:
        await tx.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        await tx.session.execute(
            update(TokenKeyRow)
            .where(TokenKeyRow.retired_at.is_(None))
            .values(retired_at=tx.machine_now)
        )
        key = await _make(parts, tx)
        tx.record("token_key.turn", of="token_key", object_id=key.kid)
    return str(key.kid)


async def _find(parts: Parts, tx: Transaction) -> OKPKey | None:
    row = (
        await tx.session.execute(
            select(TokenKeyRow.key_id, TokenKeyRow.private_key)
            .where(TokenKeyRow.retired_at.is_(None))
            .order_by(TokenKeyRow.created_at.desc(), TokenKeyRow.key_id.desc())
            .limit(1)
        )
    ).first()
    if row is None:
        return None
    plain = decrypt_field(parts.keys.ring, row.private_key, _place(row.key_id))
    return OKPKey.import_key(cast("dict[str, str | list[str]]", orjson.loads(plain)))


async def _make(parts: Parts, tx: Transaction) -> OKPKey:
    key_id = new_id().hex
    key = OKPKey.generate_key("Ed25519", parameters={"kid": key_id, "alg": ALGORITHM, "use": "sig"})
    private = orjson.dumps(key.as_dict(private=True)).decode()
    await tx.session.execute(
        insert(TokenKeyRow).values(
            key_id=key_id,
            private_key=encrypt_field(parts.keys.ring, private, _place(key_id)),
            public_jwk=key.as_dict(private=False),
            created_at=tx.machine_now,
        )
    )
    return key


def _place(key_id: str | UUID) -> Place:
    return Place("identity", "token_key", "private_key", key_id)


def sign_token(key: OKPKey, principal: Principal) -> str:
    """Return an access token of ten minutes."""
    claims = to_claims(principal, expires_at=principal.issued_at + ACCESS_TOKEN)
    header = {"alg": ALGORITHM, "kid": str(key.kid)}
    return jwt.encode(header, {"iss": ISSUER, **claims}, key, algorithms=[ALGORITHM])


def jwks(keys: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Return a key set document (RFC 7517)."""
    return {"keys": [dict(key) for key in keys]}
