"""Identity alone on a throw-away database. Roster's events are handed to it as bodies, and its
clock stands still until a test moves it. Every person and number here is made up.
"""

from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import func, select, update

from zizhu.common.bus import Outcome
from zizhu.common.clock import FixedClock
from zizhu.common.crypto.encoding import to_text
from zizhu.common.events import Envelope, read_envelope
from zizhu.common.ids import new_id
from zizhu.common.people.names import sort_key
from zizhu.common.people.resident import check_character
from zizhu.common.settings import Profile
from zizhu.common.tables import audit_line, outbox
from zizhu.contracts.roster import SchoolChanged, StudentsChanged, StudentState, Unit, UnitsChanged
from zizhu.contracts.sealing import SCHOOL, STUDENT, seal_context
from zizhu.identity.app import SERVICE, bootstrap_slip
from zizhu.identity.models import AccountRow
from zizhu_testing.harness import installed

API = "/api/v1/identity"
START = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


class Tree:
    """Two colleges, three majors, two years and four classes."""

    def __init__(self):
        self.college, self.other = new_id(), new_id()
        self.german, self.french, self.drama = new_id(), new_id(), new_id()
        self.class_1, self.class_2, self.class_3, self.foreign = (new_id() for _ in range(4))

    def event(self, version=1, **names):
        def unit(unit_id, kind, name, college, *place):
            year, major = place or (None, None)
            return Unit(
                unit_id=unit_id,
                version=version,
                kind=kind,
                name=names.get(name, name),
                college_id=college,
                year=year,
                major_id=major,
            )

        entries = (
            unit(self.college, "college", "外语学院", self.college),
            unit(self.other, "college", "艺术学院", self.other),
            unit(self.german, "major", "德语", self.college),
            unit(self.french, "major", "法语", self.college),
            unit(self.drama, "major", "编导", self.other),
            unit(self.class_1, "class", "德语1班", self.college, 2026, self.german),
            unit(self.class_2, "class", "德语2班", self.college, 2026, self.german),
            unit(self.class_3, "class", "法语1班", self.college, 2025, self.french),
            unit(self.foreign, "class", "编导1班", self.other, 2026, self.drama),
        )
        return UnitsChanged(entries=entries)


def resident_number(number):
    """A synthetic identity number with the check character that belongs to it."""
    seventeen = f"11010120070304{number % 1000:03}"
    return seventeen + check_character(seventeen)


