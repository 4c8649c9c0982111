"""What every bus promises; the same sentences for the in-process one and for RabbitMQ."""

import asyncio

import pytest

from zizhu.common.bus import BusAway, Topology
from zizhu_testing import eventually
from zizhu_testing.trial import (
    TOPOLOGY,
    SharedChanged,
    Subscriber,
    ThingChanged,
    ThingsChanged,
    UnheardChanged,
    outgoing,
)


async def place(bus, batch) -> None:
    """Publish until everything is confirmed, as a relay does."""
    open_rows = {item.seq for item in batch}

    async def confirm_more() -> bool:
        open_rows.difference_update(
            await bus.publish([item for item in batch if item.seq in open_rows])
        )
        return not open_rows

    await eventually(confirm_more, within=20)


class TestPublish:
    async def test_confirms_what_every_subscriber_has(self, make_bus):
        bus = await make_bus()
        reader, keeper = Subscriber(), Subscriber()
        await bus.subscribe("reader", reader.deliver)
        await bus.subscribe("keeper", keeper.deliver)
        batch = [outgoing(SharedChanged) for _ in range(300)]
        assert await bus.publish(batch) == {item.seq for item in batch}
        bodies = {item.body for item in batch}
        await eventually(lambda: set(reader.got) == bodies == set(keeper.got))

    async def test_confirms_a_type_that_nobody_hears(self, make_bus):
        bus = await make_bus()
        item = outgoing(UnheardChanged)
        assert await bus.publish([item]) == {item.seq}

    async def test_does_not_confirm_where_a_declared_subscriber_has_no_place(self, make_bus):
        nobody = Topology({SharedChanged.type: (), ThingChanged.type: ("reader",)}, frozenset())
        bus = await make_bus(TOPOLOGY, declared=nobody)
        reader = Subscriber()
        await bus.subscribe("reader", reader.deliver)
        lost, fine = outgoing(SharedChanged), outgoing(ThingChanged)
        assert await bus.publish([lost, fine]) == {fine.seq}
        assert await bus.publish([lost]) == set()

    async def test_sends_a_targeted_event_to_one_consumer_only(self, make_bus):
        bus = await make_bus()
        reader, keeper = Subscriber(), Subscriber()
        await bus.subscribe("reader", reader.deliver)
        await bus.subscribe("keeper", keeper.deliver)
        mine, everyones = outgoing(SharedChanged, target="keeper"), outgoing(SharedChanged)
        await place(bus, [mine, everyones])
        await eventually(lambda: set(keeper.got) == {mine.body, everyones.body})
        await eventually(lambda: reader.got == [everyones.body])

    async def test_does_not_confirm_a_target_that_does_not_exist(self, make_bus):
        bus = await make_bus()
        assert await bus.publish([outgoing(SharedChanged, target="stranger")]) == set()

    async def test_refuses_once_it_is_closed(self, make_bus):
        bus = await make_bus()
        await bus.close()
        with pytest.raises(BusAway):
            await bus.publish([outgoing()])


class TestSubscribe:
    async def test_a_raising_subscriber_gets_everything_again(self, make_bus):
        bus = await make_bus()
        reader = Subscriber()
        reader.unwell = 2
        await bus.subscribe("reader", reader.deliver)
        batch = [outgoing() for _ in range(5)]
        await place(bus, batch)
        await eventually(lambda: {item.body for item in batch} == set(reader.got), within=20)
        assert reader.unwell == 0

    async def test_a_raising_subscriber_keeps_nothing_from_another(self, make_bus):
        bus = await make_bus()
        reader, keeper = Subscriber(), Subscriber()
        reader.unwell = 1_000
        await bus.subscribe("reader", reader.deliver)
        await bus.subscribe("keeper", keeper.deliver)
        item = outgoing(SharedChanged)
        await bus.publish([item])
        await eventually(lambda: item.body in keeper.got)

    async def test_bulk_does_not_stand_before_a_live_event(self, make_bus):
        bus = await make_bus()
        reader = Subscriber()
        reader.gate = asyncio.Event()
        await bus.subscribe("reader", reader.deliver)
        bulk, live = outgoing(ThingsChanged), outgoing()
        waiting = asyncio.create_task(place(bus, [bulk]))
        await reader.entered.wait()
        gate, reader.gate = reader.gate, None
        await place(bus, [live])
        await eventually(lambda: reader.got == [live.body])
        gate.set()
        await waiting
        await eventually(lambda: reader.got == [live.body, bulk.body])

    async def test_close_lets_the_delivery_under_way_end(self, make_bus):
        bus = await make_bus()
        reader = Subscriber()
        reader.gate = asyncio.Event()
        await bus.subscribe("reader", reader.deliver)
        item = outgoing()
        sending = asyncio.create_task(place(bus, [item]))
        await reader.entered.wait()
        closing = asyncio.create_task(bus.close())
        reader.gate.set()
        await asyncio.gather(closing, sending)
        assert reader.got == [item.body]

    async def test_what_was_delivered_before_a_close_does_not_come_again(self, make_bus):
        bus = await make_bus()
        first, second = Subscriber(), Subscriber()
        await bus.subscribe("reader", first.deliver)
        batch = [outgoing() for _ in range(250)]
        await place(bus, batch)
        await eventually(lambda: len(first.got) == 250)
        await bus.close()
        again = await make_bus()
        await again.subscribe("reader", second.deliver)
        marker = outgoing()
        await place(again, [marker])
        await eventually(lambda: second.got == [marker.body])
