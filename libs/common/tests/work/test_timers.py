"""A timer fires once in the whole cluster."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from zizhu.common.database import DatabaseAway
from zizhu.common.parts import Timer
from zizhu.common.tables import timer as timer_table
from zizhu.common.timers import fire_due, run_timers
from zizhu_testing import eventually


class Ticks:
    def __init__(self) -> None:
        self.count = 0
        self.gate: asyncio.Event | None = None
        self.error: BaseException | None = None
        self.timer = Timer("trial.tick", timedelta(hours=1), self._run)

    async def _run(self, _parts) -> None:
        self.count += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


async def change(parts, **values) -> None:
    async with parts.database.transaction() as tx:
        await tx.session.execute(update(timer_table).values(**values))


class TestFireDue:
    async def test_fires_a_new_timer_and_then_waits_its_time(self, parts, ticks):
        assert await fire_due(parts, [ticks.timer]) == 1
        assert await fire_due(parts, [ticks.timer]) == 0
        await change(parts, next_at=func.now())
        assert await fire_due(parts, [ticks.timer]) == 1
        assert ticks.count == 2

    async def test_fires_once_with_two_hosts(self, parts, ticks):
        ticks.gate = asyncio.Event()
        first = asyncio.create_task(fire_due(parts, [ticks.timer]))
        await eventually(lambda: ticks.count)
        assert await fire_due(parts, [ticks.timer]) == 0
        ticks.gate.set()
        assert await first == 1
        assert ticks.count == 1

    async def test_two_hosts_that_look_at_the_same_instant_fire_once(self, parts, ticks):
        for _ in range(5):
            await change(parts, next_at=func.now())
            before = ticks.count
            await asyncio.gather(*(fire_due(parts, [ticks.timer]) for _ in range(4)))
            assert ticks.count == before + 1

    async def test_a_broken_timer_keeps_its_rhythm(self, parts, ticks):
        ticks.error = ValueError("broken")
        assert await fire_due(parts, [ticks.timer]) == 1
        assert await fire_due(parts, [ticks.timer]) == 0

    async def test_an_absent_database_is_raised(self, parts, ticks):
        ticks.error = DatabaseAway()
        with pytest.raises(DatabaseAway):
            await fire_due(parts, [ticks.timer])

    async def test_a_timer_whose_host_died_fires_elsewhere_once_the_lease_is_over(
        self, parts, ticks
    ):
        ticks.error = asyncio.CancelledError()
        with pytest.raises(asyncio.CancelledError):
            await fire_due(parts, [ticks.timer])
        ticks.error = None
        assert await fire_due(parts, [ticks.timer]) == 0
        await change(parts, leased_until=func.now() - func.make_interval(0, 0, 0, 0, 1))
        assert await fire_due(parts, [ticks.timer]) == 1

    async def test_one_timer_does_not_keep_another_from_firing(self, parts, ticks):
        other = Ticks()
        assert await fire_due(parts, [ticks.timer, Timer("b", timedelta(1), other._run)]) == 2
        assert (ticks.count, other.count) == (1, 1)


class TestRunTimers:
    async def test_runs_until_it_is_stopped(self, parts, ticks):
        stopping = asyncio.Event()
        running = asyncio.create_task(run_timers(parts, [ticks.timer], stopping))
        await eventually(lambda: ticks.count)
        stopping.set()
        await running
        async with parts.database.transaction() as tx:
            assert await tx.session.scalar(select(timer_table.c.lease_token)) is None
