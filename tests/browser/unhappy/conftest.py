"""Who meets with what goes wrong: each file has a university of its own."""

from dataclasses import dataclass, field
from typing import Any

import pytest

import filing
from campuses import found
from zizhu.embedded.demo import people
from zizhu.embedded.demo.client import Person, if_match
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.demo.synthetic import Student
from zizhu_testing.browser import Visitor


@dataclass
class OpenRound:
    """An open round, and students who have not been seen yet; each test takes some of its own."""

    campus: Stage
    waiting: list[Student] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"{filing.ROUND}/{self.campus.campaign_id}"

    async def take(self) -> tuple[Student, Person]:
        """A student of the first department, activated, with a client of their own."""
        student = self.waiting.pop(0)
        await people.activate_students(self.campus, [student])
        return student, self.campus.pupils[student.document]

    async def begun(self, **changes: object) -> tuple[Student, Person]:
        """A student with an open form and some answers."""
        student, client = await self.take()
        await client.post(f"{self.path}/form", filing.CONSENT)
        await client.patch(f"{self.path}/form", {"changes": {"purpose": "apply", **changes}})
        return student, client

    async def filed(self) -> tuple[Student, Person]:
        """A student who has handed in."""
        student, client = await self.begun()
        await client.patch(f"{self.path}/form", {"changes": filing.form_of(student, seed=4)})
        await client.post(f"{self.path}/form/submit", filing.commitment_of(student))
        return student, client

    async def form_of(self, student: Student) -> dict[str, Any]:
        """The form as the school sees it."""
        listed = await self.campus.officer.get(f"{self.path}/forms", text=student.name)
        row = next(one for one in listed["items"] if one["student_number"] == student.number)
        shown: dict[str, Any] = await self.campus.officer.get(
            f"/identification/forms/{row['form_id']}"
        )
        return shown

    async def return_form(self, student: Student, reason: str) -> None:
        """Give a form back as the department."""
        form = await self.form_of(student)
        department = self.campus.staff[f"{self.campus.university.tag}dept1"]
        body = {"reason": reason, "marks": []}
        headers = if_match(form["version"])
        await department.post(f"/identification/forms/{form['id']}/return", body, headers=headers)


@pytest.fixture(scope="module")
async def campus(stage: Stage) -> Stage:
    return await found(stage)


@pytest.fixture(scope="module")
async def opened(campus: Stage) -> OpenRound:
    """Its round is open; nobody but the staff is active yet."""
    await filing.open_round(campus)
    first = campus.university.students[0].college
    return OpenRound(campus, [one for one in campus.university.students if one.college == first])


@pytest.fixture
def school(officer, campus):
    """`await school()`: the university's own account at a desk; as often as wanted."""

    async def sign_in() -> Visitor:
        return await officer(campus.admin_login)

    return sign_in


@pytest.fixture
def counsellor(officer, campus):
    """`await counsellor()`: who looks after the students that `opened` takes."""

    async def sign_in() -> Visitor:
        return await officer(f"{campus.university.tag}c1y2023")

    return sign_in


@pytest.fixture
def at_form(counsellor, opened):
    """`await at_form(student)`: the counsellor before a form that waits for review."""

    async def sit_down(student: Student) -> Visitor:
        person = await counsellor()
        form = await opened.form_of(student)
        await person.goto(f"{opened.path}/forms?fill=all&form={form['id']}")
        await person.page.get_by_role("heading", name=student.name).wait_for()
        return person

    return sit_down


@pytest.fixture
def at_step(phone, opened):
    """`await at_step(student, "block-C")`: the student at a screen of the form."""

    async def sit_down(student: Student, step: str) -> Visitor:
        person = await phone(student.phone)
        await person.goto(f"/m{opened.path}/form/{step}")
        return person

    return sit_down
