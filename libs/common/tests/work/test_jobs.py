"""Long work: progress, findings, cancel, and what happens to a job whose worker dies."""

import asyncio

import pytest
from sqlalchemy import func, select, update

from zizhu.common import crash
from zizhu.common.audit import Actor
from zizhu.common.auth import Scope
from zizhu.common.database import DatabaseAway
from zizhu.common.errors import Conflict, Finding
from zizhu.common.ids import new_id
from zizhu.common.joblist import JobOver, NoSuchJob, cancel_job, find_job, list_findings
from zizhu.common.jobs import TRIES, Workshop, start_job
from zizhu.common.tables import job
from zizhu_testing import eventually


class Died(BaseException):
    """The worker's end."""


def die() -> None:
    raise Died


class NotNow(Conflict):
    code = "not_now"
    title = "现在不行"


class Bench:
    """A workshop with one kind of job, whose runner the test gives."""

    def __init__(self, parts, school_id) -> None:
        self.parts = parts
        self.scope = Scope(school_id)
        self.ran = 0
        self.run = self._nothing
        self.workshop = Workshop(parts, {"count": self._count})

    async def _nothing(self, _work):
        return {"ok": True}

    async def _count(self, work):
        self.ran += 1
        return await self.run(work)

    async def start(self, **params):
        actor = Actor(new_id(), new_id(), "school_admin")
        async with self.parts.database.transaction(self.scope.school_id, actor=actor) as tx:
            return await start_job(tx, "count", params, school_id=self.scope.school_id)

    async def look(self, job_id):
        async with self.parts.database.transaction() as tx:
            return await find_job(tx, self.scope, new_id(), job_id)

    async def findings(self, job_id):
        async with self.parts.database.transaction() as tx:
            return await list_findings(tx, job_id)

    async def cancel(self, job_id) -> None:
        async with self.parts.database.transaction() as tx:
            await cancel_job(tx, self.scope, new_id(), job_id)

    async def free(self) -> None:
        """What the passing of time does: leases run out and pauses end."""
        async with self.parts.database.transaction() as tx:
            past = func.now() - func.make_interval(0, 0, 0, 0, 1)
            await tx.session.execute(
                update(job).where(job.c.leased_until.is_not(None)).values(leased_until=past)
            )

    async def attempts(self) -> int:
        async with self.parts.database.transaction() as tx:
            return await tx.session.scalar(select(job.c.attempts))


@pytest.fixture
def bench(parts, school_id) -> Bench:
    return Bench(parts, school_id)


class TestPassOnce:
    async def test_works_a_job_with_its_parameters_and_keeps_the_result(self, bench):
        async def run(work):
            assert (dict(work.params), work.school_id) == ({"n": 3}, bench.scope.school_id)
            assert work.actor.role == "school_admin"
            return {"sum": work.params["n"]}

        bench.run = run
        job_id = await bench.start(n=3)
        assert await bench.workshop.pass_once()
        found = await bench.look(job_id)
        assert (found.state, found.result) == ("done", {"sum": 3})
        assert found.finished_at is not None
        assert not await bench.workshop.pass_once()

    async def test_leaves_kinds_it_does_not_know(self, bench, parts):
        await bench.start()
        assert not await Workshop(parts, {"other": bench._nothing}).pass_once()

    async def test_two_workers_take_a_job_once(self, bench):
        bench_gate = asyncio.Event()

        async def run(_work):
            await bench_gate.wait()

        bench.run = run
        await bench.start()
        first = asyncio.create_task(bench.workshop.pass_once())
        await eventually(lambda: bench.ran)
        assert not await bench.workshop.pass_once()
        bench_gate.set()
        await first
        assert bench.ran == 1


class TestProgress:
    async def test_tells_how_far_the_work_is(self, bench):
        async def run(work):
            await work.progress(2, 5)
            seen.append(await bench.look(work.id))
            return {}

        seen = []
        bench.run = run
        await bench.start()
        await bench.workshop.pass_once()
        assert [(item.state, item.done, item.total) for item in seen] == [("running", 2, 5)]

    async def test_a_cancel_is_honoured_at_the_next_step(self, bench):
        async def run(work):
            await bench.cancel(work.id)
            await work.progress(1)
            raise AssertionError("not reached")

        bench.run = run
        job_id = await bench.start()
        await bench.workshop.pass_once()
        assert (await bench.look(job_id)).state == "cancelled"
        with pytest.raises(JobOver):
            await bench.cancel(job_id)

    async def test_a_foreign_job_does_not_exist(self, bench, parts):
        job_id = await bench.start()
        async with parts.database.transaction() as tx:
            with pytest.raises(NoSuchJob):
                await find_job(tx, Scope(new_id()), new_id(), job_id)
            with pytest.raises(NoSuchJob):
                await find_job(tx, Scope(bench.scope.school_id, rows=()), new_id(), job_id)


