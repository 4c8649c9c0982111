"""Students on their phones, in a round that is open to them."""

from dataclasses import dataclass

import pytest

import filing
from zizhu.embedded.demo import people
from zizhu.embedded.demo.client import Person, if_match
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.demo.synthetic import Student
from zizhu_testing.browser import Visitor

ROUND = "/identification/campaigns"


@dataclass
class OpenRound:
    """A round with students who have not filed yet; each test takes some of its own."""

    stage: Stage
    waiting: list[Student]

    @property
    def path(self) -> str:
        return f"{ROUND}/{self.stage.campaign_id}"

    async def take(self) -> tuple[Student, Person]:
        """A student of the first class, activated, with a client of their own."""
        student = self.waiting.pop(0)
        await people.activate_students(self.stage, [student])
        return student, self.stage.pupils[student.document]

    async def begin(self, person: Person, **changes: object) -> None:
        """Open the form over HTTP and give some answers."""
        await person.post(f"{self.path}/form", filing.CONSENT)
        await person.patch(f"{self.path}/form", {"changes": {"purpose": "apply", **changes}})

    async def counsellor_of(self, student: Student) -> tuple[Person, dict[str, object]]:
        """Who looks after a student, and the student's form as they see it."""
        for login, officer in self.stage.staff.items():
            found = await officer.get(f"{self.path}/forms", text=student.name)
            if found["items"] and "dept" not in login:
                return officer, found["items"][0]
        raise LookupError("no counsellor sees this form")

    async def return_form(self, student: Student, reason: str, marks: dict[str, str]) -> None:
        officer, form = await self.counsellor_of(student)
        body = {
            "reason": reason,
            "marks": [{"field": field, "remark": remark} for field, remark in marks.items()],
        }
        headers = if_match(form["version"])
        await officer.post(f"/identification/forms/{form['form_id']}/return", body, headers=headers)


@pytest.fixture(scope="session")
async def open_round(stage: Stage) -> OpenRound:
    if not stage.campaign_id:
        await filing.open_round(stage)
    first = stage.university.students[0].home
    return OpenRound(stage, [one for one in stage.university.students if one.home == first][3:])


@pytest.fixture
def form_page(phone, open_round):
    """`await form_page(student, "block-A")`: signed in, at a screen of the form."""

    async def at(student: Student, step: str = "") -> Visitor:
        person = await phone(student.phone)
        person.allow(r"^outside blob:")
        await person.goto(f"/m{open_round.path}/form/{step}".rstrip("/"))
        return person

    return at
