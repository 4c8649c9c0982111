"""A student asks not to be named: what students get, what officers see, until when."""

import io
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from zizhu.common.auth import Role, ScopeRow
from zizhu.identification.models import PublishedRow, StepRow

BASE = "/api/v1/identification"


@dataclass
class Naming:
    """Four students who applied, of whom three will stand on the list, and who set their names."""

    desk: object
    persons: list[UUID]
    as_student: object
    counselor: dict[str, str]

    async def ask(self, person, *, is_unnamed=True):
        """Let a student set how the list shows them."""
        path = f"{self.desk.judged.path}/form/naming"
        body = {"is_unnamed": is_unnamed}
        return await self.desk.place.client.put(path, headers=self.as_student(person), json=body)

    async def set_for(self, person, headers=None, **body):
        """Let an officer set it for a student."""
        headers = headers or self.counselor
        path = f"{BASE}/forms/{self.desk.judged.forms[person]}"
        shown = await self.desk.place.get(path, headers)
        sent = {**headers, "if-match": f'"{shown.json().get("version", 1)}"'}
        body = {"is_unnamed": True, "reason": "学生来电提出", **body}
        return await self.desk.place.client.put(f"{path}/naming", headers=sent, json=body)

    def tail_of(self, person):
        return f"学号尾号{self.desk.judged.school.states[person].student_number[-4:]}"

    def name_of(self, person):
        return self.desk.judged.school.states[person].name

    async def lines(self, made, headers):
        """Return what a list shows to somebody: the shown name to the register's."""
        answer = await self.desk.rows(made, headers)
        assert answer.status_code == 200, answer.text
        return {row["name"]: row["register_name"] for row in answer.json()["items"]}


@pytest.fixture
def naming(school_desk, cut, as_student, counselor):
    return Naming(school_desk, cut, as_student, counselor)


class TestAsk:
    async def test_shows_students_the_end_of_the_number_and_never_the_name(
        self, school_desk, cut, naming, release
    ):
        answer = await naming.ask(cut[0])
        assert (answer.status_code, answer.json()["is_unnamed"]) == (200, True), answer.text
        made = await school_desk.prepared()
        await release(made)
        for reader in (cut[0], cut[1]):
            text = (await school_desk.rows(made, naming.as_student(reader))).text
            assert naming.name_of(cut[0]) not in text
            lines = await naming.lines(made, naming.as_student(reader))
            assert naming.name_of(cut[1]) in lines
            assert lines[naming.tail_of(cut[0])] is None
        assert await school_desk.integrity(made)

    async def test_is_frozen_without_the_name(self, school_desk, cut, naming, parts):
        await naming.ask(cut[0])
        made = await school_desk.prepared()
        async with parts.database.transaction(school_desk.judged.school.id) as tx:
            frozen = list(await tx.session.scalars(select(PublishedRow.name)))
        assert len(frozen) == made["rows"]
        assert naming.name_of(cut[0]) not in frozen

    async def test_of_a_minor_shows_no_part_of_the_name(
        self, school_desk, naming, change_student, release
    ):
        first, second, *_ = naming.persons
        await change_student(school_desk.judged.school, first, 2, birth_date=date(2009, 3, 7))
        await naming.ask(first)
        made = await school_desk.prepared()
        await release(made)
        assert naming.tail_of(first) in await naming.lines(made, naming.as_student(second))

    async def test_is_taken_back(self, school_desk, cut, naming, release, audited):
        await naming.ask(cut[0])
        answer = await naming.ask(cut[0], is_unnamed=False)
        assert answer.json()["is_unnamed"] is False
        made = await school_desk.prepared()
        await release(made)
        assert naming.name_of(cut[0]) in await naming.lines(made, naming.as_student(cut[1]))
        assert (await audited()).count(("form.set_naming", "ok")) == 2

    async def test_a_second_time_changes_nothing(self, cut, naming, audited):
        first, again = await naming.ask(cut[0]), await naming.ask(cut[0])
        assert again.json()["version"] == first.json()["version"]
        assert (await audited()).count(("form.set_naming", "ok")) == 1

    async def test_is_refused_once_the_list_is_frozen(self, school_desk, cut, naming, audited):
        await school_desk.prepared()
        for person in (cut[0], cut[3]):  # who is not on it learns no more than who is
            answer = await naming.ask(person)
            assert (answer.status_code, answer.json()["code"]) == (409, "naming_frozen")
        assert ("form.set_naming", "refused") in await audited()

    async def test_is_possible_again_after_the_list_was_taken_down(
        self, cut, naming, published, withdraw
    ):
        assert (await naming.ask(cut[0])).json()["code"] == "naming_frozen"
        await withdraw(published)
        assert (await naming.ask(cut[0])).status_code == 200

    async def test_of_who_is_not_on_the_list_holds_for_a_supplement(
        self, school_desk, naming, published, release
    ):
        person = naming.persons[3]
        assert (await naming.ask(person)).status_code == 200
        answer = await school_desk.change(person, grade="other", reason="补充材料属实")
        assert answer.is_success, answer.text
        supplement = next(one for one in await school_desk.publicities() if one["is_supplement"])
        await release(supplement)
        lines = await naming.lines(supplement, naming.as_student(naming.persons[0]))
        assert lines == {naming.tail_of(person): None}


