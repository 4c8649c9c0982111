"""How far a trail is sealed, and how far it was found whole when it was last verified.

A service verifies its own trail once a day and writes the finding down as a line of the trail, so
that the finding is sealed as well. An operator's `zizhu audit verify` trusts none of it.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import func, select

from zizhu.common.audit import Actor
from zizhu.common.database import Transaction
from zizhu.common.parts import Parts, Timer
from zizhu.common.tables import audit_line, audit_seal
from zizhu.common.trail.anchors import Anchor, read_anchors
from zizhu.common.trail.verify import Problem, verify

VERIFIED = "audit.verified"
VERIFY_EVERY = timedelta(days=1)
LOOK_EVERY = timedelta(hours=1)  # so that a new installation need not wait for a day
RECENT = 10_000  # the sealer is seconds behind, so what it has not sealed is among the last lines


@dataclass(frozen=True, slots=True)
class Standing:
    """Lines before `sealed_until` are sealed; those before `verified_until` were whole when the
    trail was verified at `verified_at`. `is_whole` tells what that verification found.
    """

    sealed_until: datetime
    verified_until: datetime | None
    verified_at: datetime | None
    is_whole: bool | None


async def read_standing(tx: Transaction) -> Standing:
    """Return how far the trail is sealed and verified."""
    last = await _last_verified(tx)
    return Standing(
        sealed_until=await _sealed_until(tx),
        verified_until=last.until if last else None,
        verified_at=last.at if last else None,
        is_whole=last.is_whole if last else None,
    )


async def _sealed_until(tx: Transaction) -> datetime:
    last = select(func.max(audit_line.c.seq)).scalar_subquery()
    unsealed = await tx.session.scalar(
        select(func.min(audit_line.c.at))
        .outerjoin(audit_seal, audit_seal.c.line_seq == audit_line.c.seq)
        .where(audit_line.c.seq > last - RECENT, audit_seal.c.line_seq.is_(None))
    )
    return unsealed or tx.machine_now


@dataclass(frozen=True, slots=True)
class _Verified:
    at: datetime
    until: datetime
    is_whole: bool


async def _last_verified(tx: Transaction) -> _Verified | None:
    """Look among the few lines of no school, newest first; one of erased details tells nothing."""
    row = (
        await tx.session.execute(
            select(audit_line.c.at, audit_line.c.result, audit_line.c.details)
            .where(
                audit_line.c.school_id.is_(None),
                audit_line.c.action == VERIFIED,
                audit_line.c.details.is_not(None),
            )
            .order_by(audit_line.c.at.desc())
            .limit(1)
        )
    ).first()
    if row is None:
        return None
    until = datetime.fromisoformat(orjson.loads(row.details)["until"])
    return _Verified(row.at, until, row.result == "ok")


async def verify_own(parts: Parts) -> None:
    """Verify the trail of a service and write down what was found; once a day is enough."""
    now = parts.machine.now()
    async with parts.database.transaction() as tx:
        last = await _last_verified(tx)
        until = await _sealed_until(tx)
        is_empty = await tx.session.scalar(select(audit_seal.c.position).limit(1)) is None
    if is_empty or (last is not None and now - last.at < VERIFY_EVERY):
        return
    anchors = await asyncio.to_thread(_anchors, parts)
    found = await verify(parts.database, parts.keys, anchors, now=now)
    if found:
        parts.log.error("trail_not_whole", problems=_counted(found))
    async with parts.database.transaction(actor=Actor(role="service")) as tx:
        tx.record(
            VERIFIED,
            of="trail",
            object_id=parts.service,
            result="failed" if found else "ok",
            until=until.isoformat(),
            problems=_counted(found),
        )


def _anchors(parts: Parts) -> Sequence[Anchor]:
    path = parts.settings.anchor_path
    return read_anchors(path, parts.service) if path is not None else ()


def _counted(found: Sequence[Problem]) -> dict[str, int]:
    return dict(Counter(problem.kind.value for problem in found))


VERIFYING = Timer("audit.verify", LOOK_EVERY, verify_own)
