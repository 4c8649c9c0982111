"""One shift for the installation, taken from the newest news and kept in the database."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import insert

from zizhu.common.businessclock import on_clock_shifted, read_shift
from zizhu.common.errors import Conflict
from zizhu.common.tables import installation

DAY = 86_400


async def hear(parts, seconds: int, version: int, *, is_refused: bool = False) -> None:
    message = SimpleNamespace(
        data=SimpleNamespace(shift_seconds=seconds), envelope=SimpleNamespace(version=version)
    )
    async with parts.database.transaction() as tx:
        await on_clock_shifted(parts, tx, message)
        if is_refused:
            raise Conflict("后来失败，请重试。")


@pytest.fixture(autouse=True)
async def _installed(databases):
    async with databases["owner"].transaction() as tx:
        await tx.session.execute(insert(installation).values(profile="test", service="trial"))


class TestOnClockShifted:
    async def test_moves_business_time_and_leaves_machine_time(self, parts, clock):
        await hear(parts, 3 * DAY, 1)
        assert parts.business.now() == clock.now() + timedelta(days=3)
        assert parts.machine.now() == clock.now()
        assert await read_shift(parts.database) == timedelta(days=3)

    async def test_late_older_news_changes_nothing(self, parts):
        await hear(parts, 3 * DAY, 2)
        await hear(parts, DAY, 1)
        assert parts.business.shift == await read_shift(parts.database) == timedelta(days=3)

    async def test_a_shift_that_was_rolled_back_is_not_used(self, parts):
        with pytest.raises(Conflict):
            await hear(parts, DAY, 1, is_refused=True)
        assert parts.business.shift == await read_shift(parts.database) == timedelta(0)
