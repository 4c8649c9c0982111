"""The in-process bus: the same outbox and inbox as over RabbitMQ, and no shortcut.

`publish` delivers to every subscriber and confirms what all of them committed, so a crash between
two subscribers repeats the event and the inbox absorbs it. With a seed it also shuffles, delays
and doubles deliveries, as brokers do when confirms are lost.
"""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass

from zizhu.common.bus import BusAway, Deliver, Outgoing, Topology


@dataclass
class Disorder:
    """How badly deliveries are mixed; `seed` makes a run repeatable."""

    seed: int
    delayed: float = 0.2
    doubled: float = 0.2
    memory: int = 50

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - a repeatable shuffle, no secret
        self._seen: list[Outgoing] = []

    def mix(self, batch: Sequence[Outgoing]) -> tuple[list[Outgoing], list[Outgoing]]:
        """Return what to deliver now, and the subset of it that may be confirmed."""
        kept = [item for item in batch if self._random.random() >= self.delayed]
        again = [item for item in self._seen if self._random.random() < self.doubled]
        twice = [item for item in kept if self._random.random() < self.doubled]
        mixed = kept + twice + again
        self._random.shuffle(mixed)
        self._seen = (self._seen + kept)[-self.memory :]
        return mixed, kept


class MemoryBus:
    """Deliver within the process. One lock a subscriber keeps its batches apart."""

    def __init__(self, topology: Topology, disorder: Disorder | None = None) -> None:
        self._topology = topology
        self._disorder = disorder
        self._subscribers: dict[str, Deliver] = {}
        self._locks: dict[tuple[str, bool], asyncio.Lock] = {}
        self._is_open = True

    async def subscribe(self, consumer: str, deliver: Deliver) -> None:
        self._subscribers[consumer] = deliver

    async def publish(self, batch: Sequence[Outgoing]) -> set[int]:
        if not self._is_open:
            raise BusAway("closed")
        deliveries, confirmable = (
            self._disorder.mix(batch) if self._disorder else (list(batch), list(batch))
        )
        names = sorted({name for item in deliveries for name in self._targets(item)})
        results = await asyncio.gather(*(self._hand_over(name, deliveries) for name in names))
        missed = {seq for unsettled in results for seq in unsettled}
        return {item.seq for item in confirmable} - missed

    def _targets(self, item: Outgoing) -> tuple[str, ...]:
        if item.target is not None:
            return (item.target,)
        return self._topology.consumers.get(item.type, ())

    async def _hand_over(self, name: str, batch: Sequence[Outgoing]) -> set[int]:
        """Deliver to one subscriber; return what it could not take because it is not well."""
        mine = [item for item in batch if name in self._targets(item)]
        deliver = self._subscribers.get(name)
        if deliver is None:
            return {item.seq for item in mine}
        lock = self._locks.setdefault((name, mine[0].bulk), asyncio.Lock())
        try:
            async with lock:
                await deliver([item.body for item in mine])
        except Exception:  # noqa: BLE001 - a raising subscriber is unwell: the rows stay unsent
            return {item.seq for item in mine}
        return set()

    async def is_ready(self) -> bool:
        return self._is_open

    async def close(self) -> None:
        self._is_open = False
        for lock in self._locks.values():
            async with lock:
                pass
