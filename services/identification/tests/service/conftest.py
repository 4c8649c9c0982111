"""Identification alone on a throw-away database, with a synthetic register told by events."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.bus import Outcome
from zizhu.common.clock import FixedClock
from zizhu.common.crypto.encoding import to_text
from zizhu.common.events import Envelope, read_envelope
from zizhu.common.ids import new_id
from zizhu.common.people.resident import check_character
from zizhu.common.tables import audit_line, outbox
from zizhu.contracts.roster import (
    CalendarChanged,
    SchoolChanged,
    StudentChanged,
    StudentsChanged,
    StudentState,
    Unit,
    UnitsChanged,
)
from zizhu.contracts.sealing import STUDENT, seal_context
from zizhu.identification.app import SERVICE
from zizhu_testing.harness import installed

# A Tuesday; the round of these tests is that autumn's.
TODAY = datetime(2026, 9, 8, 2, 0, tzinfo=UTC)
SURNAMES = "赵钱孙李周吴郑王冯陈"


def document_of(number: int) -> str:
    first = f"11010120060307{number:03d}"
    return first + check_character(first)


@dataclass
class Class:
    """One class of the synthetic tree, with its students."""

    college_id: UUID
    major_id: UUID
    class_id: UUID
    year: int = 2026
    students: list[UUID] = field(default_factory=list)

    @property
    def row(self) -> ScopeRow:
        return ScopeRow(self.college_id, self.year, self.major_id, self.class_id)


@dataclass
class School:
    """A university as its events told it; `versions` of each student."""

    id: UUID
    classes: list[Class]
    versions: dict[UUID, int] = field(default_factory=dict)
    states: dict[UUID, dict] = field(default_factory=dict)

    @property
    def college_id(self) -> UUID:
        return self.classes[0].college_id


@pytest.fixture
def machine():
    return FixedClock(TODAY)


@pytest.fixture
async def place(postgres_server, tmp_path, machine):
    async with installed(postgres_server, [SERVICE], tmp_path, machine=machine) as made:
        yield made


@pytest.fixture
def parts(place):
    return place.parts("identification")


@pytest.fixture
def feed(place, machine):
    """Deliver one event to identification; the outcome is asserted."""

    async def deliver(event, *, subject, version=1, school_id=None, expect=Outcome.DONE):
        envelope = Envelope(
            id=new_id(),
            source="roster",
            type=event.type,
            time=machine.now(),
            subject=str(subject),
            version=version,
            school_id=school_id,
            data=event.model_dump(mode="json"),
        )
        consumer = place.assembly.hosted["identification"].runtime.consumer
        assert await consumer.deliver([envelope.to_bytes()]) == [expect]
        return envelope

    return deliver


@pytest.fixture
def state_of(parts):
    """A student as roster states them, number and phone sealed for us."""

    def make(student_id, one, number, **changes):
        sealer = parts.keys.sealer("identification")
        document = document_of(number)

        def sealed(name, plain):
            context = seal_context(STUDENT, student_id, name)
            return {"identification": sealer.seal(plain, context)}

        values = {
            "student_id": student_id,
            "version": 1,
            "status": "active",
            "name": f"{SURNAMES[number % 10]}测{number}",
            "sort_key": f"{number:06d}",
            "sex": "female",
            "birth_date": date(2006, 3, 7),
            "ethnic": "汉族",
            "student_number": f"26{number:06d}",
            "college_id": one.college_id,
            "year": one.year,
            "major_id": one.major_id,
            "class_id": one.class_id,
            "document_kind": "resident_id",
            "person": to_text(parts.keys.person("resident_id", document)),
            "document": sealed("document", document),
            "phone": sealed("phone", f"1380000{number:04d}"),
        }
        return StudentState(**{**values, **changes})

    return make


@pytest.fixture
def make_school(feed, state_of):
    """A university of two colleges, a class each, with `size` students a class."""

    async def make(size=4, first=1, code="90001"):
        school = School(new_id(), [Class(new_id(), new_id(), new_id()) for _ in range(2)])
        await feed(
            SchoolChanged(
                school_id=school.id,
                code=code,
                name=f"测试大学{code}",
                status="active",
                admin_login=f"s{code}",
                admin_name="林测试",
            ),
            subject=school.id,
            school_id=school.id,
        )
        units = []
        for index, one in enumerate(school.classes, start=1):
            common = {"college_id": one.college_id, "version": 1}
            units += [
                Unit(unit_id=one.college_id, kind="college", name=f"第{index}学院", **common),
                Unit(unit_id=one.major_id, kind="major", name=f"专业{index}", **common),
                Unit(
                    unit_id=one.class_id,
                    kind="class",
                    name=f"{index}班",
                    year=one.year,
                    major_id=one.major_id,
                    **common,
                ),
            ]
        await feed(UnitsChanged(entries=tuple(units)), subject=school.id, school_id=school.id)
        states = []
        for offset, one in enumerate(school.classes):
            for step in range(size):
                student_id = new_id()
                one.students.append(student_id)
                states.append(state_of(student_id, one, first + offset * size + step))
        await feed(StudentsChanged(entries=tuple(states)), subject=school.id, school_id=school.id)
        school.states = {state.student_id: state for state in states}
        return school

    return make


@pytest.fixture
async def school(make_school, feed):
    made = await make_school()
    days = CalendarChanged(
        year=2026,
        off=(date(2026, 9, 25), *(date(2026, 10, day) for day in (1, 2, 5, 6, 7))),
        on=(date(2026, 9, 20), date(2026, 10, 10)),
        source="synthetic",
    )
    await feed(days, subject=2026)
    return made


@pytest.fixture
def change_student(feed):
    """Tell a newer state of one student."""

    async def change(school, student_id, version, **changes):
        state = school.states[student_id].model_copy(update={"version": version, **changes})
        event = StudentChanged(student=state)
        await feed(event, subject=student_id, version=version, school_id=school.id)

    return change


@pytest.fixture
def admin(place, school):
    return place.token(Role.SCHOOL_ADMIN, school.id)


@pytest.fixture
def as_student(place, school):
    """Headers of a student, always of the same account."""
    accounts: dict[UUID, UUID] = {}

    def headers(student_id, of=None):
        account = accounts.setdefault(student_id, new_id())
        where = of or school
        return place.token(
            Role.STUDENT, where.id, student_id=student_id, account_id=account, post_id=account
        )

    return headers


@pytest.fixture
def counselor(place, school):
    return place.token(Role.COUNSELOR, school.id, [school.classes[0].row])


@pytest.fixture
def dept(place, school):
    return place.token(Role.DEPT, school.id, [ScopeRow(school.college_id)])


@pytest.fixture
def announced(parts):
    """Every event in the outbox, oldest first."""

    async def read(kind=None):
        async with parts.database.transaction() as tx:
            bodies = await tx.session.scalars(select(outbox.c.body).order_by(outbox.c.seq))
        found = [read_envelope(body) for body in bodies]
        return [one for one in found if kind is None or one.type == f"identification.{kind}.v1"]

    return read


@pytest.fixture
def audited(parts):
    """`(action, result)` of every audit line, oldest first."""

    async def read():
        async with parts.database.transaction() as tx:
            rows = await tx.session.execute(
                select(audit_line.c.action, audit_line.c.result).order_by(audit_line.c.seq)
            )
        return [tuple(row) for row in rows]

    return read
