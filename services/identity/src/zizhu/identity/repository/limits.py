"""Locks, allowances and codes: what must be counted even where nobody is known.

Each of these runs in a transaction of its own, because a refused try has to count too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from zizhu.common.database import Transaction
from zizhu.identity.domain.allowance import Limit, Taken, take
from zizhu.identity.domain.lockout import Lockout
from zizhu.identity.models import AllowanceRow, CodeRow, LockRow, ShownCodeRow


async def find_lock(tx: Transaction, kind: str, key: bytes) -> Lockout:
    row = (
        await tx.session.execute(
            select(LockRow.failures, LockRow.failed_at, LockRow.locked_until).where(
                LockRow.kind == kind, LockRow.key == key
            )
        )
    ).first()
    return Lockout(*row) if row else Lockout()


async def count_failure(tx: Transaction, kind: str, key: bytes, now: datetime) -> Lockout:
    """Count one failure, whatever happens at the same time, and return where it stands."""
    await tx.session.execute(
        upsert(LockRow).values(kind=kind, key=key, failures=0).on_conflict_do_nothing()
    )
    row = (
        await tx.session.execute(
            select(LockRow.failures, LockRow.failed_at, LockRow.locked_until)
            .where(LockRow.kind == kind, LockRow.key == key)
            .with_for_update()
        )
    ).one()
    lock = Lockout(*row).after_failure(now)
    await tx.session.execute(
        update(LockRow)
        .where(LockRow.kind == kind, LockRow.key == key)
        .values(failures=lock.failures, failed_at=lock.failed_at, locked_until=lock.locked_until)
    )
    return lock


async def forget_failures(tx: Transaction, kind: str, key: bytes) -> None:
    await tx.session.execute(delete(LockRow).where(LockRow.kind == kind, LockRow.key == key))


async def take_allowance(
    tx: Transaction, kind: str, key: bytes, limit: Limit, now: datetime
) -> Taken:
    """Count one try against a limit; two at once are counted one after the other."""
    await tx.session.execute(
        upsert(AllowanceRow)
        .values(kind=kind, key=key, tries=[], tried_at=now)
        .on_conflict_do_nothing()
    )
    tries = await tx.session.scalar(
        select(AllowanceRow.tries)
        .where(AllowanceRow.kind == kind, AllowanceRow.key == key)
        .with_for_update()
    )
    taken = take(tries or [], limit, now)
    await tx.session.execute(
        update(AllowanceRow)
        .where(AllowanceRow.kind == kind, AllowanceRow.key == key)
        .values(tries=list(taken.tries), tried_at=now)
    )
    return taken


@dataclass(frozen=True, slots=True)
class Code:
    """A stored code: its digest, its end, and how often it was tried."""

    code_digest: bytes
    expires_at: datetime
    tries: int


async def put_code(
    tx: Transaction,
    purpose: str,
    phone: bytes,
    *,
    digest: bytes,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Keep a code as the only valid one of its phone and purpose."""
    values = {
        "code_digest": digest,
        "created_at": now,
        "expires_at": expires_at,
        "tries": 0,
    }
    await tx.session.execute(
        upsert(CodeRow)
        .values(purpose=purpose, phone_digest=phone, **values)
        .on_conflict_do_update(index_elements=[CodeRow.purpose, CodeRow.phone_digest], set_=values)
    )


async def try_code(tx: Transaction, purpose: str, phone: bytes) -> Code | None:
    """Count a try of the code of a phone, and return it."""
    row = (
        await tx.session.execute(
            update(CodeRow)
            .where(CodeRow.purpose == purpose, CodeRow.phone_digest == phone)
            .values(tries=CodeRow.tries + 1)
            .returning(CodeRow.code_digest, CodeRow.expires_at, CodeRow.tries)
        )
    ).first()
    return Code(row.code_digest, row.expires_at, row.tries) if row else None


async def use_code(tx: Transaction, purpose: str, phone: bytes, digest: bytes) -> bool:
    """Use a code up; false when another request did so first."""
    done = await tx.session.execute(
        delete(CodeRow)
        .where(
            CodeRow.purpose == purpose,
            CodeRow.phone_digest == phone,
            CodeRow.code_digest == digest,
        )
        .returning(CodeRow.purpose)
    )
    return done.first() is not None


async def show_code(
    tx: Transaction, code_id: UUID, *, phone: bytes, masked: str, text: str
) -> None:
    await tx.session.execute(
        insert(ShownCodeRow).values(
            id=code_id, phone_digest=phone, phone_masked=masked, body=text, shown_at=tx.machine_now
        )
    )


async def shown_codes(
    tx: Transaction, phone: bytes | None, *, limit: int
) -> Sequence[tuple[str, str, datetime]]:
    """Return `(masked phone, text, instant)` of the latest codes, newest first."""
    query = (
        select(ShownCodeRow.phone_masked, ShownCodeRow.body, ShownCodeRow.shown_at)
        .order_by(ShownCodeRow.shown_at.desc(), ShownCodeRow.id.desc())
        .limit(limit)
    )
    if phone is not None:
        query = query.where(ShownCodeRow.phone_digest == phone)
    return [(row[0], row[1], row[2]) for row in await tx.session.execute(query)]


async def sweep_limits(tx: Transaction) -> None:
    """Drop what can matter no more: codes and shown codes after a day, tries and locks too."""
    limit = tx.machine_now - timedelta(days=1)
    await tx.session.execute(delete(CodeRow).where(CodeRow.expires_at < limit))
    await tx.session.execute(delete(ShownCodeRow).where(ShownCodeRow.shown_at < limit))
    await tx.session.execute(delete(AllowanceRow).where(AllowanceRow.tried_at < limit))
    await tx.session.execute(delete(LockRow).where(LockRow.failed_at < limit))
