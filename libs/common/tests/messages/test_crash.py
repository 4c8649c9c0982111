"""Dying after any line: whatever the point, each event has its effect exactly once.

`Crash` is a BaseException raised where the process would die; nothing of ours may catch it.
"""

import pytest
from sqlalchemy import func, update

from zizhu.common.inbox import TooEarly
from zizhu.common.tables import failed_message, outbox
from zizhu_testing.trial import Way, announce, effects, note_effect


async def forget_leases(database) -> None:
    """What the passing of time does for a relay that died."""
    async with database.transaction() as tx:
        await tx.session.execute(
            update(outbox)
            .where(outbox.c.lease_token.is_not(None))
            .values(leased_until=func.now() - func.make_interval(0, 0, 0, 0, 0, 1))
        )


async def recover(way: Way) -> None:
    """Start again: leases run out, kept messages fall due."""
    await forget_leases(way.publisher)
    await way.settle()
    async with way.reader.transaction() as tx:
        await tx.session.execute(update(failed_message).values(next_try_at=func.now()))
    await way.retrier.pass_once()


class TestRelay:
    @pytest.mark.parametrize(
        "point", ["relay.before_publish", "relay.after_publish", "relay.after_confirm"]
    )
    async def test_each_event_arrives_once(self, way, crash_at, died, point):
        ids = await announce(way.publisher, ["a", "b", "c"])
        crash_at(point)
        with pytest.raises(died):
            await way.relay.pass_once(bulk=False)
        await recover(way)
        assert sorted(await effects(way.reader)) == sorted(ids)

    @pytest.mark.parametrize("after", range(1, 8))
    async def test_each_event_arrives_once_whichever_commit_is_the_last(
        self, way, crash_at, died, after
    ):
        ids = await announce(way.publisher, ["a", "b"])
        crash_at("transaction.after_commit" if after % 2 else "transaction.before_commit", after)
        with pytest.raises(died):
            await way.settle()
        await recover(way)
        assert sorted(await effects(way.reader)) == sorted(ids)


class TestAnnounce:
    async def test_dying_before_the_commit_leaves_nothing(self, way, crash_at, died):
        crash_at("transaction.before_commit")
        with pytest.raises(died):
            await announce(way.publisher, ["a"])
        await recover(way)
        assert await effects(way.reader) == []

    async def test_dying_after_the_commit_loses_nothing(self, way, crash_at, died):
        crash_at("transaction.after_commit")
        with pytest.raises(died):
            await announce(way.publisher, ["a"])
        await recover(way)
        assert len(await effects(way.reader)) == 1


class TestInbox:
    @pytest.mark.parametrize("point", ["inbox.before_commit", "inbox.after_commit"])
    async def test_each_event_has_its_effect_once(self, way, crash_at, died, point):
        ids = await announce(way.publisher, ["a", "b", "c"])
        crash_at(point)
        with pytest.raises(died):
            await way.relay.pass_once(bulk=False)
        await recover(way)
        assert sorted(await effects(way.reader)) == sorted(ids)


class TestFailed:
    @pytest.mark.parametrize("point", ["failed.before_record", "failed.after_record"])
    async def test_a_failing_message_is_neither_lost_nor_doubled(
        self, publisher, reader, crash_at, died, point
    ):
        refusals = [None, None, None]

        async def early(parts, tx, message):
            if message.data.word == "b" and refusals:
                refusals.pop()
                raise TooEarly("还没有到，请稍候。")
            await note_effect(parts, tx, message)

        way = await Way(publisher, reader, early).open()
        ids = await announce(publisher, ["a", "b", "c"])
        crash_at(point)
        with pytest.raises(died):
            await way.relay.pass_once(bulk=False)
        for _ in range(4):
            await recover(way)
        assert sorted(await effects(reader)) == sorted(ids)
        assert await way.kept() == []

    async def test_dying_in_a_retry_leaves_the_message_to_the_next(
        self, publisher, reader, crash_at, died
    ):
        refusals = [None, None]

        async def early(parts, tx, message):
            if refusals:
                refusals.pop()
                raise TooEarly("还没有到，请稍候。")
            await note_effect(parts, tx, message)

        way = await Way(publisher, reader, early).open()
        ids = await announce(publisher, ["a"])
        await way.settle()
        crash_at("transaction.before_commit")
        with pytest.raises(died):
            await recover(way)
        await recover(way)
        assert await effects(reader) == ids