class TestOfficers:
    async def test_see_the_name_of_their_students_beside_what_is_shown(
        self, school_desk, naming, release, place, school
    ):
        first, second, *_ = naming.persons
        await naming.ask(first)
        made = await school_desk.prepared()
        await release(made)
        elsewhere = place.token(Role.COUNSELOR, school.id, [school.classes[1].row])
        for headers, seen in ((naming.counselor, naming.name_of(first)), (elsewhere, None)):
            lines = await naming.lines(made, headers)
            assert lines[naming.tail_of(first)] == seen
            assert lines[naming.name_of(second)] is None

    async def test_handle_an_objection_by_name_and_answer_without_it(
        self, school_desk, cut, naming, release
    ):
        await naming.ask(cut[0])
        made = await school_desk.prepared()
        await release(made)
        names = [row["name"] for row in (await school_desk.rows(made)).json()["items"]]
        path = f"{BASE}/publicities/{made['id']}/objections"
        body = {"line": names.index(naming.tail_of(cut[0])) + 1, "text": "与公示不符"}
        reader = naming.as_student(cut[1])
        opened = await school_desk.place.post(path, reader, json=body)
        assert (opened.status_code, opened.json()["name"]) == (201, naming.tail_of(cut[0]))
        own = await school_desk.place.get(f"{BASE}/objections/own", reader)
        assert [one["name"] for one in own.json()] == [naming.tail_of(cut[0])]
        case = f"{BASE}/objections/{opened.json()['id']}"
        seen = (await school_desk.place.get(case, school_desk.headers)).json()
        assert seen["name"] == naming.name_of(cut[0])

    async def test_set_it_with_a_reason_that_is_kept_closed(self, school_desk, cut, naming, parts):
        answer = await naming.set_for(cut[0], reason=" ")
        assert (answer.status_code, answer.json()["code"]) == (400, "reason_missing")
        answer = await naming.set_for(cut[0])
        assert (answer.status_code, answer.json()["is_unnamed"]) == (200, True), answer.text
        path = f"{BASE}/forms/{school_desk.judged.forms[cut[0]]}"
        steps = (await school_desk.place.get(f"{path}/steps", naming.counselor)).json()
        assert (steps[-1]["transition"], steps[-1]["act"]) == ("6.10", "set_naming")
        async with parts.database.transaction(school_desk.judged.school.id) as tx:
            (reason,) = await tx.session.scalars(select(StepRow.reason))
        assert "学生来电" not in reason

    async def test_who_set_it_tell_the_student(self, cut, naming, announced):
        await naming.set_for(cut[0])
        told = [e for e in await announced("message_sent") if e.data["kind"] == "naming_set"]
        assert [e.data["address"]["student_id"] for e in told] == [str(cut[0])]

    async def test_of_another_class_find_no_such_form(self, cut, naming, place, school):
        elsewhere = place.token(Role.DEPT, school.id, [ScopeRow(school.classes[1].college_id)])
        answer = await naming.set_for(cut[0], elsewhere)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_form")


class TestExport:
    async def test_of_the_public_list_names_nobody_whom_the_list_would_not(
        self, school_desk, naming, change_student
    ):
        first, minor, third, _ = naming.persons
        await naming.ask(first)
        await change_student(school_desk.judged.school, minor, 2, birth_date=date(2009, 3, 7))
        answer = await school_desk.take("public")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        names = [row[5].value for row in book.active.iter_rows(min_row=3)]
        assert names[0] == naming.tail_of(first)
        assert "*" in names[1]
        assert names[2] == naming.name_of(third)
