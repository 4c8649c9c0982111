from dataclasses import replace
from pathlib import Path

from sqlalchemy import MetaData

from zizhu.common.bus import Topology
from zizhu.common.bus_memory import MemoryBus
from zizhu.common.parts import Service
from zizhu.common.runtime import Runtime
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.common.trail.anchors import read_anchors
from zizhu_testing import eventually

SERVICE = Service(
    name="trial", create_app=lambda parts: None, migrations=Path(), metadata=MetaData()
)
BUS = MemoryBus(Topology.of([]))


class TestRuntime:
    async def test_seals_and_anchors_beside_the_service(self, trail, trial, tmp_path):
        path = tmp_path / "anchors.jsonl"
        settings = ServiceSettings(
            profile=Profile.TEST, sealer_database_url=trial.dsn("sealer"), anchor_path=path
        )
        await trail.sealed(1)
        await trail.tamper("UPDATE timer SET leased_until = NULL")
        await trail.write(2)
        async with Runtime(SERVICE, replace(trail.parts, settings=settings), BUS):
            await eventually(lambda: read_anchors(path, "trial"), within=20)

            async def sealed():
                return len(await trail.positions()) == 3

            await eventually(sealed, within=20)
        assert await trail.problems(read_anchors(path, "trial")) == []

    async def test_runs_without_a_sealer_where_none_is_set(self, trail):
        async with Runtime(SERVICE, trail.parts, BUS) as runtime:
            assert runtime._sealing is None
