"""Roster alone on a throw-away database, and people with posts in two schools."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from sqlalchemy import select

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.bus import Outcome
from zizhu.common.events import Envelope, read_envelope
from zizhu.common.ids import new_id
from zizhu.common.people.resident import check_character
from zizhu.common.tables import outbox
from zizhu.roster.app import SERVICE
from zizhu.roster.domain.sheet import STUDENT_COLUMNS
from zizhu.roster.models import StudentRow
from zizhu_testing.harness import Place, installed

SCHOOLS = "/api/v1/roster/schools"
IMPORTS = "/api/v1/roster/students/imports"
EXPORTS = "/api/v1/roster/exports"


@pytest.fixture
async def place(postgres_server, tmp_path):
    async with installed(postgres_server, [SERVICE], tmp_path) as made:
        yield made


@pytest.fixture
def platform(place):
    return place.token(Role.PLATFORM_ADMIN)


@pytest.fixture
def draft():
    def make(number=1, **changes):
        return {
            "code": f"9000{number}",
            "name": f"甲乙大学{number}分校",
            "admin_login": f"school{number}",
            "admin_name": "林测试",
            "admin_phone": f"1380000000{number}",
        } | changes

    return make


@pytest.fixture
def open_school(place, platform, draft):
    async def open_one(number=1, **changes):
        answer = await place.post(SCHOOLS, platform, json=draft(number, **changes))
        assert answer.status_code == 201, answer.text
        return answer.json()

    return open_one


@pytest.fixture
def announced(place):
    """Events in roster's outbox by the middle word of their types, oldest first."""

    async def read(*kinds):
        async with place.parts("roster").database.transaction() as tx:
            bodies = await tx.session.scalars(select(outbox.c.body).order_by(outbox.c.seq))
        found = [read_envelope(body) for body in bodies]
        return [one for one in found if not kinds or one.type.split(".")[1] in kinds]

    return read


HEADERS = [column.header for column in STUDENT_COLUMNS]
KEYS = [column.key for column in STUDENT_COLUMNS]
NUMERALS = "〇一二三四五六七八九"


def identity_number(number):
    """A number that passes every check and belongs to nobody: the region does not exist."""
    first = f"350199200{number % 10}0101{number:03}"
    return first + check_character(first)


@pytest.fixture
async def school(open_school):
    return UUID((await open_school())["id"])


@pytest.fixture
def admin(place, school):
    return place.token(Role.SCHOOL_ADMIN, school)


@pytest.fixture
def student():
    def make(number, **changes):
        return {
            "name": f"学生{NUMERALS[number % 10]}",
            "phone": f"139{number:08}",
            "document_kind": "居民身份证",
            "document": identity_number(number),
            "ethnic": "汉族",
            "sex": "男" if number % 2 else "女",
            "college": "文学院",
            "year": "2026级",
            "major": "汉语言文学",
            "class_name": "1班",
            "student_number": f"2026{number:04}",
        } | changes

    return make


@pytest.fixture
def workbook():
    def make(rows, headers=HEADERS, keys=KEYS):
        book = openpyxl.Workbook()
        book.active.append(headers)
        for row in rows:
            book.active.append([row.get(key, "") for key in keys])
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return make


@dataclass
class Taken:
    """An export as its page shows it, and its file."""

    one: Mapping[str, object]
    content: bytes

    def unlocked(self):
        plain = io.BytesIO()
        locked = OOXMLFile(io.BytesIO(self.content))
        locked.load_key(password=self.one["password"], verify_password=True)
        locked.decrypt(plain)
        return plain.getvalue()


