"""The background of a service: it starts, measures, sweeps, and drains on the way out."""

from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import MetaData, func, insert, select, update

from zizhu.common.bus import Topology
from zizhu.common.bus_memory import MemoryBus
from zizhu.common.ids import new_id
from zizhu.common.inbox import TooEarly
from zizhu.common.parts import Service
from zizhu.common.runtime import HOUSEKEEPING, Runtime
from zizhu.common.tables import installation, job, job_finding, outbox
from zizhu_testing import eventually
from zizhu_testing.trial import ThingChanged, announce

HEARD: list[str] = []


async def hear(_parts, _tx, message) -> None:
    if message.data.word == "bad":
        raise TooEarly("还没有到，请稍候。")
    HEARD.append(message.data.word)


SERVICE = Service(
    name="reader",
    create_app=lambda parts: None,
    migrations=Path(),
    metadata=MetaData(),
    subscriptions={ThingChanged: hear},
)


@pytest.fixture
async def bus():
    HEARD.clear()
    made = MemoryBus(Topology.of([ThingChanged]))
    yield made
    await made.close()


@pytest.fixture
async def installed(databases, parts):
    async with databases["owner"].transaction() as tx:
        await tx.session.execute(insert(installation).values(profile="test", service="trial"))
    return parts


class TestRuntime:
    async def test_relays_what_its_service_commits_and_hears_what_others_do(self, installed, bus):
        async with Runtime(SERVICE, installed, bus):
            await announce(installed.database, ["a"])
            await eventually(lambda: HEARD == ["a"])

    async def test_ends_at_once_when_there_is_nothing_to_drain(self, installed, bus):
        async with Runtime(SERVICE, installed, bus) as runtime:
            pass
        assert all(task.done() and not task.cancelled() for task in runtime._tasks)


class TestHousekeeping:
    async def test_measures_what_waits_and_what_failed(self, installed, bus):
        runtime = Runtime(SERVICE, installed, bus)
        await announce(installed.database, ["bad"])
        async with installed.database.transaction() as tx:
            (body,) = await tx.session.scalars(select(outbox.c.body))
        await runtime.consumer.deliver([body])
        await self._run("plumbing.measure", installed)
        labels = {"service": installed.service}
        assert REGISTRY.get_sample_value("zizhu_outbox_depth", labels) == 1
        waiting = labels | {"state": "waiting"}
        assert REGISTRY.get_sample_value("zizhu_failed_messages", waiting) == 1

    async def test_sweeps_findings_of_jobs_long_over(self, installed):
        ids = [new_id(), new_id()]
        async with installed.database.transaction() as tx:
            rows = [{"id": i, "kind": "k", "params": {}, "state": "done"} for i in ids]
            await tx.session.execute(insert(job), rows)
            notes = [{"job_id": i, "seq": 0, "message": "x"} for i in ids]
            await tx.session.execute(insert(job_finding), notes)
            old = func.now() - func.make_interval(0, 0, 0, 31)
            await tx.session.execute(update(job).where(job.c.id == ids[0]).values(finished_at=old))
        await self._run("plumbing.sweep", installed)
        async with installed.database.transaction() as tx:
            assert list(await tx.session.scalars(select(job_finding.c.job_id))) == [ids[1]]

    @staticmethod
    async def _run(name: str, parts) -> None:
        (timer,) = [timer for timer in HOUSEKEEPING if timer.name == name]
        await timer.run(parts)
