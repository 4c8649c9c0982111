"""The consumer: inserts the event id and applies the effect in one transaction, then answers.

Up to 100 messages share a transaction; when any fails they are taken one by one. A failure of the
surroundings is raised, so that the bus keeps everything and comes back; a failure of a message is
kept in `failed_message`, where a worker retries it and an operator sees it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import structlog
from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from zizhu.common import crash, metrics
from zizhu.common.bus import Outcome
from zizhu.common.database import Database, Transaction, is_surroundings
from zizhu.common.errors import Refusal
from zizhu.common.events import (
    Envelope,
    Event,
    Message,
    Unreadable,
    read_data,
    read_envelope,
)
from zizhu.common.tables import failed_message, inbox
from zizhu.common.tracing import span

BATCH = 100
KEEP_DAYS = 30

P = TypeVar("P")
Handler = Callable[[P, Transaction, Message[Any]], Awaitable[None]]  # each handler names its event
Subscriptions = Mapping[type[Event], Handler[P]]


class TooEarly(Refusal):
    """The event speaks of a thing that has not arrived yet; it is retried, never dropped.

    Operators read its sentence, so it names kinds of things and ids, never people's values.
    """

    code = "too_early"
    title = "事件早到"


@dataclass(frozen=True)
class Subscription:
    """How one event type is read and handled."""

    event: type[Event]
    handler: Handler[Any]


class Consumer:
    """Apply events to one service's database, each exactly once."""

    def __init__(
        self,
        name: str,
        database: Database,
        subscriptions: Subscriptions[Any],
        parts: object,
        log: structlog.typing.FilteringBoundLogger,
    ) -> None:
        self.name = name
        self._database = database
        self._known = {
            event.type: Subscription(event, handler) for event, handler in subscriptions.items()
        }
        self._parts = parts
        self._log = log

    async def deliver(self, bodies: Sequence[bytes]) -> list[Outcome]:
        """Take bodies from the bus. Raises DatabaseAway (or kin) when the surroundings fail."""
        outcomes: list[Outcome] = []
        for start in range(0, len(bodies), BATCH):
            outcomes.extend(await self._take(bodies[start : start + BATCH]))
        for outcome in outcomes:
            metrics.CONSUMED.labels(self.name, outcome.value).inc()
        return outcomes

    async def _take(self, bodies: Sequence[bytes]) -> list[Outcome]:
        envelopes = [self._envelope(body) for body in bodies]
        try:
            async with self._database.transaction() as tx:
                outcomes = await self._apply(tx, envelopes)
                crash.point("inbox.before_commit")
            crash.point("inbox.after_commit")
        except Exception as error:
            if is_surroundings(error):
                raise
            return [
                await self._take_alone(body, envelope)
                for body, envelope in zip(bodies, envelopes, strict=True)
            ]
        return outcomes

    def _envelope(self, body: bytes) -> Envelope | None:
        try:
            return read_envelope(body)
        except Unreadable as error:
            self._log.error("message_unreadable", reason=str(error))
            return None

    async def _take_alone(self, body: bytes, envelope: Envelope | None) -> Outcome:
        if envelope is None:
            return Outcome.UNPARSED
        try:
            async with self._database.transaction() as tx:
                outcome = await self.apply(tx, envelope)
                crash.point("inbox.before_commit")
            crash.point("inbox.after_commit")
        except Exception as error:
            if is_surroundings(error):
                raise
            await self._keep(body, envelope, error)
            return Outcome.FAILED
        return outcome

    async def apply(self, tx: Transaction, envelope: Envelope) -> Outcome:
        """Apply one envelope inside a given transaction (the retry worker's way in)."""
        (outcome,) = await self._apply(tx, [envelope])
        return outcome

    async def _apply(self, tx: Transaction, envelopes: Sequence[Envelope | None]) -> list[Outcome]:
        fresh = await self._enter(tx, envelopes)
        outcomes = [self._foresee(envelope) for envelope in envelopes]
        # School by school, since no handler relies on order: the school is set once for each.
        for index in sorted(range(len(envelopes)), key=lambda index: _school(envelopes[index])):
            envelope = envelopes[index]
            if envelope is None or outcomes[index] is not Outcome.DONE:
                continue
            if envelope.id not in fresh:
                outcomes[index] = Outcome.DUPLICATE
                continue
            fresh.discard(envelope.id)
            await self._handle(tx, envelope)
        return outcomes

    def _foresee(self, envelope: Envelope | None) -> Outcome:
        if envelope is None:
            return Outcome.UNPARSED
        return Outcome.DONE if envelope.type in self._known else Outcome.IGNORED

    async def _enter(self, tx: Transaction, envelopes: Sequence[Envelope | None]) -> set[UUID]:
        """Put ids into the inbox and return those that are new, in one statement.

        In order, so that two consumers with the same messages do not wait crosswise.
        """
        known = {item.id for item in envelopes if item is not None and item.type in self._known}
        if not known:
            return set()
        entered = await tx.session.scalars(
            insert(inbox)
            .values([{"event_id": event_id} for event_id in sorted(known)])
            .on_conflict_do_nothing()
            .returning(inbox.c.event_id)
        )
        return set(entered)

    async def _handle(self, tx: Transaction, envelope: Envelope) -> None:
        known = self._known[envelope.type]
        message = read_data(known.event, envelope)
        with span(f"consume {envelope.type}", envelope.traceparent, consumer=self.name):
            if tx.school_id != envelope.school_id:
                await tx.limit_to(envelope.school_id)
            tx.correlation_id = envelope.correlation_id
            await known.handler(self._parts, tx, message)
            await tx.flush()

    async def _keep(self, body: bytes, envelope: Envelope, error: Exception) -> None:
        crash.point("failed.before_record")
        self._log.warning(
            "message_failed",
            event_id=str(envelope.id),
            type=envelope.type,
            error=describe(error),
        )
        async with self._database.transaction() as tx:
            await tx.session.execute(
                insert(failed_message)
                .values(
                    event_id=envelope.id,
                    type=envelope.type,
                    subject=envelope.subject,
                    school_id=envelope.school_id,
                    body=body,
                    error=describe(error),
                    state="waiting",
                    next_try_at=func.now() + func.make_interval(0, 0, 0, 0, 0, 0, 1.0),
                )
                .on_conflict_do_nothing()
            )
        crash.point("failed.after_record")


def _school(envelope: Envelope | None) -> str:
    return str(envelope.school_id) if envelope is not None else ""


def describe(error: BaseException) -> str:
    """Name an error without the values that broke it."""
    if isinstance(error, TooEarly):
        return f"TooEarly: {error.detail}"
    if isinstance(error, Refusal):
        return f"{type(error).__name__}: {error.title}"
    if isinstance(error, Unreadable):
        return f"Unreadable: {error}"
    origin = getattr(error, "orig", None)
    if origin is not None:
        constraint = getattr(origin.__cause__ or origin, "constraint_name", None)
        return f"{type(error).__name__}: {constraint or type(origin).__name__}"
    return type(error).__name__


async def drop_received(database: Database) -> int:
    """Drop inbox rows older than thirty days; return how many."""
    async with database.transaction() as tx:
        done = await tx.session.execute(
            delete(inbox)
            .where(inbox.c.received_at < func.now() - func.make_interval(0, 0, 0, KEEP_DAYS))
            .returning(inbox.c.event_id)
        )
        return len(done.all())
