"""The main job end to end, over HTTP through the gateway, on a bus that shuffles, delays and
doubles what it carries: every seed must end with the same lists.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn

import cutting
import main_job
import publishing
from zizhu.common.bus_memory import Disorder
from zizhu.common.clock import BusinessClock, MachineClock
from zizhu.embedded.catalogue import SERVICES
from zizhu.embedded.demo.client import Person, Platform
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.door import gateway_for
from zizhu.identity.service.platform import bootstrap_slip
from zizhu_testing.backstage import comes_to_rest, reconcile
from zizhu_testing.cluster import Cluster
from zizhu_testing.harness import Place, installed
from zizhu_testing.postgres import PrivatePostgres
from zizhu_testing.server import free_ports
from zizhu_testing.university import stage_for

STUDENTS = 100
PEOPLE = 41  # whose university it is; the same people for every seed of the disorder
FIRST: dict[str, int] = {}


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[str]:
    """Put the gateway before the services and answer on a port of our own."""
    (port,) = free_ports(1)
    async with gateway_for(place.assembly, place.parts("identity").settings, None) as gateway:
        server = uvicorn.Server(
            uvicorn.Config(gateway, port=port, log_level="warning", lifespan="off")
        )
        server.capture_signals = _NoSignals  # the test runner keeps its own
        serving = asyncio.ensure_future(server.serve())
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await serving


class _NoSignals:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


# A school does not cut in the quarter of an hour after it signed in, and draws its list days later.
AFTER_A_BREAK = (cutting.cut, publishing.finalise)
BREAK = timedelta(minutes=16)


async def do_everything(place: Place, url: str, machine: BusinessClock) -> Stage:
    async with Platform.at(url) as platform:
        stage = main_job.empty_stage(platform, STUDENTS, PEOPLE)
        account = {"login": "platform", "password": main_job.PASSWORD, "name": "平台管理员"}
        slip = await bootstrap_slip(place.parts("identity"))
        await stage.platform_admin.take_session("/activation/platform", {"slip": slip, **account})
        for _, act in (*main_job.STEPS, *main_job.AFTER_PUBLICITY):
            if act in AFTER_A_BREAK:
                machine.shift += BREAK
            await act(stage)
        await place.settle()
    return stage


@pytest.mark.timeout(600)
class TestMainJob:
    async def test_ends_the_same_whatever_the_bus_does(
        self, postgres_server: PrivatePostgres, tmp_path: Path, drill_seed: int
    ) -> None:
        disorder = Disorder(drill_seed)
        machine = BusinessClock(MachineClock())
        async with (
            installed(
                postgres_server,
                SERVICES,
                tmp_path,
                disorder=disorder,
                machine=machine,
                is_own_identity=True,
            ) as place,
            opened(place) as url,
        ):
            stage = await do_everything(place, url, machine)
        assert stage.totals["final"] == stage.totals["applicants"] == 30
        assert stage.totals["students"] == STUDENTS
        assert FIRST.setdefault("special", stage.totals["special"]) == stage.totals["special"]
        assert FIRST.setdefault("general", stage.totals["general"]) == stage.totals["general"]
        assert FIRST.setdefault("other", stage.totals["other"]) == stage.totals["other"]


@pytest.mark.timeout(600)
class TestOverRabbitMQ:
    async def test_ends_with_the_same_kinds_of_lists(
        self, cluster: Cluster, platform: Platform, platform_admin: Person
    ) -> None:
        """The same steps against five processes, PostgreSQL, RabbitMQ and Redis."""
        stage = stage_for(platform, platform_admin, students=STUDENTS, seed=PEOPLE)
        for _, act in (*main_job.STEPS, *main_job.AFTER_PUBLICITY):
            await act(stage)
        await comes_to_rest(cluster)
        assert stage.totals["final"] == stage.totals["applicants"]
        assert await reconcile(cluster) == []
