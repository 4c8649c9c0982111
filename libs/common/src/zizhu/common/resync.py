"""A consumer can be born late, be rebuilt, or doubt itself.

A publisher republishes its present state as the same versioned bulk events, straight to one
consumer; and both sides digest what they hold, so that differences show.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.database import Database, Transaction
from zizhu.common.events import Event
from zizhu.common.parts import Parts


@dataclass(frozen=True, slots=True)
class Statement:
    """One event that states present rows: what it is about and its version."""

    event: Event
    subject: object
    version: int
    school_id: UUID | None


@dataclass(frozen=True)
class Republisher:
    """How a publisher states everything of one kind: in chunks, oldest first.

    `schools` may answer `[None]` for what belongs to no school.
    """

    kind: str
    state: Callable[[Parts, Transaction, UUID | None], AsyncIterator[Statement]]
    schools: Callable[[Transaction], Awaitable[Sequence[UUID | None]]]


Fingerprint = tuple[int, str]  # how many rows, and a digest over their ids and versions
Holdings = Callable[[Transaction], Awaitable[Mapping[UUID, Fingerprint]]]


@dataclass(frozen=True)
class Holding:
    """What one service holds of a kind, per school: the two sides of `zizhu reconcile`.

    `count` starts without a school, and sees no row under row-level security: `school_by_school`
    makes one that sets each school in turn.
    """

    kind: str
    count: Holdings


Schools = Callable[[Transaction], Awaitable[Iterable[UUID]]]
SchoolVersions = Callable[[Transaction], Awaitable[Iterable[tuple[UUID, int]]]]
Versions = Callable[[Transaction, UUID], Awaitable[Iterable[tuple[object, int]]]]


def school_by_school(schools: Schools, versions: Versions) -> Holdings:
    """Count the `(id, version)` rows of each school with just that school's rows in sight."""

    async def count(tx: Transaction) -> Mapping[UUID, Fingerprint]:
        found: dict[UUID, Fingerprint] = {}
        for school_id in await schools(tx):
            await tx.limit_to(school_id)
            found[school_id] = fingerprint(await versions(tx, school_id))
        return {school_id: held for school_id, held in found.items() if held[0]}

    return count


def each_school(
    versions: Callable[[Transaction], Awaitable[Iterable[tuple[UUID, int]]]],
) -> Holdings:
    """Count the schools themselves: each is one row of its own."""

    async def count(tx: Transaction) -> Mapping[UUID, Fingerprint]:
        return {found: fingerprint([(found, version)]) for found, version in await versions(tx)}

    return count


async def no_school(_tx: Transaction) -> Sequence[UUID | None]:
    """Tell a republisher that its rows belong to no school."""
    return [None]


def fingerprint(rows: Iterable[tuple[object, int]]) -> Fingerprint:
    """Digest `(id, version)` pairs, whatever their order."""
    total, number = 0, 0
    for row_id, version in rows:
        digest = hashlib.sha256(f"{row_id}:{version}".encode()).digest()
        total = (total + int.from_bytes(digest[:16], "big")) % (1 << 128)
        number += 1
    return number, format(total, "032x")


async def resync(parts: Parts, republishers: Iterable[Republisher], *, to: str) -> int:
    """Put every present row of a publisher into its outbox for one consumer; return the count."""
    sent = 0
    for republisher in republishers:
        async with parts.database.transaction() as tx:
            schools = await republisher.schools(tx)
        for school_id in schools:
            async with parts.database.transaction(school_id) as tx:
                async for item in republisher.state(parts, tx, school_id):
                    tx.announce(
                        item.event,
                        subject=item.subject,
                        version=item.version,
                        target=to,
                        school_id=item.school_id,
                    )
                    sent += 1
    return sent


@dataclass(frozen=True, slots=True)
class Difference:
    """One school whose rows differ between publisher and consumer."""

    kind: str
    school_id: UUID
    publisher: Fingerprint
    consumer: Fingerprint


NOTHING: Fingerprint = (0, format(0, "032x"))


async def compare(
    kind: str, publisher: tuple[Database, Holdings], consumer: tuple[Database, Holdings]
) -> list[Difference]:
    """Compare what two services hold of a kind, school by school."""
    async with publisher[0].transaction() as tx:
        left = await publisher[1](tx)
    async with consumer[0].transaction() as tx:
        right = await consumer[1](tx)
    return [
        Difference(kind, school, left.get(school, NOTHING), right.get(school, NOTHING))
        for school in sorted({*left, *right})
        if left.get(school, NOTHING) != right.get(school, NOTHING)
    ]
