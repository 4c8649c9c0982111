"""The relay: rows leave the outbox once the bus has them, whoever dies in between."""

import asyncio

import pytest
from sqlalchemy import func, select, update

from zizhu.common.bus import BusAway
from zizhu.common.errors import Conflict
from zizhu.common.outbox import Relay, drop_sent, outbox_depth
from zizhu.common.tables import outbox
from zizhu_testing import eventually
from zizhu_testing.trial import (
    LOG,
    ThingChanged,
    ThingsChanged,
    UnheardChanged,
    announce,
    effects,
)


class StubBus:
    """Confirms what `takes` says, after `gate`; remembers what it was given."""

    def __init__(self, takes=lambda item: True) -> None:
        self.takes = takes
        self.batches: list[list[int]] = []
        self.gate: asyncio.Event | None = None

    async def publish(self, batch):
        self.batches.append([item.seq for item in batch])
        if self.gate is not None:
            await self.gate.wait()
        return {item.seq for item in batch if self.takes(item)}


class AwayBus(StubBus):
    is_away = True

    async def publish(self, batch):
        confirmed = await super().publish(batch)
        if self.is_away:
            raise BusAway("away")
        return confirmed


async def rows(database):
    async with database.transaction() as tx:
        found = await tx.session.execute(select(outbox).order_by(outbox.c.seq))
        return found.all()


async def expire_leases(database) -> None:
    async with database.transaction() as tx:
        await tx.session.execute(
            update(outbox).values(leased_until=func.now() - func.make_interval(0, 0, 0, 0, 1))
        )


class TestAnnounce:
    async def test_nothing_leaves_a_transaction_that_is_refused(self, publisher):
        async def refused() -> None:
            async with publisher.transaction() as tx:
                tx.announce(ThingChanged(word="a"), subject="x", version=1)
                await tx.flush()
                raise Conflict("不行，请重试。")

        with pytest.raises(Conflict):
            await refused()
        assert await rows(publisher) == []

    async def test_a_commit_rings_even_where_events_were_flushed_before(self, publisher):
        async with publisher.transaction() as tx:
            tx.announce(ThingChanged(word="a"), subject="x", version=1)
            await tx.flush()
        assert publisher.wake.rings == 1

    async def test_a_commit_without_events_does_not_ring(self, publisher):
        await rows(publisher)
        assert publisher.wake.rings == 0


class TestPassOnce:
    async def test_publishes_in_order_and_marks_what_was_confirmed(self, publisher):
        await announce(publisher, ["a", "b", "c"])
        bus = StubBus()
        assert await Relay(publisher, bus, LOG).pass_once(bulk=False) == 3
        assert bus.batches == [[row.seq for row in await rows(publisher)]]
        assert all(row.sent_at and row.lease_token is None for row in await rows(publisher))
        assert await Relay(publisher, bus, LOG).pass_once(bulk=False) == 0

    async def test_keeps_its_rows_for_as_long_as_the_bus_takes(self, publisher):
        await announce(publisher, ["a"])
        bus = StubBus()
        bus.gate = asyncio.Event()
        relay = Relay(publisher, bus, LOG, lease_seconds=4.0)
        under_way = asyncio.create_task(relay.pass_once(bulk=False))
        await eventually(lambda: bus.batches)
        first = (await rows(publisher))[0].leased_until

        async def is_prolonged():
            return (await rows(publisher))[0].leased_until > first

        await eventually(is_prolonged)
        assert await Relay(publisher, StubBus(), LOG).pass_once(bulk=False) == 0
        bus.gate.set()
        assert await under_way == 1

    async def test_each_lane_leaves_the_other_alone(self, publisher):
        await announce(publisher, ["a"])
        await announce(publisher, ["b"], ThingsChanged)
        relay = Relay(publisher, StubBus(), LOG)
        assert await relay.pass_once(bulk=True) == 1
        assert [row.sent_at is not None for row in await rows(publisher)] == [False, True]

    async def test_two_relays_never_hold_the_same_row(self, publisher):
        await announce(publisher, [str(number) for number in range(1_200)])
        first, second = StubBus(), StubBus()
        first.gate = second.gate = asyncio.Event()
        passes = [
            asyncio.create_task(Relay(publisher, bus, LOG).pass_once(bulk=False))
            for bus in (first, second)
        ]
        await eventually(lambda: first.batches and second.batches)
        first.gate.set()
        assert sum(await asyncio.gather(*passes)) == 1_000
        assert not set(first.batches[0]) & set(second.batches[0])

    async def test_what_was_not_confirmed_waits_and_does_not_hold_up_the_rest(self, publisher):
        await announce(publisher, ["a"], UnheardChanged)
        await announce(publisher, ["b"])
        relay = Relay(publisher, StubBus(lambda item: item.type == ThingChanged.type), LOG)
        assert await relay.pass_once(bulk=False) == 1
        stuck, sent = await rows(publisher)
        assert sent.sent_at is not None
        assert (stuck.sent_at, stuck.lease_token) == (None, None)
        assert stuck.leased_until is not None
        await announce(publisher, ["c"])
        await relay.pass_once(bulk=False)
        assert (await outbox_depth(publisher))[0] == 1

    async def test_an_absent_bus_costs_a_row_no_attempt_and_no_pause(self, publisher):
        await announce(publisher, ["a"])
        for _ in range(3):
            with pytest.raises(BusAway):
                await Relay(publisher, AwayBus(), LOG).pass_once(bulk=False)
        (row,) = await rows(publisher)
        assert (row.attempts, row.lease_token, row.leased_until) == (0, None, None)
        assert await Relay(publisher, StubBus(), LOG).pass_once(bulk=False) == 1

    async def test_a_cancelled_pass_gives_its_rows_back(self, publisher):
        await announce(publisher, ["a"])
        bus = StubBus()
        bus.gate = asyncio.Event()
        under_way = asyncio.create_task(Relay(publisher, bus, LOG).pass_once(bulk=False))
        await eventually(lambda: bus.batches)
        under_way.cancel()
        await asyncio.gather(under_way, return_exceptions=True)
        assert await Relay(publisher, StubBus(), LOG).pass_once(bulk=False) == 1


