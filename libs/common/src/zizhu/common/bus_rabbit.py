"""The bus over RabbitMQ: publisher confirms with many in flight, and one queue a consumer plus one
for bulk events.

Topology comes from the contracts and is declared by `declare_topology`, every argument explicit
and nothing that RabbitMQ 3.10 and 4.x do differently. A consumer whose surroundings fail closes
its channel, so that nothing counts as a delivery failure of a message, and returns with back-off.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import cast

import aio_pika
import structlog
from aio_pika.abc import (
    AbstractChannel,
    AbstractConnection,
    AbstractIncomingMessage,
)
from aio_pika.exceptions import AMQPError, DeliveryError
from aiormq import Channel
from pamqp.commands import Basic

from zizhu.common.bus import BusAway, Deliver, Outcome, Outgoing, Topology

EXCHANGE = "zizhu.internal"
UNPARSED = "zizhu.unparsed"
PREFETCH = 200
BATCH = 100
CONFIRM_SECONDS = 30.0
LINGER_SECONDS = 0.01  # measured: a quarter more events a second than without
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
DRAIN_SECONDS = 20.0
# On 3.10 -1 drops a message at its first requeue, and a dropped connection counts as a delivery.
DELIVERY_LIMIT = 1_000_000
MAX_LENGTH = 5_000_000

_AWAY = (AMQPError, OSError, TimeoutError, RuntimeError)
# A connection that breaks cancels the confirms that it owes.
_LOST = (*_AWAY, BusAway, asyncio.CancelledError)


def queue_name(consumer: str, *, bulk: bool) -> str:
    return f"{consumer}.bulk" if bulk else consumer


async def declare_topology(url: str, topology: Topology) -> None:
    """Declare exchanges, queues and bindings; idempotent. Raises BusAway."""
    try:
        connection = await aio_pika.connect(url, timeout=10)
    except _AWAY as error:
        raise BusAway(type(error).__name__) from error
    async with connection:
        channel = await connection.channel()
        exchange = await channel.declare_exchange(
            EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True
        )
        unparsed = await channel.declare_exchange(
            UNPARSED, aio_pika.ExchangeType.FANOUT, durable=True
        )
        dead = await channel.declare_queue(
            UNPARSED, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await dead.bind(unparsed)
        for consumer in topology.names():
            for bulk in (False, True):
                queue = await channel.declare_queue(
                    queue_name(consumer, bulk=bulk),
                    durable=True,
                    arguments={
                        "x-queue-type": "quorum",
                        "x-delivery-limit": DELIVERY_LIMIT,
                        "x-dead-letter-exchange": UNPARSED,
                        "x-dead-letter-strategy": "at-least-once",
                        "x-overflow": "reject-publish",
                        "x-max-length": MAX_LENGTH,
                    },
                )
                for kind in topology.types(consumer, bulk=bulk):
                    await queue.bind(exchange, routing_key=kind)


class RabbitBus:
    """Publish over one connection, consume over another; both come back by themselves."""

    def __init__(
        self, url: str, topology: Topology, log: structlog.typing.FilteringBoundLogger
    ) -> None:
        self._url = url
        self._topology = topology
        self._log = log
        self._publishing: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._connecting = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._consumers: list[asyncio.Task[None]] = []

    async def _connect(self) -> Channel:
        async with self._connecting:
            try:
                # The connection calls itself open after the broker closed it; its channel does not.
                if self._channel is None or self._publishing is None or self._channel.is_closed:
                    self._publishing = await aio_pika.connect(self._url, timeout=5)
                    self._channel = await self._publishing.channel(
                        publisher_confirms=True, on_return_raises=True
                    )
                return cast(Channel, await self._channel.get_underlay_channel())
            except _AWAY as error:
                await self._drop_connection()
                raise BusAway(type(error).__name__) from error

    async def publish(self, batch: Sequence[Outgoing]) -> set[int]:
        if self._stopping.is_set():
            raise BusAway("closed")
        channel = await self._connect()
        results = await asyncio.gather(
            *(self._publish_one(channel, item) for item in batch), return_exceptions=True
        )
        confirmed: set[int] = set()
        away = 0
        for item, result in zip(batch, results, strict=True):
            if result is None:
                confirmed.add(item.seq)
            elif isinstance(result, DeliveryError):  # returned or refused: the broker is there
                self._log.error("publish_refused", type=item.type, seq=item.seq)
            elif isinstance(result, _LOST):
                away += 1
            else:
                raise result
        if away:
            self._log.warning("publish_unconfirmed", count=away)
        if away and not confirmed:
            await self._drop_connection()
            raise BusAway("no confirm")
        return confirmed

    async def _publish_one(self, channel: Channel, item: Outgoing) -> None:
        """Publish below aio-pika's Message: measured, its checks cost a third of the sending."""
        exchange, key = EXCHANGE, item.type
        if item.target is not None:
            exchange, key = "", queue_name(item.target, bulk=item.bulk)
        # An event that nobody subscribes to may be returned; one with subscribers may not.
        is_awaited = item.target is not None or bool(self._topology.consumers.get(item.type))
        await channel.basic_publish(
            item.body,
            exchange=exchange,
            routing_key=key,
            properties=Basic.Properties(
                message_id=item.event_id,
                message_type=item.type,
                content_type="application/cloudevents+json",
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT.value,
            ),
            mandatory=is_awaited,
            timeout=CONFIRM_SECONDS,
            wait=False,
        )

    async def _drop_connection(self) -> None:
        connection, self._publishing = self._publishing, None
        if connection is not None:
            try:
                await connection.close()
            except _AWAY:
                self._log.info("publisher_connection_lost")

    async def subscribe(self, consumer: str, deliver: Deliver) -> None:
        for bulk in (False, True):
            name = queue_name(consumer, bulk=bulk)
            self._consumers.append(
                asyncio.create_task(self._consume(name, deliver), name=f"consume {name}")
            )

    async def _consume(self, name: str, deliver: Deliver) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            settled = 0
            try:
                connection = await aio_pika.connect(self._url, timeout=5)
                async with connection:
                    channel = await connection.channel()
                    await channel.set_qos(prefetch_count=PREFETCH)
                    async for count in self._pump(channel, name, deliver):
                        settled += count
            except Exception as error:  # noqa: BLE001 - the surroundings failed; come back later
                self._log.warning("consumer_waits", queue=name, reason=type(error).__name__)
            pause = FIRST_PAUSE_SECONDS if settled else min(pause * 2, LONGEST_PAUSE_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _pump(
        self, channel: AbstractChannel, name: str, deliver: Deliver
    ) -> AsyncIterator[int]:
        """Take what has arrived, up to a batch at a time, until stopping or a failure."""
        queue = await channel.get_queue(name)
        arrived: asyncio.Queue[AbstractIncomingMessage | None] = asyncio.Queue()
        tag = await queue.consume(arrived.put)
        channel.close_callbacks.add(lambda *_: arrived.put_nowait(None))
        stop = asyncio.ensure_future(self._stopping.wait())
        stop.add_done_callback(lambda _: arrived.put_nowait(None))
        try:
            while batch := await _collect(arrived):
                await _settle(batch, await deliver([message.body for message in batch]))
                yield len(batch)
            if not self._stopping.is_set():
                raise ConnectionError("channel closed")
            await queue.cancel(tag)
        finally:
            stop.cancel()

    async def is_ready(self) -> bool:
        try:
            await self._connect()
        except BusAway:
            return False
        return True

    async def close(self) -> None:
        self._stopping.set()
        if self._consumers:
            _done, late = await asyncio.wait(self._consumers, timeout=DRAIN_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._consumers, return_exceptions=True)
        await self._drop_connection()


async def _collect(
    arrived: "asyncio.Queue[AbstractIncomingMessage | None]",
) -> list[AbstractIncomingMessage]:
    """Wait for a message and take what else is there. Empty once the end (None) is reached.

    Where several came at once more are on their way: a moment's wait makes one transaction of
    them. A lonely message does not wait.
    """
    batch: list[AbstractIncomingMessage] = []
    for is_late in (False, True):
        while not batch or (len(batch) < BATCH and not arrived.empty()):
            message = await arrived.get()
            if message is None:
                arrived.put_nowait(None)
                return batch
            batch.append(message)
        if not is_late and 1 < len(batch) < BATCH:
            await asyncio.sleep(LINGER_SECONDS)
    return batch


async def _settle(batch: Sequence[AbstractIncomingMessage], outcomes: Sequence[Outcome]) -> None:
    """Acknowledge in one frame where it can be; set aside what could not be parsed."""
    for message, outcome in zip(batch, outcomes, strict=True):
        if outcome is Outcome.UNPARSED:
            await message.reject(requeue=False)
    if Outcome.UNPARSED not in outcomes:
        await batch[-1].ack(multiple=True)
        return
    for message, outcome in zip(batch, outcomes, strict=True):
        if outcome is not Outcome.UNPARSED:
            await message.ack()
