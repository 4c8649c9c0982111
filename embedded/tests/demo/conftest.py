"""A small demo, loaded once for all its tests: the services in this process, the gateway before
them, and the story told to them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn

from zizhu.common.logs import get_log
from zizhu.common.settings import Profile
from zizhu.embedded.catalogue import SERVICES
from zizhu.embedded.demo.client import Platform
from zizhu.embedded.demo.loader import Demo, load_demo
from zizhu.embedded.door import gateway_for
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu_testing.harness import Place, installed
from zizhu_testing.server import free_ports
from zizhu_testing.waiting import eventually

STUDENTS = 192  # twelve in a class


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[str]:
    (port,) = free_ports(1)
    async with gateway_for(place.assembly, place.parts("identity").settings, None) as gateway:
        config = uvicorn.Config(
            gateway, port=port, log_level="warning", lifespan="off", timeout_keep_alive=75
        )
        server = uvicorn.Server(config)
        serving = asyncio.ensure_future(server._serve())
        try:
            await eventually(lambda: server.started)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await serving


@dataclass(frozen=True)
class Told:
    """A demo after its story."""

    place: Place
    demo: Demo
    platform: Platform

    async def signed_in(self, login):
        return await self.platform.sign_in(login, DEMO_PASSWORD)

    async def tell_again(self):
        """Load once more, as if the mark were missing."""
        self.demo.marker.unlink()
        await load_demo(replace(self.demo))
        await self.place.settle()


@pytest.fixture(scope="session")
async def told(postgres_server, tmp_path_factory) -> AsyncIterator[Told]:
    folder: Path = tmp_path_factory.mktemp("demo")
    async with (
        installed(
            postgres_server, SERVICES, folder, profile=Profile.DEMO, is_own_identity=True
        ) as place,
        opened(place) as url,
        Platform.at(url) as platform,
    ):
        demo = Demo(
            url=url,
            parts={name: hosted.parts for name, hosted in place.assembly.hosted.items()},
            accounts=place.assembly.hosted["identity"].app.state.desk,
            marker=folder / "demo-loaded",
            log=get_log("demo"),
            students=STUDENTS,
        )
        await load_demo(demo)
        await place.settle()
        yield Told(place, demo, platform)


@pytest.fixture
async def school(told):
    return await told.signed_in("demoschool")
