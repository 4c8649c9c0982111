"""An installation of identity and roster with one school, at rest and running."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.common.keys import fresh_keys
from zizhu.common.parts import Service
from zizhu.embedded.demo.synthetic import University
from zizhu.embedded.installation import Installation
from zizhu.embedded.keyfiles import KeyFolder
from zizhu.identity.app import SERVICE as IDENTITY
from zizhu.identity.app import bootstrap_slip
from zizhu.roster.app import SERVICE as ROSTER
from zizhu.roster.domain.school import SchoolDraft
from zizhu.roster.service.schools import open_school
from zizhu_testing.harness import NAMES, Place, on_databases, running

SERVICES = (IDENTITY, ROSTER)
IDENTITY_API = "/api/v1/identity"
STUDENTS = "/api/v1/roster/students"
LOGIN, PASSWORD = "platform", "Bright-Harbour-29"


@dataclass(frozen=True)
class Site:
    """An installation at rest, and how to run it for a while."""

    installation: Installation

    def running(self, *, is_own_identity: bool = True) -> AbstractAsyncContextManager[Place]:
        """Run it; without its own identity `Place.token` is believed instead of sessions."""
        keys = {one.name: self.installation.keys_of(one.name) for one in SERVICES}
        settings = self.installation.settings
        return running(SERVICES, settings, keys, is_own_identity=is_own_identity)

    def service(self, name: str) -> Service:
        return next(one for one in SERVICES if one.name == name)


@pytest.fixture
def key_folder(tmp_path: Path) -> KeyFolder:
    folder = KeyFolder(tmp_path / "keys")
    for name, keys in fresh_keys(NAMES).items():
        folder.write(name, keys)
    return folder


@pytest.fixture
async def site(postgres_server, tmp_path, key_folder):
    async with on_databases(postgres_server, SERVICES, tmp_path) as settings:
        yield Site(Installation(settings, SERVICES, key_folder))


@dataclass(frozen=True)
class Platform:
    """The platform administrator at a running place."""

    place: Place
    headers: Mapping[str, str]

    @classmethod
    async def activated(cls, place: Place) -> "Platform":
        """Use the first slip."""
        slip = await bootstrap_slip(place.parts("identity"))
        given = {"slip": slip, "login": LOGIN, "password": PASSWORD, "name": "平台"}
        return cls.of(
            place, await place.post(f"{IDENTITY_API}/activation/platform", {}, json=given)
        )

    @classmethod
    async def signed_in(cls, place: Place) -> "Platform":
        given = {"login": LOGIN, "password": PASSWORD}
        return cls.of(place, await place.post(f"{IDENTITY_API}/session", {}, json=given))

    @classmethod
    def of(cls, place: Place, answer: httpx.Response) -> "Platform":
        assert answer.status_code == 200, answer.text
        return cls(place, {"authorization": f"Bearer {answer.json()['access_token']}"})

    async def open_school(self, number: int = 1) -> str:
        """Open a school through roster, and wait until identity has opened its account."""
        school = {
            "code": f"9000{number}",
            "name": f"甲乙大学{number}分校",
            "admin_login": f"school{number}",
            "admin_name": "林测试",
            "admin_phone": f"1380000000{number}",
        }
        answer = await self.place.post("/api/v1/roster/schools", self.headers, json=school)
        assert answer.status_code == 201, answer.text
        await self.place.settle()
        return str(answer.json()["id"])


@pytest.fixture
def activated():
    return Platform.activated


@pytest.fixture
def signed_in():
    return Platform.signed_in


@pytest.fixture
def site_of():
    return Site


CONTENT = b"an export of long ago"


async def _chunks():
    yield CONTENT


@dataclass(frozen=True)
class Kept:
    """What must be found again."""

    school_id: UUID
    file_id: UUID
    students: int


async def _import(place, headers, university):
    files = {"file": ("students.xlsx", university.student_workbook())}
    answer = await place.post(
        f"{STUDENTS}/imports", headers, files=files, data={"kind": "students"}
    )
    assert answer.status_code == 202, answer.text
    await place.settle()
    commit = f"{STUDENTS}/imports/{answer.json()['id']}/commit"
    committed = await place.post(commit, headers, json={"choice": "all_or_nothing"})
    assert committed.status_code == 202, committed.text
    await place.settle()


async def _keep_file(place, school_id):
    parts = place.parts("roster")
    received = await parts.files.write(_chunks(), media_type="text/csv", display_name="a.csv")
    async with parts.database.transaction(school_id) as tx:
        kept = await parts.files.keep(tx, received, "export", school_id)
    return kept.id


@pytest.fixture
async def university(site):
    """A site at rest that holds a school, forty students and a file."""
    async with site.running(is_own_identity=False) as place:
        await Platform.activated(place)
        platform = Platform(place, place.token(Role.PLATFORM_ADMIN))
        school_id = UUID(await platform.open_school())
        await _import(place, place.token(Role.SCHOOL_ADMIN, school_id), University(40))
        return Kept(school_id, await _keep_file(place, school_id), 40)


@pytest.fixture
def content():
    return CONTENT


@pytest.fixture
def platform_of():
    return Platform


@pytest.fixture
async def schooled(site):
    """A site with a school that nobody has heard of yet: no service ever ran."""
    draft = SchoolDraft(
        code="90007",
        name="丙丁大学",
        admin_login="school7",
        admin_name="林测试",
        admin_phone="13800000007",
    )
    async with (
        site.installation.at_rest("roster") as roster,
        roster.parts.database.transaction() as tx,
    ):
        school_id, now = new_id(), tx.machine_now
        await open_school(tx, roster.parts.keys, draft, school_id=school_id, now=now)
    return site
