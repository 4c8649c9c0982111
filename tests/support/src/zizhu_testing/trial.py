"""A toy event and what sends and takes it: for tests of the path of messages and for its bench."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, MetaData, Table, Text, Uuid, func, select
from sqlalchemy.ext.asyncio import create_async_engine

from zizhu.common import provision
from zizhu.common.bus import Bus, Outcome, Outgoing, Topology
from zizhu.common.bus_memory import Disorder, MemoryBus
from zizhu.common.clock import MachineClock
from zizhu.common.database import Database, Transaction
from zizhu.common.events import Envelope, Event, Message, Public
from zizhu.common.failed import FailedMessage, Retrier, list_failed
from zizhu.common.ids import new_id
from zizhu.common.inbox import Consumer, Handler
from zizhu.common.logs import get_log
from zizhu.common.outbox import Relay, outbox_depth
from zizhu.common.projection import project
from zizhu.common.tables import inbox

LOG = get_log("trial")
THINGS = MetaData()
thing = Table(
    "thing",
    THINGS,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("word", Text, nullable=False),
)
effect = Table(
    "effect",
    THINGS,
    Column("seq", BigInteger, Identity(), primary_key=True),
    Column("id", Uuid, nullable=False),
)


class ThingChanged(Event):
    type: ClassVar[str] = "trial.thing_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("reader",)

    word: Annotated[str, Public]


class ThingsChanged(ThingChanged):
    type: ClassVar[str] = "trial.things_changed.v1"
    bulk: ClassVar[bool] = True


class SharedChanged(ThingChanged):
    type: ClassVar[str] = "trial.shared_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("reader", "keeper")


class UnheardChanged(ThingChanged):
    type: ClassVar[str] = "trial.unheard_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ()


EVENTS = (ThingChanged, ThingsChanged, SharedChanged, UnheardChanged)
TOPOLOGY = Topology.of(EVENTS)


async def make_tables(owner_dsn: str) -> None:
    engine = create_async_engine(owner_dsn)
    async with engine.begin() as connection:
        await connection.run_sync(THINGS.create_all)
        await connection.run_sync(provision._grant, "trial")
    await engine.dispose()


async def announce(
    database: Database, words: Sequence[str], kind: type[ThingChanged] = ThingChanged
) -> list[UUID]:
    """Announce one event a word in one transaction of one school; return the ids of the events."""
    school_id = new_id()
    async with database.transaction() as tx:
        return [
            tx.announce(kind(word=word), subject=new_id(), version=1, school_id=school_id)
            for word in words
        ]


async def note_effect(_parts: object, tx: Transaction, message: Message[Any]) -> None:
    """The handler of these tests: a projection, and a row that shows doubled effects."""
    thing_id = UUID(message.envelope.subject)
    row = {"id": thing_id, "version": message.envelope.version, "word": message.data.word}
    await project(tx.session, thing, [row])
    await tx.session.execute(effect.insert().values(id=message.envelope.id))


async def effects(database: Database) -> list[UUID]:
    """The ids of applied events in the order of application; doubled ones come twice."""
    async with database.transaction() as tx:
        return list(await tx.session.scalars(select(effect.c.id).order_by(effect.c.seq)))


async def received(database: Database) -> int:
    async with database.transaction() as tx:
        return await tx.session.scalar(select(func.count()).select_from(inbox)) or 0


def body_of(
    word: object = "a",
    kind: type[Event] = ThingChanged,
    *,
    event_id: UUID | None = None,
    subject: UUID | None = None,
    version: int = 1,
) -> bytes:
    """The body of one message as a relay would send it."""
    return Envelope(
        id=event_id or new_id(),
        source="publisher",
        type=kind.type,
        time=MachineClock().now(),
        subject=str(subject or new_id()),
        version=version,
        school_id=new_id(),
        data={"word": word},
    ).to_bytes()


_seqs = itertools.count(1)


def outgoing(
    kind: type[Event] = ThingChanged, *, target: str | None = None, body: bytes | None = None
) -> Outgoing:
    seq = next(_seqs)
    return Outgoing(
        seq=seq,
        event_id=str(new_id()),
        type=kind.type,
        body=body or str(seq).encode(),
        bulk=kind.bulk,
        target=target,
    )


class Subscriber:
    """Takes bodies, refuses while `unwell`, and may be held up."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.unwell = 0
        self.outcome = Outcome.DONE
        self.gate: asyncio.Event | None = None
        self.entered = asyncio.Event()

    async def deliver(self, bodies: Sequence[bytes]) -> list[Outcome]:
        self.entered.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.unwell:
            self.unwell -= 1
            raise ConnectionError("unwell")
        self.got += bodies
        return [self.outcome for _ in bodies]


class Way:
    """Outbox, bus, inbox and retries of one publisher and one reader, stepped by the test."""

    def __init__(
        self,
        publisher: Database,
        reader: Database,
        handler: Handler[Any] = note_effect,
        disorder: Disorder | None = None,
    ) -> None:
        self.publisher = publisher
        self.reader = reader
        self.bus: Bus = MemoryBus(TOPOLOGY.only(["reader"]), disorder)
        self.relay = Relay(publisher, self.bus, LOG)
        self.consumer = Consumer("reader", reader, {ThingChanged: handler}, None, LOG)
        self.retrier = Retrier(reader, self.consumer, LOG)

    async def open(self) -> "Way":
        await self.bus.subscribe("reader", self.consumer.deliver)
        return self

    async def settle(self) -> None:
        while await self.relay.drain() or (await outbox_depth(self.publisher))[0]:  # noqa: ASYNC110 - the database tells, no event
            await asyncio.sleep(0.01)  # a postponed row is free again after some milliseconds

    async def kept(self) -> Sequence[FailedMessage]:
        return await list_failed(self.reader)
