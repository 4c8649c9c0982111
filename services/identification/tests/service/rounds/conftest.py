"""Rounds that are planned and open, and students who file in them, all over HTTP."""

import io
import itertools
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import update

from zizhu.contracts.identity import BusinessClockShifted
from zizhu.identification.models import CampaignRow
from zizhu_testing.harness import Place

BASE = "/api/v1/identification"


def days(count: float) -> timedelta:
    return timedelta(days=count)


PHASES = (
    ("filing", 0, 10),
    ("evaluation", 5, 15),
    ("review", 5, 20),
    ("confirmation", 15, 25),
    ("cutting", 25, 27),
    ("publicity", 27, 37),
    ("final", 37, 45),
)


@pytest.fixture
def plan(machine):
    def make(**changes):
        start = machine.now().replace(hour=16) - days(1)  # midnight in Shanghai
        phases = [
            {
                "name": name,
                "opens_at": (start + days(first)).isoformat(),
                "ends_at": (start + days(last)).isoformat(),
            }
            for name, first, last in PHASES
        ]
        body = {"title": "秋季认定", "phases": phases, "subsistence_line": 9000}
        return body | changes

    return make


@pytest.fixture
def seen():
    """Headers with the version that somebody saw."""
    return lambda headers, version: {**headers, "if-match": f'"{version}"'}


@pytest.fixture
def draft_round(place, admin, plan, seen):
    async def make(**changes):
        drafted = await place.post(
            f"{BASE}/campaigns", admin, json={"term": "202601", "title": "秋季认定"}
        )
        assert drafted.status_code == 201, drafted.text
        one = drafted.json()
        planned = await place.client.put(
            f"{BASE}/campaigns/{one['id']}/plan",
            headers=seen(admin, one["version"]),
            json=plan(**changes),
        )
        assert planned.status_code == 200, planned.text
        return planned.json()

    return make


@pytest.fixture
def open_round(place, admin, draft_round, seen):
    async def make(**changes):
        one = await draft_round(**changes)
        path = f"{BASE}/campaigns/{one['id']}/open"
        opened = await place.post(path, seen(admin, one["version"]))
        assert opened.status_code == 200, opened.text
        return opened.json()

    return make


ANSWERS = {
    "A1": "healthy", "A2": "urban", "A3": "both", "A4": 5000, "B1": "steady", "B2": "steady",
    "B3": {"incomes": [100_000, 100_000], "household_size": 3}, "C1": {}, "C2": 0, "C3": "none",
    "C4": "none", "C5": 0, "C6": "bought", "D1": "no", "D2": "no", "D3": "no",
}  # fmt: skip


def whole(**changes):
    """A whole application, as a student types it; answers worth no point."""
    blocks = {
        "purpose": "apply",
        "basic": {"household_size": 3, "political_status": "群众"},
        "contact": {"address": "测试省测试市测试区测试路1号"},
        "members": [
            {
                "name": name, "age": 49, "relation": relation, "occupation": "务工",
                "annual_income": 100_000,
            }
            for name, relation in (("测试乙", "父亲"), ("测试丙", "母亲"))
        ],
        "wishes": {"national_grant": True, "national_scholarship": False, "work_study": False},
    }  # fmt: skip
    answers = ANSWERS | changes.pop("answers", {})
    return blocks | {"answers": answers} | changes


def _picture():
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "PNG")
    return buffer.getvalue()


PICTURE = _picture()
CONSENT = {"version": "consent.v1", "covers_sensitive": True}


@dataclass
class Applicant:
    """One student in one round, acting over HTTP."""

    place: Place
    student_id: UUID
    name: str
    path: str
    headers: dict[str, str]

    async def begin(self, consent=CONSENT):
        body = {"consent": consent} if consent else {}
        return await self.place.post(self.path, self.headers, json=body)

    async def save(self, *, seen=None, **changes):
        headers = self.headers if seen is None else {**self.headers, "If-Match": f'"{seen}"'}
        return await self.place.client.patch(self.path, headers=headers, json={"changes": changes})

    async def hand_in(self):
        body = {"commitment": {"version": "commitment.v1", "signed_name": self.name}}
        return await self.place.post(f"{self.path}/submit", self.headers, json=body)

    async def withdraw(self):
        return await self.place.post(f"{self.path}/withdraw", self.headers)

    async def show(self):
        return await self.place.get(self.path, self.headers)

    async def fill_in(self, **changes):
        """Begin, and save a whole application."""
        begun = await self.begin()
        assert begun.status_code == 200, begun.text
        saved = await self.save(**whole(**changes))
        assert saved.status_code == 200, saved.text

    async def file(self, **changes):
        """Begin, fill in and hand in."""
        await self.fill_in(**changes)
        done = await self.hand_in()
        assert done.status_code == 200, done.text
        return done.json()

    async def prove(self, target, content=PICTURE):
        """Upload a picture and give it to an item or a special group."""
        uploaded = await self.place.post(f"{BASE}/uploads", self.headers, content=content)
        assert uploaded.status_code == 201, uploaded.text
        body = {"file_id": uploaded.json()["file_id"], "target": target}
        return await self.place.post(f"{self.path}/evidence", self.headers, json=body)


@pytest.fixture
def applicant(place, as_student, school):
    """Make the applicant of a student in a round."""

    def make(one, student_id, of=None):
        return Applicant(
            place=place,
            student_id=student_id,
            name=(of or school).states[student_id].name,
            path=f"{BASE}/campaigns/{one['id']}/form",
            headers=as_student(student_id, of),
        )

    return make


@pytest.fixture
async def one(open_round):
    return await open_round()


@pytest.fixture
def student_id(school):
    return school.classes[0].students[0]


@pytest.fixture
def me(applicant, one, student_id):
    """The first student of the first class in an open round."""
    return applicant(one, student_id)


@pytest.fixture
def shift(feed):
    """Move the business clock."""
    versions = itertools.count(1)

    async def move(days):
        event = BusinessClockShifted(shift_seconds=int(days * 86_400))
        await feed(event, subject="clock", version=next(versions))

    return move


@pytest.fixture
def draw_lines(parts, school):
    """Mark a round as cut, as the cut itself does."""

    async def draw(one):
        async with parts.database.transaction(school.id) as tx:
            await tx.session.execute(
                update(CampaignRow)
                .where(CampaignRow.id == UUID(one["id"]))
                .values(cut_at=parts.business.now())
            )

    return draw
