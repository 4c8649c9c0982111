"""What an operator sees of a running cluster, for tests that compare and count.

`reconcile` and `resync` do what the commands of the same name do; `unrest` is the oracle's half
that every drill shares: after a fault nothing may be left lying about.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aio_pika

from zizhu.common.bus_rabbit import queue_name
from zizhu.common.database import Database
from zizhu.common.parts import Parts
from zizhu.common.resync import compare
from zizhu.common.resync import resync as republish
from zizhu.embedded.catalogue import NAMES, SERVICES, TOPOLOGY, service_named
from zizhu.embedded.openapi import idle_parts
from zizhu.identity.app import bootstrap_slip
from zizhu_testing.cluster import Cluster
from zizhu_testing.waiting import eventually


@asynccontextmanager
async def backstage(cluster: Cluster, service: str) -> AsyncIterator[Parts]:
    """The surroundings of a service over its database, with nothing running."""
    settings = cluster.settings
    database = Database(settings.dsn(service), source=service)
    try:
        yield replace(
            idle_parts(service_named(service)),
            settings=settings,
            keys=cluster.keys.read(service),
            database=database,
        )
    finally:
        await database.close()


async def first_slip(cluster: Cluster) -> str:
    """The slip with which the first platform administrator activates."""
    async with backstage(cluster, "identity") as parts:
        return await bootstrap_slip(parts)


async def resync(cluster: Cluster, publisher: str, to: str) -> int:
    """Put a publisher's present rows into its outbox for one consumer; return how many events."""
    async with backstage(cluster, publisher) as parts:
        return await republish(parts, service_named(publisher).republishers, to=to)


async def reconcile(cluster: Cluster) -> list[str]:
    """Compare count and digest per school of every kind; one line for each difference."""
    found: list[str] = []
    for publisher in SERVICES:
        for kept in publisher.owns:
            for consumer in SERVICES:
                for held in (one for one in consumer.projects if one.kind == kept.kind):
                    async with (
                        backstage(cluster, publisher.name) as left,
                        backstage(cluster, consumer.name) as right,
                    ):
                        found += [
                            f"{item.kind} of {item.school_id}: "
                            f"{publisher.name} {item.publisher[0]}, "
                            f"{consumer.name} {item.consumer[0]}"
                            for item in await compare(
                                kept.kind,
                                (left.database, kept.count),
                                (right.database, held.count),
                            )
                        ]
    return found


# Leases of timers come and go by themselves: housekeeping and the sealer at work.
_LEFT = """
SELECT 'unsent ' || type FROM outbox WHERE sent_at IS NULL
UNION ALL SELECT 'leased outbox row ' || seq FROM outbox WHERE lease_token IS NOT NULL
UNION ALL SELECT state || ' message ' || type || ': ' || error FROM failed_message
UNION ALL SELECT state || ' job ' || kind FROM job
    WHERE state IN ('queued', 'running') OR lease_token IS NOT NULL
UNION ALL SELECT 'unsealed line ' || seq FROM audit_line
    WHERE seq NOT IN (SELECT line_seq FROM audit_seal)
"""


async def unrest(cluster: Cluster) -> list[str]:
    """What is unsent, leased, failed, dead, under way or unsealed in any service; empty at rest."""
    found = [
        f"{name}: {line}"
        for name in NAMES
        for line in (await asyncio.to_thread(cluster.run_sql, name, _LEFT)).splitlines()
    ]
    return found + await _waiting(cluster)


async def _waiting(cluster: Cluster) -> list[str]:
    """Queues with messages, by asking for each: the management pages are some seconds old."""
    found = []
    async with await aio_pika.connect(cluster.rabbit.url) as connection:
        channel = await connection.channel()
        for consumer in TOPOLOGY.names():
            for bulk in (False, True):
                name = queue_name(consumer, bulk=bulk)
                queue = await channel.declare_queue(name, passive=True)
                if queue.declaration_result.message_count:
                    found.append(f"{name} holds {queue.declaration_result.message_count}")
    return found


async def comes_to_rest(cluster: Cluster, within: float = 60) -> None:
    """Wait until nothing is left lying about and no projection differs. Raises AssertionError."""

    async def look() -> bool:
        left = await unrest(cluster)
        assert not left, left[:5]
        apart = await reconcile(cluster)
        assert not apart, apart
        return True

    _: bool = await eventually(look, within)
