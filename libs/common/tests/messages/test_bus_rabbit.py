"""What only a broker has: a queue of what could not be parsed, and restarts."""

import asyncio

import aio_pika
import pytest

from zizhu.common.bus import BusAway, Outcome
from zizhu.common.bus_rabbit import UNPARSED, RabbitBus, declare_topology
from zizhu_testing import eventually
from zizhu_testing.trial import LOG, TOPOLOGY, Subscriber, ThingsChanged, outgoing


async def depth_of(url: str, queue: str) -> int:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        found = await channel.declare_queue(queue, passive=True)
        return found.declaration_result.message_count or 0


@pytest.fixture
async def open_bus():
    """Declare the topology and connect: `await open_bus(url)`."""
    made: list[RabbitBus] = []

    async def make(url: str) -> RabbitBus:
        await declare_topology(url, TOPOLOGY)
        made.append(RabbitBus(url, TOPOLOGY, LOG))
        return made[-1]

    yield make
    for bus in made:
        await bus.close()


class TestUnparsed:
    async def test_sets_aside_what_could_not_be_parsed_and_acknowledges_the_rest(
        self, open_bus, amqp_url
    ):
        bus = await open_bus(amqp_url)

        async def deliver(bodies):
            return [Outcome.UNPARSED if body == b"?" else Outcome.DONE for body in bodies]

        batch = [outgoing(), outgoing(body=b"?"), outgoing()]
        assert len(await bus.publish(batch)) == 3
        await bus.subscribe("reader", deliver)

        async def is_set_aside():
            return await depth_of(amqp_url, UNPARSED) == 1

        await eventually(is_set_aside, within=20)
        await bus.close()
        assert await depth_of(amqp_url, "reader") == 0


class TestDeclareTopology:
    async def test_may_be_repeated(self, amqp_url):
        await declare_topology(amqp_url, TOPOLOGY)
        await declare_topology(amqp_url, TOPOLOGY)

    async def test_says_that_the_broker_is_away(self):
        with pytest.raises(BusAway):
            await declare_topology("amqp://guest:guest@127.0.0.1:1/", TOPOLOGY)


class TestPublish:
    async def test_says_that_the_broker_is_away(self):
        bus = RabbitBus("amqp://guest:guest@127.0.0.1:1/", TOPOLOGY, LOG)
        with pytest.raises(BusAway):
            await bus.publish([outgoing()])
        assert not await bus.is_ready()

    async def test_both_lanes_may_publish_at_once(self, open_bus, amqp_url):
        bus = await open_bus(amqp_url)
        live, bulk = [outgoing() for _ in range(200)], [outgoing(ThingsChanged) for _ in range(20)]
        confirmed = await asyncio.gather(bus.publish(live), bus.publish(bulk))
        assert [len(found) for found in confirmed] == [200, 20]


class TestRestart:
    async def test_a_broker_killed_in_the_middle_loses_nothing(self, open_bus, private_rabbit):
        bus = await open_bus(private_rabbit.url)
        await asyncio.to_thread(private_rabbit.settle)
        reader = Subscriber()
        await bus.subscribe("reader", reader.deliver)
        batch = [outgoing() for _ in range(2_000)]
        unsent = {item.seq: item for item in batch}

        async def relay() -> bool:
            try:
                while unsent:
                    chunk = list(unsent.values())[:100]
                    for seq in await bus.publish(chunk):
                        del unsent[seq]
            except BusAway:
                return False
            return True

        sending = asyncio.create_task(eventually(relay, within=60))
        await eventually(lambda: len(reader.got) > 300, within=30)
        await asyncio.to_thread(private_rabbit.kill)
        await asyncio.to_thread(private_rabbit.start)
        await sending
        await eventually(lambda: {item.body for item in batch} <= set(reader.got), within=60)

    async def test_a_relay_that_waits_for_confirms_survives_the_loss(
        self, open_bus, amqp_url, rabbitmq_server
    ):
        """A connection closed by the broker cancels confirms; that must not cancel the relay."""
        bus = await open_bus(amqp_url)
        batch = [outgoing(body=b"x" * 50_000) for _ in range(400)]
        sending = asyncio.create_task(bus.publish(batch))

        def close_all() -> bool:
            found = [
                item["name"]
                for item in rabbitmq_server.manage("GET", "/api/connections")
                if amqp_url.endswith(item["vhost"])
            ]
            for name in found:
                rabbitmq_server.manage("DELETE", f"/api/connections/{name.replace(' ', '%20')}")
            return bool(found) or sending.done()

        await eventually(lambda: asyncio.to_thread(close_all), within=20)
        try:
            confirmed = await sending
        except BusAway:
            confirmed = set()
        rest = [item for item in batch if item.seq not in confirmed]
        assert await bus.publish(rest) == {item.seq for item in rest}
