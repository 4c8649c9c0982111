"""Comparing what publishers have with what consumers keep, and bringing it together again."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from zizhu.common.outbox import outbox_depth
from zizhu.common.parts import Parts, Service
from zizhu.common.resync import Difference, compare, resync
from zizhu.embedded.assembly import Assembly

SETTLE_SECONDS = 600.0


class Side(Protocol):
    """A publisher or a consumer, running or at rest."""

    @property
    def service(self) -> Service: ...

    @property
    def parts(self) -> Parts: ...


async def differences(given: Iterable[Side]) -> list[tuple[str, str, Difference]]:
    """Compare every publisher's holdings with every consumer that holds the same kind."""
    sides, found = tuple(given), []
    for publisher in sides:
        for kept in publisher.service.owns:
            for consumer in sides:
                for held in consumer.service.projects:
                    if held.kind == kept.kind:
                        found += [
                            (publisher.service.name, consumer.service.name, difference)
                            for difference in await compare(
                                kept.kind,
                                (publisher.parts.database, kept.count),
                                (consumer.parts.database, held.count),
                            )
                        ]
    return found


async def resync_all(assembly: Assembly) -> int:
    """State every publisher's present rows anew to every consumer; return how many events."""
    sent = 0
    for publisher in assembly.hosted.values():
        kinds = {event.type for event in publisher.service.publishes}
        for consumer in assembly.hosted.values():
            if kinds & {event.type for event in consumer.service.subscriptions}:
                sent += await resync(
                    publisher.parts, publisher.service.republishers, to=consumer.service.name
                )
    return sent


async def settle(assembly: Assembly, within: float = SETTLE_SECONDS) -> int:
    """Relay until nothing is unsent, at most `within` seconds; return what is left."""
    left = -1
    try:
        async with asyncio.timeout(within):
            while left := await _unsent(assembly):  # noqa: ASYNC110 - several outboxes are awaited
                await asyncio.sleep(0.05)
    except TimeoutError:
        pass
    return left


async def _unsent(assembly: Assembly) -> int:
    for hosted in assembly.hosted.values():
        await hosted.runtime.relay.drain()
    depths = [await outbox_depth(hosted.parts.database) for hosted in assembly.hosted.values()]
    return sum(depth for depth, _ in depths)
