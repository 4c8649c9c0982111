"""Idempotency keys: a repeated POST answers what the first one answered, and does nothing.

Kept per account with the digest of the request and the answer, for 48 hours, in the transaction
of the act itself.
"""

import hashlib
from uuid import UUID

from fastapi import Request
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.database import Database, Transaction
from zizhu.common.errors import Conflict, Malformed
from zizhu.common.tables import idempotency_key

KEEP_HOURS = 48
LONGEST_KEY = 200


class KeyReused(Conflict):
    code = "key_reused"
    title = "重复使用的请求标识"


class Replay(Exception):
    """The request was answered before; carries that answer."""

    def __init__(self, status: int, answer: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.answer = answer


async def request_digest(request: Request) -> bytes:
    """Digest of method, path, query and body."""
    head = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(head + await request.body()).digest()


async def look_up(tx: Transaction, account_id: UUID, key: str, digest: bytes) -> None:
    """Take the key for this transaction; a second request with it waits here for the first.

    Raises Replay with the stored answer, or KeyReused when the request differs.
    """
    if not key or len(key) > LONGEST_KEY:
        raise Malformed(f"Idempotency-Key 应为 1 至 {LONGEST_KEY} 个字符，请更换后重试。")
    taken = await tx.session.execute(
        insert(idempotency_key)
        .values(account_id=account_id, key=key, digest=digest, status=0, answer=b"")
        .on_conflict_do_nothing()
        .returning(idempotency_key.c.key)
    )
    if taken.first() is not None:
        return
    row = (
        await tx.session.execute(
            select(
                idempotency_key.c.digest, idempotency_key.c.status, idempotency_key.c.answer
            ).where(idempotency_key.c.account_id == account_id, idempotency_key.c.key == key)
        )
    ).one()
    if row.digest != digest:
        raise KeyReused("同一个 Idempotency-Key 已用于另一个请求，请更换后重试。")
    raise Replay(row.status, row.answer)


async def keep_answer(
    tx: Transaction, account_id: UUID, key: str, digest: bytes, *, status: int, answer: bytes
) -> None:
    """Keep what was answered."""
    statement = (
        idempotency_key.update()
        .where(
            idempotency_key.c.account_id == account_id,
            idempotency_key.c.key == key,
            idempotency_key.c.digest == digest,
        )
        .values(status=status, answer=answer)
    )
    await tx.session.execute(statement)


async def drop_keys(database: Database) -> None:
    """Drop keys older than 48 hours."""
    async with database.transaction() as tx:
        await tx.session.execute(
            delete(idempotency_key).where(
                idempotency_key.c.created_at
                < func.now() - func.make_interval(0, 0, 0, 0, KEEP_HOURS)
            )
        )
