"""Kept messages: retried with back-off, dead in the end, and an operator's to replay or discard."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from zizhu.common.bus import Outcome
from zizhu.common.failed import (
    LONGEST_PAUSE_SECONDS,
    TRIES,
    NoSuchMessage,
    Retrier,
    discard,
    list_failed,
    pause_after,
    replay,
)
from zizhu.common.inbox import Consumer, TooEarly
from zizhu.common.tables import audit_line, failed_message
from zizhu_testing import eventually
from zizhu_testing.trial import LOG, ThingChanged, body_of, effects, note_effect


class Desk:
    """A consumer whose messages wait for `expected`, and its retrier."""

    def __init__(self, reader) -> None:
        self.reader = reader
        self.refusals = 10**6
        self.tried = 0
        self.gate: asyncio.Event | None = None
        self.consumer = Consumer("reader", reader, {ThingChanged: self._handle}, None, LOG)
        self.retrier = Retrier(reader, self.consumer, LOG)

    async def _handle(self, parts, tx, message) -> None:
        self.tried += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.refusals:
            self.refusals -= 1
            raise TooEarly("还没有到，请稍候。")
        await note_effect(parts, tx, message)

    async def keep(self):
        """Let one message fail; return its id."""
        event_id = uuid4()
        assert await self.consumer.deliver([body_of(event_id=event_id)]) == [Outcome.FAILED]
        self.tried = 0
        return event_id

    async def make_due(self) -> None:
        async with self.reader.transaction() as tx:
            await tx.session.execute(update(failed_message).values(next_try_at=func.now()))

    async def pause_left(self) -> float:
        async with self.reader.transaction() as tx:
            left = func.extract("epoch", failed_message.c.next_try_at - func.now())
            return float(await tx.session.scalar(select(left)))


@pytest.fixture
def desk(reader) -> Desk:
    return Desk(reader)


async def audit_actions(database):
    async with database.transaction() as tx:
        rows = await tx.session.execute(
            select(audit_line.c.action, audit_line.c.object_id, audit_line.c.reason)
        )
        return [tuple(row) for row in rows]


async def act(reader, what, event_id, **more) -> None:
    async with reader.transaction() as tx:
        await what(tx, event_id, **more)


class TestPauseAfter:
    def test_doubles_up_to_ten_minutes(self):
        assert [pause_after(number) for number in range(1, 5)] == [1, 2, 4, 8]
        assert pause_after(TRIES) == LONGEST_PAUSE_SECONDS == 600


class TestPassOnce:
    async def test_leaves_alone_what_is_not_due(self, desk):
        await desk.keep()
        async with desk.reader.transaction() as tx:
            hour = func.now() + func.make_interval(0, 0, 0, 0, 1)
            await tx.session.execute(update(failed_message).values(next_try_at=hour))
        assert await desk.retrier.pass_once() == 0

    async def test_an_early_event_is_retried_until_it_passes(self, desk):
        event_id = await desk.keep()
        desk.refusals = 3
        for _ in range(4):
            await desk.make_due()
            assert await desk.retrier.pass_once() == 1
        assert await effects(desk.reader) == [event_id]
        assert await list_failed(desk.reader) == []

    async def test_each_failure_doubles_the_pause(self, desk):
        await desk.keep()
        for attempts in (2, 3, 4):
            await desk.make_due()
            await desk.retrier.pass_once()
            left = await desk.pause_left()
            assert pause_after(attempts) - 1 < left <= pause_after(attempts)

    async def test_is_dead_after_all_tries_and_stays(self, desk):
        event_id = await desk.keep()
        for _ in range(TRIES):
            await desk.make_due()
            await desk.retrier.pass_once()
        (kept,) = await list_failed(desk.reader)
        assert (kept.event_id, kept.state, kept.attempts) == (event_id, "dead", TRIES)
        assert desk.tried == TRIES - 1

    async def test_a_redelivered_message_that_passed_is_not_applied_again(self, desk):
        event_id = uuid4()
        body = body_of(event_id=event_id)
        await desk.consumer.deliver([body])
        desk.refusals = 0
        assert await desk.consumer.deliver([body]) == [Outcome.DONE]
        await desk.make_due()
        await desk.retrier.pass_once()
        assert await effects(desk.reader) == [event_id]
        assert await list_failed(desk.reader) == []

    async def test_two_workers_never_try_the_same_message_at_once(self, desk):
        await desk.keep()
        await desk.make_due()
        desk.refusals, desk.gate = 0, asyncio.Event()
        first = asyncio.create_task(desk.retrier.pass_once())
        await eventually(lambda: desk.tried)
        assert await Retrier(desk.reader, desk.consumer, LOG).pass_once() == 0
        desk.gate.set()
        assert await first == 1
        assert desk.tried == 1


class TestReplay:
    async def test_brings_a_dead_message_back_with_all_its_tries(self, desk):
        event_id = await desk.keep()
        async with desk.reader.transaction() as tx:
            await tx.session.execute(update(failed_message).values(state="dead", attempts=TRIES))
        desk.refusals = 0
        await act(desk.reader, replay, event_id)
        assert await desk.retrier.pass_once() == 1
        assert await effects(desk.reader) == [event_id]
        assert await audit_actions(desk.reader) == [("message.replayed", str(event_id), None)]

    async def test_refuses_a_message_that_is_not_kept(self, reader):
        with pytest.raises(NoSuchMessage):
            await act(reader, replay, uuid4())


class TestDiscard:
    async def test_drops_a_message_for_good_with_its_reason_on_the_trail(self, desk):
        event_id = uuid4()
        body = body_of(event_id=event_id)
        await desk.consumer.deliver([body])
        await act(desk.reader, discard, event_id, reason="测试数据")
        assert await list_failed(desk.reader) == []
        assert await audit_actions(desk.reader) == [
            ("message.discarded", str(event_id), "测试数据")
        ]
        desk.refusals = 0
        assert await desk.consumer.deliver([body]) == [Outcome.DUPLICATE]
        assert await effects(desk.reader) == []

    async def test_refuses_a_message_that_is_not_kept(self, reader):
        with pytest.raises(NoSuchMessage):
            await act(reader, discard, uuid4(), reason="没有")


class TestRun:
    async def test_retries_by_itself_until_it_is_stopped(self, desk):
        event_id = await desk.keep()
        desk.refusals = 0
        await desk.make_due()
        stopping = asyncio.Event()
        running = asyncio.create_task(desk.retrier.run(stopping))

        async def passed():
            return await effects(desk.reader) == [event_id]

        await eventually(passed)
        stopping.set()
        await running
