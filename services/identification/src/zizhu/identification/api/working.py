"""From a caller to the work of a judging act, and to an act that is done once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from zizhu.common.database import Transaction
from zizhu.common.idempotency import keep_answer, look_up, request_digest
from zizhu.common.web import Caller
from zizhu.identification.service.work import Work


def work_of(caller: Caller, tx: Transaction) -> Work:
    """Give what every judging act works with, for this caller and this transaction."""
    return Work(
        tx=tx,
        ring=caller.parts.keys.ring,
        scope=caller.scope,
        by=caller.principal.account_id,
        now=caller.now,
    )


@asynccontextmanager
async def first_time(
    caller: Caller, audited: str, *, of: str, object_id: object
) -> AsyncIterator[Transaction]:
    """Open the transaction of an act that is done once per `Idempotency-Key`; keep no answer of it.

    For answers that hold what is encrypted everywhere else. Raises Replay when it was done before:
    the route then shows how things stand; KeyReused when the same key comes with another body.
    """
    key = caller.request.headers.get("idempotency-key")
    digest = await request_digest(caller.request)
    account_id = caller.principal.account_id
    async with caller.transaction(audited, of=of, object_id=object_id) as tx:
        if key is not None:
            await look_up(tx, account_id, key, digest)
        yield tx
        if key is not None:
            await keep_answer(tx, account_id, key, digest, status=200, answer=b"")
