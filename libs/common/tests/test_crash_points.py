"""A named point ends whoever armed it and what that started, and nobody else in the process."""

import asyncio

import pytest

from zizhu.common import crash

POINT = "transaction.before_commit"


class Died(BaseException):
    """The process ended here."""


def die() -> None:
    raise Died


class TestArm:
    async def test_ends_at_the_passing_that_was_named(self):
        crash.arm(POINT, 2, die)
        crash.point(POINT)
        with pytest.raises(Died):
            crash.point(POINT)
        crash.point(POINT)

    async def test_holds_for_what_was_started_afterwards(self):
        async def work() -> None:
            crash.point(POINT)

        crash.arm(POINT, act=die)
        with pytest.raises(Died):
            await asyncio.gather(work())

    async def test_leaves_alone_what_ran_before(self):
        armed = asyncio.Event()

        async def work() -> str:
            await armed.wait()
            crash.point(POINT)
            return "goes on"

        running = asyncio.create_task(work())
        await asyncio.sleep(0)
        crash.arm(POINT, act=die)
        armed.set()
        assert await running == "goes on"
        with pytest.raises(Died):
            crash.point(POINT)

    async def test_is_forgotten_with_the_task_that_armed(self):
        async def work() -> None:
            crash.arm(POINT, act=die)

        await asyncio.create_task(work())
        crash.point(POINT)

    async def test_counts_the_passings_of_all_it_holds_for(self):
        async def work() -> None:
            crash.point(POINT)

        crash.arm(POINT, 2, die)
        await asyncio.gather(work())
        with pytest.raises(Died):
            await asyncio.gather(work())

    async def test_refuses_a_point_without_a_name(self):
        with pytest.raises(KeyError):
            crash.arm("nowhere")
