"""A demo installation of its own, in one process: the console as people get it, with nobody in it
but the platform's administrator. Who fills it decides how much is there (`demo_stage`).

    python -m zizhu_testing.demo <home> <port>
"""

import asyncio
import sys
import urllib.error
import urllib.request
from pathlib import Path

import uvloop

from zizhu.common.parts import Parts
from zizhu.common.settings import Profile
from zizhu.common.tracing import configure_tracing
from zizhu.embedded.demo import people
from zizhu.embedded.demo.client import Platform
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.demo.synthetic import University
from zizhu.embedded.home import Home
from zizhu.embedded.laptop import laptop
from zizhu.embedded.names import NAMES
from zizhu.embedded.serving import serve
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.service.platform import bootstrap_slip
from zizhu_testing.server import PrivateServer, free_ports

PLATFORM, SCHOOL = "platform", "demoschool"
STUDENTS, ACTIVE_STUDENTS = 100, 3


class DemoServer(PrivateServer):
    """The embedded mode on a fresh home; `.url` is where a browser goes."""

    name = "demo"

    def __init__(self) -> None:
        super().__init__()
        (self._port,) = free_ports(1)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def database(self, service: str) -> str:
        """The address of a service's database, to arrange what nobody can from outside."""
        lines = (self.folder / "home/postgres/postmaster.pid").read_text().splitlines()
        socket = lines[4]  # of the file that every PostgreSQL keeps while it runs
        return f"postgresql://zizhu_{service}@/zizhu_{service}?host={socket}"

    def _prepare(self) -> None:
        """The process makes its own home."""

    def _launch(self) -> None:
        home = self.folder / "home"
        self._spawn([sys.executable, "-m", "zizhu_testing.demo", home, str(self._port)])
        self._await(lambda: (home / "opened").exists() and self._is_ready(), within=120)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


async def demo_stage(platform: Platform, *, students: int = STUDENTS) -> Stage:
    """Fill a demo with one university: register, staff and a few active students."""
    stage = Stage(
        platform=platform,
        university=University(students, seed=9, tag="demo"),
        code="4135090001",
        name="示例大学（演示）",
        admin_login=SCHOOL,
        password=DEMO_PASSWORD,
        platform_admin=await platform.sign_in(PLATFORM, DEMO_PASSWORD),
    )
    await people.open_school(stage)
    await people.import_students(stage)
    await people.import_staff(stage)
    await people.activate_students(stage, stage.university.students[:ACTIVE_STUDENTS])
    return stage


async def _open(url: str, identity: Parts, marker: Path) -> None:
    async with Platform.at(url) as platform:
        account = {"login": PLATFORM, "password": DEMO_PASSWORD, "name": "平台管理员"}
        slip = await bootstrap_slip(identity)
        await platform.visitor().take_session("/activation/platform", {"slip": slip, **account})
    await asyncio.to_thread(marker.touch)


async def _run(home: Home, port: int) -> None:
    configure_tracing("zizhu", None)
    if not home.is_initialised:
        home.initialise(Profile.DEMO, NAMES)
    marker = home.path / "opened"
    opening: list[asyncio.Task[None]] = []
    async with laptop(home) as running:

        def open_once() -> None:
            if not marker.exists():
                identity = running.assembly.hosted["identity"].parts
                url = f"http://127.0.0.1:{port}"
                opening.append(asyncio.ensure_future(_open(url, identity, marker)))

        await serve(running.gateway, bind="127.0.0.1", port=port, when_ready=open_once)


if __name__ == "__main__":
    uvloop.run(_run(Home(Path(sys.argv[1])), int(sys.argv[2])))
