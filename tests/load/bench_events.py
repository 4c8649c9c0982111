"""Events a second through outbox, RabbitMQ and inbox, against bare aio-pika in the same run.

`python tests/load/bench_events.py [events]` starts servers of its own and prints a table. The floor
publishes the same bodies with 100 confirms in flight and consumes and acknowledges them, with
nothing stored anywhere but in the broker. Read the ratio, not the figures.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

import aio_pika
import uvloop
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from zizhu.common import provision
from zizhu.common.bus import Outcome
from zizhu.common.bus_rabbit import PREFETCH, RabbitBus, declare_topology
from zizhu.common.database import Database, Transaction
from zizhu.common.events import Message
from zizhu.common.inbox import Consumer
from zizhu.common.outbox import Relay
from zizhu.common.provision import role_name
from zizhu.common.tables import PLUMBING, outbox
from zizhu_testing import PrivatePostgres, PrivateRabbit
from zizhu_testing.trial import LOG, TOPOLOGY, ThingChanged, announce, make_tables

ROUNDS = 3
IN_FLIGHT = 100
WORD = "x" * 200  # makes a body of about 512 bytes


async def make_database(postgres: PrivatePostgres, name: str) -> Database:
    await provision.create_database(postgres.url, "trial", name=name)

    def dsn(role: str) -> str:
        return f"postgresql+asyncpg://{role_name('trial', role)}@/{name}?host={postgres.folder}"

    engine = create_async_engine(dsn("owner"))
    async with engine.begin() as connection:
        await connection.run_sync(PLUMBING.create_all)
    await engine.dispose()
    await make_tables(dsn("owner"))
    return Database(dsn("service"), source=name)


async def bodies_of(publisher: Database) -> Sequence[bytes]:
    async with publisher.transaction() as tx:
        return list(await tx.session.scalars(select(outbox.c.body)))


async def bare(url: str, bodies: Sequence[bytes]) -> float:
    """Publish and consume at the same time; return the seconds until the last one is taken."""
    queue_name = "bare"
    taken = asyncio.Event()
    count = 0
    async with await aio_pika.connect(url) as sending, await aio_pika.connect(url) as taking:
        channel = await sending.channel(publisher_confirms=True)
        queue = await channel.declare_queue(
            queue_name, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.purge()
        reading = await taking.channel()
        await reading.set_qos(prefetch_count=PREFETCH)

        async def take(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            nonlocal count
            await message.ack()
            count += 1
            if count == len(bodies):
                taken.set()

        await (await reading.get_queue(queue_name)).consume(take)
        gate = asyncio.Semaphore(IN_FLIGHT)

        async def put(body: bytes) -> None:
            message = aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            try:
                await channel.default_exchange.publish(message, routing_key=queue_name)
            finally:
                gate.release()

        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for body in bodies:
                await gate.acquire()
                group.create_task(put(body))
        await taken.wait()
        return time.perf_counter() - started


async def fill(publisher: Database, events: int) -> float:
    """Announce events as small transactions do in bulk work, 100 at a time; return the seconds."""
    started = time.perf_counter()
    for start in range(0, events, 500):
        await asyncio.gather(
            *(
                announce(publisher, [WORD] * 100)
                for _ in range(start, min(start + 500, events), 100)
            )
        )
    return time.perf_counter() - started


async def ignore(_parts: object, _tx: Transaction, _message: Message[ThingChanged]) -> None:
    """A handler without effect: the path alone is measured."""


async def through(url: str, publisher: Database, reader: Database, events: int) -> float:
    """Relay what is in the outbox and take it into the inbox; return the seconds."""
    bus = RabbitBus(url, TOPOLOGY, LOG)
    consumer = Consumer("reader", reader, {ThingChanged: ignore}, None, LOG)
    stopping, taken = asyncio.Event(), asyncio.Event()
    outcomes: list[Outcome] = []

    async def deliver(bodies: Sequence[bytes]) -> Sequence[Outcome]:
        committed = await consumer.deliver(bodies)
        outcomes.extend(committed)
        if outcomes.count(Outcome.DONE) == events:
            taken.set()
        return committed

    started = time.perf_counter()
    await bus.subscribe("reader", deliver)
    relaying = asyncio.create_task(Relay(publisher, bus, LOG).run(stopping, bulk=False))
    await taken.wait()
    seconds = time.perf_counter() - started
    stopping.set()
    publisher.wake.set()
    await relaying
    await bus.close()
    return seconds


async def main(events: int) -> None:
    async with AsyncExitStack() as stack:
        postgres = await stack.enter_async_context(PrivatePostgres())
        rabbit = await stack.enter_async_context(PrivateRabbit())
        publisher = await make_database(postgres, "publisher")
        reader = await make_database(postgres, "reader")
        stack.push_async_callback(publisher.close)
        stack.push_async_callback(reader.close)
        await declare_topology(rabbit.url, TOPOLOGY)
        found: list[tuple[float, float, float]] = []
        for _ in range(ROUNDS):
            for database in (publisher, reader):
                postgres.run_sql("TRUNCATE outbox, inbox", database=database.source)
            announced = await fill(publisher, events)
            bodies = await bodies_of(publisher)
            floor = await bare(rabbit.url, bodies)
            found.append((announced, floor, await through(rabbit.url, publisher, reader, events)))
    show(events, len(bodies[0]), found)


def show(events: int, size: int, found: Sequence[tuple[float, float, float]]) -> None:
    announced, floor, ours = (statistics.median(column) for column in zip(*found, strict=True))
    ratios = sorted(floor / ours for _, floor, ours in found)
    print(f"{events} events of {size} bytes, median of {len(found)} rounds, {os.cpu_count()} cores")
    print(f"{'stage':<46}{'events/s':>10}{'ratio':>8}")
    print(f"{'bare aio-pika: confirm 100 in flight + ack':<46}{events / floor:>10,.0f}{1:>8.2f}")
    print(f"{'outbox -> RabbitMQ -> inbox':<46}{events / ours:>10,.0f}{floor / ours:>8.2f}")
    print(
        f"{'  with writing the outbox (100 a transaction)':<46}"
        f"{events / (ours + announced):>10,.0f}{floor / (ours + announced):>8.2f}"
    )
    print(f"{'  writing the outbox alone':<46}{events / announced:>10,.0f}")
    print(f"ratios of the rounds: {', '.join(f'{ratio:.2f}' for ratio in ratios)}; aim 0.50")


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
