"""A job's moves reach the stream of whoever started it: its start, each percent, and its end."""

from datetime import UTC, datetime

import pytest

from zizhu.common.audit import Actor
from zizhu.common.auth import Post, Principal, Role
from zizhu.common.ids import new_id
from zizhu.common.jobs import Workshop, start_job


class Office:
    """Somebody who starts jobs, and the streams that are open."""

    def __init__(self, parts, school_id) -> None:
        self.parts = parts
        self.school_id = school_id
        self.account_id = new_id()

    def principal(self, account_id=None, school_id=None) -> Principal:
        now = datetime.now(UTC)
        return Principal(
            account_id=account_id or self.account_id,
            session_id=new_id(),
            post=Post(new_id(), Role.SCHOOL_ADMIN, school_id or self.school_id),
            issued_at=now,
            signed_in_at=now,
        )

    async def work(self, run, **more) -> list[str]:
        """Work one job and return what the reader was told, in order."""
        actor = Actor(self.account_id, new_id(), "school_admin")
        async with self.parts.database.transaction(self.school_id, actor=actor) as tx:
            job_id = await start_job(tx, "count", {}, school_id=self.school_id)
        async with self.parts.hints.reading(self.principal(**more)) as reader:
            await Workshop(self.parts, {"count": run}).pass_once()
            told = [reader.waiting.get_nowait() for _ in range(reader.waiting.qsize())]
        assert set(told) <= {f"job:{self.parts.service}:{job_id}"}
        return told


@pytest.fixture
def office(parts, school_id) -> Office:
    return Office(parts, school_id)


async def nothing(_work):
    return {}


class TestAJob:
    async def test_tells_its_start_and_its_end(self, office):
        assert len(await office.work(nothing)) == 2

    async def test_tells_each_percent_once(self, office):
        async def run(work):
            await work.progress(0, 1000)
            for done in range(1, 25):
                await work.progress(done)
            return {}

        assert len(await office.work(run)) == 2 + 3  # 0, 1 and 2 percent

    async def test_tells_of_a_failure_too(self, office):
        async def run(_work):
            raise PermissionError

        told = await office.work(run)
        assert len(told) == 2

    async def test_that_ends_inside_its_own_transaction_tells_it_after_the_commit(self, office):
        async def run(work):
            async with work.parts.database.transaction() as tx:
                await work.finish(tx, {})

        assert len(await office.work(run)) == 2

    async def test_tells_nobody_else_of_the_school(self, office):
        assert await office.work(nothing, account_id=new_id()) == []

    async def test_tells_nobody_with_the_same_account_in_another_school(self, office):
        assert await office.work(nothing, school_id=new_id()) == []
