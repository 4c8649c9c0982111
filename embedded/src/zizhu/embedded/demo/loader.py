"""What `make run` shows: a synthetic university, made over HTTP like any other.

Loading is repeated until it has ended once; a marker in the home folder says so.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from zizhu.common.parts import Parts
from zizhu.embedded.demo.client import Person, Platform, Refused
from zizhu.embedded.demo.people import (
    activate_students,
    import_staff,
    import_students,
    open_school,
)
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.demo.synthetic import University
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.service.platform import bootstrap_slip

PLATFORM_LOGIN = "platform"
SCHOOL_LOGIN = "demoschool"
SCHOOL_CODE = "4135090001"
STUDENTS = 300
ACTIVE_STUDENTS = 3


@dataclass(frozen=True)
class Demo:
    """What the loader needs: where the gateway answers, and identity for the first slip."""

    url: str
    identity: Parts
    marker: Path
    log: structlog.typing.FilteringBoundLogger

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
    """Open the demo university and let a few of its people activate; say so when it fails."""
    if demo.is_loaded:
        return
    try:
        await _load(demo)
    except (Refused, TimeoutError, OSError, ValueError) as error:
        demo.log.warning("demo_not_loaded", reason=str(error))


async def _load(demo: Demo) -> None:
    async with Platform.at(demo.url) as platform:
        stage = Stage(
            platform=platform,
            university=University(STUDENTS, seed=9, tag="demo"),
            code=SCHOOL_CODE,
            name="示例大学（演示）",
            admin_login=SCHOOL_LOGIN,
            password=DEMO_PASSWORD,
            platform_admin=await platform_admin(platform, demo.identity),
        )
        await open_school(stage)
        await import_students(stage)
        await import_staff(stage)
        await activate_students(stage, stage.university.students[:ACTIVE_STUDENTS])
    await asyncio.to_thread(demo.marker.touch)
    demo.log.info("demo_loaded", students=STUDENTS)
