"""The bus as a port: what the relay asks of it, and what it asks of a consumer.

Two buses keep this contract: RabbitMQ and the in-process one. An event counts as sent only when
every subscriber has it for good: the broker's confirm, or the subscriber's committed inbox.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from zizhu.common.events import Event


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One outbox row on its way."""

    seq: int
    event_id: str
    type: str
    body: bytes
    bulk: bool
    target: str | None = None


class Outcome(Enum):
    """What became of a delivered body; every one of them is acknowledged but `UNPARSED`."""

    DONE = "done"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    UNPARSED = "unparsed"
    IGNORED = "ignored"


Deliver = Callable[[Sequence[bytes]], Awaitable[Sequence[Outcome]]]


class BusAway(Exception):
    """The bus does not answer; what was not confirmed stays in the outbox."""


@dataclass(frozen=True)
class Topology:
    """Who listens to what, taken from the contracts: event type -> consumers."""

    consumers: Mapping[str, tuple[str, ...]]
    bulk: frozenset[str]

    @classmethod
    def of(cls, events: Iterable[type[Event]]) -> "Topology":
        known = tuple(events)
        return cls(
            consumers={event.type: event.consumers for event in known},
            bulk=frozenset(event.type for event in known if event.bulk),
        )

    def only(self, hosted: Iterable[str]) -> "Topology":
        """The same topology with just these consumers, where others do not exist at all."""
        kept = frozenset(hosted)
        return Topology(
            {
                kind: tuple(name for name in names if name in kept)
                for kind, names in self.consumers.items()
            },
            self.bulk,
        )

    def names(self) -> tuple[str, ...]:
        """Every consumer, in a stable order."""
        return tuple(sorted({name for names in self.consumers.values() for name in names}))

    def types(self, consumer: str, *, bulk: bool) -> tuple[str, ...]:
        """What a consumer's queue (or its bulk queue) is bound to."""
        return tuple(
            sorted(
                kind
                for kind, names in self.consumers.items()
                if consumer in names and (kind in self.bulk) is bulk
            )
        )


class Bus(Protocol):
    """Publish with confirmation; deliver to subscribers until closed."""

    async def publish(self, batch: Sequence[Outgoing]) -> set[int]:
        """Publish a batch and return the `seq` of what is confirmed. Raises BusAway."""
        ...

    async def subscribe(self, consumer: str, deliver: Deliver) -> None:
        """Start delivering to `consumer`. A raising `deliver` means the surroundings failed:
        nothing is acknowledged, and delivery resumes with back-off.
        """
        ...

    async def is_ready(self) -> bool: ...

    async def close(self) -> None:
        """Stop delivering, let what is under way end, and disconnect."""
        ...