class TestNote:
    async def test_keeps_findings_and_a_repetition_changes_nothing(self, bench):
        async def run(work):
            for _ in range(2):
                await work.note([Finding("姓名不能为空。", row=2, column="姓名")])
                await work.note([Finding("学号重复。", row=9)], start=1)
            return {}

        bench.run = run
        job_id = await bench.start()
        await bench.workshop.pass_once()
        assert await bench.findings(job_id) == [
            (0, Finding("姓名不能为空。", row=2, column="姓名")),
            (1, Finding("学号重复。", row=9)),
        ]


class TestFinish:
    async def test_ends_the_job_in_the_transaction_of_its_work(self, bench, parts):
        async def run(work):
            async with parts.database.transaction() as tx:
                tx.record("trial.counted", of="trial", object_id=work.id)
                await work.finish(tx, {"n": 1})

        bench.run = run
        job_id = await bench.start()
        await bench.workshop.pass_once()
        found = await bench.look(job_id)
        assert (found.state, found.result) == ("done", {"n": 1})

    async def test_a_worker_that_lost_its_lease_can_write_nothing(self, bench, parts):
        refused = []

        async def run(work):
            await bench.free()
            bench.run = bench._nothing
            assert await bench.workshop.pass_once()  # another worker takes it over and ends it
            for act in (lambda: work.progress(9), lambda: work.note([Finding("迟了。")])):
                with pytest.raises(Exception, match="job") as caught:
                    await act()
                refused.append(type(caught.value).__name__)
            return {"late": True}

        bench.run = run
        job_id = await bench.start()
        await bench.workshop.pass_once()
        found = await bench.look(job_id)
        assert refused == ["LeaseLost", "LeaseLost"]
        assert (found.result, found.done) == ({"ok": True}, 0)
        assert await bench.findings(job_id) == []


class TestFailure:
    async def test_a_refusal_ends_the_job_with_its_problem(self, bench):
        async def run(_work):
            raise NotNow("正在评议，请评议结束后再导入。")

        bench.run = run
        job_id = await bench.start()
        await bench.workshop.pass_once()
        found = await bench.look(job_id)
        assert found.state == "failed"
        assert found.error == {
            "code": "not_now",
            "title": "现在不行",
            "detail": "正在评议，请评议结束后再导入。",
        }

    async def test_a_defect_is_tried_again_and_ends_without_its_text(self, bench):
        async def run(_work):
            raise ValueError("13800138000")

        bench.run = run
        job_id = await bench.start()
        for _ in range(TRIES + 2):
            await bench.workshop.pass_once()
            await bench.free()
        found = await bench.look(job_id)
        assert bench.ran == TRIES
        assert found.state == "failed"
        assert found.error["code"] == "unexpected"
        assert "13800138000" not in str(found.error)

    async def test_a_defect_is_not_tried_again_at_once(self, bench):
        async def run(_work):
            raise ValueError

        bench.run = run
        await bench.start()
        assert await bench.workshop.pass_once()
        assert not await bench.workshop.pass_once()

    async def test_absent_surroundings_count_for_nothing(self, bench):
        async def run(_work):
            raise DatabaseAway

        bench.run = run
        job_id = await bench.start()
        for _ in range(TRIES * 2):
            assert await bench.workshop.pass_once()
            await bench.free()
        assert ((await bench.look(job_id)).state, await bench.attempts()) == ("queued", 0)

    async def test_a_job_that_kills_its_workers_is_given_up(self, bench):
        async def run(_work):
            raise Died

        bench.run = run
        job_id = await bench.start()
        for _ in range(TRIES):
            with pytest.raises(Died):
                await bench.workshop.pass_once()
            await bench.free()
        assert await bench.workshop.pass_once()
        assert (await bench.look(job_id)).state == "failed"
        assert bench.ran == TRIES


class TestCrash:
    @pytest.mark.parametrize(("point", "runs"), [("job.before_commit", 2), ("job.after_commit", 1)])
    async def test_a_job_whose_worker_died_is_resumed_by_another(self, bench, point, runs):
        job_id = await bench.start()
        crash.arm(point, act=die)
        with pytest.raises(Died):
            await bench.workshop.pass_once()
        await bench.free()
        await bench.workshop.pass_once()
        assert ((await bench.look(job_id)).state, bench.ran) == ("done", runs)


class TestRun:
    async def test_a_stop_gives_the_job_back_at_once(self, bench):
        async def run(_work):
            await asyncio.Event().wait()

        bench.run = run
        job_id = await bench.start()
        working = asyncio.create_task(bench.workshop.run(asyncio.Event()))
        await eventually(lambda: bench.ran)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        bench.run = bench._nothing
        assert await bench.workshop.pass_once()
        assert (await bench.look(job_id)).state == "done"