class World:
    """A running identity and what tests do with it."""

    password = PASSWORD
    resident_number = staticmethod(resident_number)

    def __init__(self, place, clock):
        self.place = place
        self.clock = clock
        self.client: httpx.AsyncClient = place.client
        self.parts = place.parts("identity")
        self.desk = place.assembly.hosted["identity"].app.state.desk
        self.consumer = place.assembly.hosted["identity"].runtime.consumer

    async def tell(self, event, *, school_id, subject=None, version=1):
        """Deliver an event of roster; fails where it is not applied."""
        body = Envelope(
            id=new_id(),
            source="roster",
            type=event.type,
            time=self.clock.now(),
            subject=str(subject or school_id),
            version=version,
            school_id=school_id,
            data=event.model_dump(mode="json"),
        )
        assert await self.consumer.deliver([body.to_bytes()]) == [Outcome.DONE]

    async def school(self, number=1, *, school_id=None, version=1, **changes):
        """Let roster state a university; return its id."""
        school_id = school_id or new_id()
        phone = changes.pop("admin_phone", f"1380000000{number}")
        sealed = self.parts.keys.sealer("identity").seal(
            phone, seal_context(SCHOOL, school_id, "admin_phone")
        )
        values = {
            "school_id": school_id,
            "code": f"9000{number}",
            "name": f"甲乙大学{number}分校",
            "status": "active",
            "admin_login": f"school{number}",
            "admin_name": "林测试",
            "admin_phone": {"identity": sealed},
        }
        await self.tell(SchoolChanged(**values | changes), school_id=school_id, version=version)
        return school_id

    async def tree(self, school_id):
        """Let roster state the units of a school; return their ids."""
        tree = Tree()
        await self.tell(tree.event(), school_id=school_id)
        return tree

    def student_state(self, tree, number, **changes):
        """One student of the first class; `phone=None` is a student without one."""
        student_id = changes.pop("student_id", None) or new_id()
        name = changes.pop("name", f"学生{'甲乙丙丁戊己庚辛壬癸'[number % 10]}")
        phone = changes.pop("phone", f"139{number:08}")
        context = seal_context(STUDENT, student_id, "phone")
        sealer = self.parts.keys.sealer("identity")
        values = {
            "student_id": student_id,
            "version": 1,
            "status": "active",
            "name": name,
            "sort_key": sort_key(name),
            "sex": "female",
            "birth_date": "2007-03-04",
            "ethnic": "汉族",
            "student_number": f"2026{number:04}",
            "college_id": tree.college,
            "year": 2026,
            "major_id": tree.german,
            "class_id": tree.class_1,
            "document_kind": "resident_id",
            "person": to_text(self.parts.keys.person("resident_id", resident_number(number))),
            "phone": {"identity": sealer.seal(phone, context)} if phone else {},
        }
        return StudentState(**values | changes)

    async def students(self, school_id, *states):
        await self.tell(StudentsChanged(entries=states), school_id=school_id)

    async def give_password(self, school_id, login, password=PASSWORD):
        """Set a password the short way, for tests about something else."""
        hashed = await self.desk.hashing.hash(password)
        async with self.parts.database.transaction(school_id) as tx:
            await tx.session.execute(
                update(AccountRow)
                .where(AccountRow.login_key == login.casefold())
                .values(password_hash=hashed, password_at=tx.machine_now)
            )

    async def sign_in(self, login, password=PASSWORD):
        return await self.client.post(f"{API}/session", json={"login": login, "password": password})

    async def signed_in(self, login, password=PASSWORD):
        """Sign in; return the headers of the session."""
        answer = await self.sign_in(login, password)
        assert answer.status_code == 200, answer.text
        return bearer(answer)

    async def admin(self, number=1):
        """A school with its units, and the headers of its signed-in account."""
        school_id = await self.school(number)
        await self.give_password(school_id, f"school{number}")
        return school_id, await self.signed_in(f"school{number}")

    async def platform(self):
        """The headers of the first platform administrator."""
        slip = await bootstrap_slip(self.parts)
        answer = await self.client.post(
            f"{API}/activation/platform",
            json={"slip": slip, "login": "platform", "password": PASSWORD, "name": "平台"},
        )
        assert answer.status_code == 200, answer.text
        return bearer(answer)

    async def refresh(self, cookie):
        return await self.client.post(
            f"{API}/session/refresh", headers={"cookie": f"zizhu_refresh={cookie}"}
        )

    async def announced(self, kind):
        """Every event of a type that identity announced, oldest first."""
        async with self.parts.database.transaction() as tx:
            bodies = await tx.session.scalars(select(outbox.c.body).order_by(outbox.c.seq))
            found = [read_envelope(body) for body in bodies]
        return [one for one in found if one.type == f"identity.{kind}.v1"]

    async def audited(self, action):
        """Every audit line of an action, oldest first."""
        async with self.parts.database.transaction() as tx:
            rows = await tx.session.execute(
                select(audit_line).where(audit_line.c.action == action).order_by(audit_line.c.seq)
            )
            return rows.all()

    async def count(self, model, school_id=None):
        async with self.parts.database.transaction(school_id) as tx:
            return await tx.session.scalar(select(func.count()).select_from(model))


def bearer(answer):
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


def refresh_cookie(answer):
    """The refresh token that an answer sets; a client over plain http would not send it back."""
    text = answer.headers["set-cookie"]
    return text.removeprefix("zizhu_refresh=").partition(";")[0]


@pytest.fixture
def clock():
    return FixedClock(START)


@pytest.fixture
async def world(postgres_server, tmp_path, clock):
    async with installed(postgres_server, [SERVICE], tmp_path, machine=clock) as place:
        yield World(place, clock)


@pytest.fixture
async def production(postgres_server, tmp_path, clock):
    """The same as a production installation, without SMS."""
    profile = Profile.PRODUCTION
    place = installed(postgres_server, [SERVICE], tmp_path, machine=clock, profile=profile)
    async with place as running:
        yield World(running, clock)


@pytest.fixture(name="resident_number")
def _resident_number():
    return resident_number


@pytest.fixture
def headers_of():
    return bearer


@pytest.fixture
def cookie_of():
    return refresh_cookie