class TestLease:
    async def test_an_expired_claim_is_taken_over_and_the_late_confirm_marks_nothing(
        self, publisher
    ):
        await announce(publisher, ["a"])
        slow, quick = StubBus(), StubBus()
        slow.gate, quick.gate = asyncio.Event(), asyncio.Event()
        first = asyncio.create_task(Relay(publisher, slow, LOG).pass_once(bulk=False))
        await eventually(lambda: slow.batches)
        await expire_leases(publisher)
        second = asyncio.create_task(Relay(publisher, quick, LOG).pass_once(bulk=False))
        await eventually(lambda: quick.batches)
        slow.gate.set()
        await first
        (row,) = await rows(publisher)
        assert row.sent_at is None
        assert row.lease_token is not None
        quick.gate.set()
        await second
        (row,) = await rows(publisher)
        assert row.sent_at is not None


class TestRun:
    async def test_a_commit_wakes_the_relay(self, way, publisher, reader):
        relay, stopping = Relay(publisher, way.bus, LOG, poll_seconds=3_600), asyncio.Event()
        running = asyncio.create_task(relay.run(stopping, bulk=False))
        for word in "abc":
            ids = await announce(publisher, [word])
            await eventually(lambda ids=ids: _has(reader, ids[0]))
        stopping.set()
        publisher.wake.set()
        await running

    async def test_goes_on_when_the_bus_is_back(self, publisher):
        await announce(publisher, ["a"])
        bus = AwayBus()
        relay, stopping = Relay(publisher, bus, LOG, poll_seconds=0.01), asyncio.Event()
        running = asyncio.create_task(relay.run(stopping, bulk=False))
        await eventually(lambda: len(bus.batches) > 2)
        bus.is_away = False
        await eventually(lambda: _is_empty(publisher))
        stopping.set()
        publisher.wake.set()
        await running


async def _has(reader, event_id) -> bool:
    return event_id in await effects(reader)


async def _is_empty(publisher) -> bool:
    return (await outbox_depth(publisher))[0] == 0


class TestDropSent:
    async def test_drops_what_was_sent_more_than_seven_days_ago(self, publisher):
        await announce(publisher, ["old", "young", "unsent"])
        async with publisher.transaction() as tx:
            for days, offset in ((8, 0), (6, 1)):
                first = select(func.min(outbox.c.seq)).scalar_subquery()
                await tx.session.execute(
                    update(outbox)
                    .where(outbox.c.seq == first + offset)
                    .values(sent_at=func.now() - func.make_interval(0, 0, 0, days))
                )
        assert await drop_sent(publisher) == 1
        assert len(await rows(publisher)) == 2
