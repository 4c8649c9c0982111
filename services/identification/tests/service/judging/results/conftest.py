"""The school at its cut, publicity and results; and what notification tells of its notices."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.contracts.notification import AnnouncementReleased, AnnouncementWithdrawn
from zizhu.identification.domain.vocabulary import Difference
from zizhu.identification.jobs.publicity import end_publicities

BASE = "/api/v1/identification"
OVER = datetime(2026, 9, 16, 2, tzinfo=UTC)


@pytest.fixture
async def cut(school_desk, put_forms):
    """Four of a class: special, general, other, none."""
    persons = [*school_desk.judged.school.classes[0].students]
    await put_forms(
        school_desk.judged,
        dict(zip(persons, (85, 65, 45, 30), strict=True)),
        difference=Difference.NORMAL,
    )
    await school_desk.cut({"special": 80, "general": 60, "other": 40})
    return persons


@pytest.fixture
async def published(school_desk, cut, release):
    made = await school_desk.prepared()
    await release(made)
    return made


@pytest.fixture
async def over(school_desk, published, machine):
    machine.instant = OVER
    await end_publicities(school_desk.parts)
    return published


@dataclass
class SchoolDesk:
    """The school account at its cut, publicity and results; tokens follow the clock."""

    place: object
    judged: object
    account_id: UUID = field(default_factory=new_id)

    @property
    def headers(self):
        return self.place.token(
            Role.SCHOOL_ADMIN,
            self.judged.school.id,
            account_id=self.account_id,
            post_id=self.account_id,
        )

    @property
    def parts(self):
        return self.place.parts("identification")

    async def post(self, path, body=None, headers=None, *, version=False):
        sent = dict(headers or self.headers)
        if version:
            shown = await self.place.get(self.judged.path, self.headers)
            sent["if-match"] = f'"{shown.json()["version"]}"'
        return await self.place.post(f"{self.judged.path}/{path}", sent, json=body or {})

    async def get(self, path, headers=None, **params):
        return await self.place.get(
            f"{self.judged.path}/{path}", headers or self.headers, params=params
        )

    async def cut(self, lines, set_aside=()):
        """Draw lines; a big official number keeps the small shares of a test out of the way."""
        await self.place.client.put(
            f"{self.judged.path}/official-enrolment",
            headers=self.headers,
            json={"students": 100, "reason": "含未导入新生", "document": "校教〔2026〕8号"},
        )
        answer = await self.post("cuts", {"lines": lines, "set_aside": [*set_aside]})
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def prepare(self, title="2026年认定结果公示", **more):
        return await self.post("publicities", {"title": title, **more})

    async def prepared(self):
        answer = await self.prepare()
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def publicities(self):
        return (await self.get("publicities")).json()

    async def rows(self, publicity, headers=None):
        path = f"{BASE}/publicities/{publicity['id']}/rows"
        return await self.place.get(path, headers or self.headers)

    async def integrity(self, publicity):
        path = f"{BASE}/publicities/{publicity['id']}/integrity"
        return (await self.place.get(path, self.headers)).json()["is_equal"]

    async def take(self, kind, headers=None, **more):
        """Ask for a list and return the answer that hands its workbook out."""
        headers = headers or self.headers
        asked = await self.post(
            "exports", {"kind": kind, "reason": "上报资助中心", **more}, headers
        )
        assert asked.status_code == 202, asked.text
        await self.place.settle()
        return await self.place.get(f"{BASE}/exports/{asked.json()['id']}/file", headers)

    async def change(self, person, headers=None, **body):
        return await self.post(f"applicants/{person}/change", body, headers)


@pytest.fixture
def school_desk(place, judged):
    return SchoolDesk(place, judged)


@pytest.fixture
def release(feed, school, machine):
    """Let notification tell that officers released a notice."""

    async def tell(publicity):
        event = AnnouncementReleased(
            announcement_id=new_id(),
            publicity_id=UUID(publicity["id"]),
            released_at=machine.now(),
        )
        await feed(event, subject=event.publicity_id, school_id=school.id)

    return tell


@pytest.fixture
def withdraw(feed, school, machine):
    """Let notification tell that a notice was deleted."""

    async def tell(publicity):
        event = AnnouncementWithdrawn(
            announcement_id=new_id(),
            publicity_id=UUID(publicity["id"]),
            withdrawn_at=machine.now(),
            reason="姓名有误",
        )
        await feed(event, subject=event.publicity_id, school_id=school.id)

    return tell


class Cases:
    """Objections as a student opens and the school handles them."""

    def __init__(self, desk, publicity):
        self.desk = desk
        self.publicity = publicity

    async def line_of(self, grade):
        items = (await self.desk.rows(self.publicity)).json()["items"]
        return next(row["line"] for row in items if row["grade"] == grade)

    async def submit(self, headers, line=None, said="该生家庭情况与公示不符"):
        path = f"{BASE}/publicities/{self.publicity['id']}/objections"
        return await self.desk.place.post(path, headers, json={"line": line, "text": said})

    async def step(self, case, act, headers=None, **body):
        path = f"{BASE}/objections/{case['id']}/{act}"
        return await self.desk.place.post(path, headers or self.desk.headers, json=body)


@pytest.fixture
def cases(school_desk, published):
    return Cases(school_desk, published)