@dataclass
class Desk:
    """An officer of the first school at work."""

    place: Place
    school: UUID
    admin: Mapping[str, str]
    workbook: Callable[..., bytes]

    def at(self, path=""):
        return f"/api/v1/roster/students{path}"

    async def get(self, path="", headers=None, **more):
        return await self.place.get(self.at(path), headers or self.admin, **more)

    async def post(self, path="", body=None, headers=None):
        return await self.place.post(self.at(path), headers or self.admin, json=body or {})

    async def send(self, content, kind="students", name="学生.xlsx", headers=None):
        files = {"file": (name, content)}
        return await self.place.post(
            IMPORTS, headers or self.admin, files=files, data={"kind": kind}
        )

    async def upload(self, rows, kind="students", **more):
        """Upload rows (or the bytes of a workbook) and return the import after its check."""
        content = rows if isinstance(rows, bytes) else self.workbook(rows, **more)
        answer = await self.send(content, kind)
        assert answer.status_code == 202, answer.text
        await self.place.settle()
        return await self.look(answer.json())

    async def export(self, **asked):
        """Ask for a workbook and take it when it is made."""
        answer = await self.post("/export", asked)
        assert answer.status_code == 202, answer.text
        await self.place.settle()
        path = f"{EXPORTS}/{answer.json()['id']}"
        one = (await self.place.get(path, self.admin)).json()
        taken = await self.place.get(f"{path}/file", self.admin)
        assert taken.status_code == 200, taken.text
        return Taken(one, taken.content)

    async def look(self, one):
        return (await self.get(f"/imports/{one['id']}")).json()

    async def findings(self, one):
        page = (await self.get(f"/imports/{one['id']}/findings")).json()
        return [(item["row"], item["column"], item["message"]) for item in page["items"]]

    async def commit(self, one, choice="all_or_nothing"):
        answer = await self.post(f"/imports/{one['id']}/commit", {"choice": choice})
        assert answer.status_code == 202, answer.text
        await self.place.settle()
        return await self.look(one)

    async def enter(self, rows, kind="students"):
        """Import rows that are all good."""
        done = await self.commit(await self.upload(rows, kind))
        assert done["state"] == "committed", done
        return done

    async def stored(self, school=None):
        """Every row of the register, by name."""
        database = self.place.parts("roster").database
        async with database.transaction(school or self.school) as tx:
            rows = await tx.session.execute(select(StudentRow).order_by(StudentRow.name))
            return list(rows.scalars())


@pytest.fixture
def desk(place, school, admin, workbook):
    return Desk(place, school, admin, workbook)


@pytest.fixture
def deliver(place, desk):
    """Hand an event of another service to roster's consumer, as a bus would."""

    async def hand_over(kind, subject, version, data):
        envelope = Envelope(
            id=new_id(),
            source=kind.split(".")[0],
            type=kind,
            time=datetime(2026, 9, 1, tzinfo=UTC),
            subject=str(subject),
            version=version,
            school_id=desk.school,
            data=data,
        )
        consumer = place.assembly.hosted["roster"].runtime.consumer
        assert await consumer.deliver([envelope.to_bytes()]) == [Outcome.DONE]

    return hand_over


@pytest.fixture
def use(deliver):
    async def say(row, *, version, is_in_use, uses):
        data = {"student_id": str(row.id), "is_in_use": is_in_use, "uses": uses}
        await deliver("identification.student_use_changed.v1", row.id, version, data)

    return say


@pytest.fixture
async def entered(desk, student):
    """Three students: two classes of one college, and one of another."""
    await desk.enter(
        [
            student(1, name="张三"),
            student(2, name="李四", class_name="2班"),
            student(3, name="王五", college="理学院", major="数学"),
        ]
    )
    return {row.name: row for row in await desk.stored()}


@pytest.fixture
def counselor(place, desk):
    def of(row, *, year=None, major=False, class_=False):
        scope = ScopeRow(
            row.college_id, year, row.major_id if major else None, row.class_id if class_ else None
        )
        return place.token(Role.COUNSELOR, desk.school, [scope])

    return of


@pytest.fixture
def change(desk):
    async def send(method, row, path="", body=None, *, seen=None, headers=None):
        request = {"json": body} if body is not None else {}
        sent = {**(headers or desk.admin), "if-match": f'"{seen or row.version}"'}
        return await desk.place.client.request(
            method, desk.at(f"/{row.id}{path}"), headers=sent, **request
        )

    return send


@pytest.fixture
def names(desk):
    async def read(headers=None, **params):
        answer = await desk.get(headers=headers, params=params)
        return [item["name"] for item in answer.json()["items"]]

    return read
