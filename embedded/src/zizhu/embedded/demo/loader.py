"""What `make run` shows: a synthetic university with a history, loaded once into a demo.

The first step goes over HTTP as any client's would; the rounds go through the services' own use
cases. Loading is repeated until it has ended once; a marker in the home folder says so.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import structlog
from aiohttp import ClientError

from zizhu.common.errors import Refusal
from zizhu.common.parts import Parts
from zizhu.embedded.demo.campus import PLATFORM_LOGIN, SCHOOL_LOGIN, Campus
from zizhu.embedded.demo.client import Person, Platform, Refused
from zizhu.embedded.demo.scene import Scene
from zizhu.embedded.demo.seasons import Progress
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.demo.story import STEPS
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.service.desk import Desk
from zizhu.identity.service.platform import bootstrap_slip

SCHOOL_CODE = "4135090001"


@dataclass(frozen=True)
class Demo:
    """What the loader needs: where the gateway answers, the services, and how large it is to be."""

    url: str
    parts: Mapping[str, Parts]
    accounts: Desk
    marker: Path
    log: structlog.typing.FilteringBoundLogger
    students: int

    @property
    def is_loaded(self) -> bool:
        return self.marker.exists()


async def platform_admin(platform: Platform, identity: Parts) -> Person:
    """Sign in as the platform's administrator, opening the account on the first run."""
    try:
        return await platform.sign_in(PLATFORM_LOGIN, DEMO_PASSWORD)
    except Refused as refusal:
        if refusal.code != "sign_in_refused":
            raise
    person = platform.visitor()
    slip = await bootstrap_slip(identity)
    account = {"login": PLATFORM_LOGIN, "password": DEMO_PASSWORD, "name": "平台管理员"}
    await person.take_session("/activation/platform", {"slip": slip, **account})
    return person


async def load_demo(demo: Demo) -> None:
    """Tell the demo's story where it has not been told to its end; say so when it fails."""
    if demo.is_loaded:
        return
    try:
        await _load(demo)
    except (Refused, Refusal, ClientError, TimeoutError, OSError, ValueError) as error:
        demo.log.warning("demo_not_loaded", reason=f"{type(error).__name__}: {error}")


async def _load(demo: Demo) -> None:
    async with Platform.at(demo.url) as platform:
        scene = await _scene(demo, platform)
        for number, (name, play) in enumerate(STEPS, 1):
            with scene.stage.step(name):
                await play(scene, _progress(demo, f"{number}/{len(STEPS)} {name}"))
    await asyncio.to_thread(demo.marker.touch)
    seconds = round(sum(spent for _, spent in scene.stage.seconds), 1)
    demo.log.info("demo_loaded", students=demo.students, seconds=seconds)


async def _scene(demo: Demo, platform: Platform) -> Scene:
    stage = Stage(
        platform=platform,
        university=await asyncio.to_thread(Campus, demo.students),
        code=SCHOOL_CODE,
        name="示例大学（演示）",
        admin_login=SCHOOL_LOGIN,
        password=DEMO_PASSWORD,
        platform_admin=await platform_admin(platform, demo.parts["identity"]),
        say=lambda line: demo.log.info("demo_step", took=" ".join(line.split())),
    )
    now = demo.parts["identity"].machine.now()
    return Scene(stage, demo.parts, demo.accounts, now)


def _progress(demo: Demo, step: str) -> Progress:
    def tell(done: int, total: int) -> None:
        demo.log.info("demo_loading", step=step, done=done, total=total)

    return tell
