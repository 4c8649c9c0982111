"""The special-group list: matched by person digest, strangers forgotten, the rest worked off."""

import io
from datetime import datetime, timedelta

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from zizhu.common.people.resident import check_character
from zizhu.common.tables import file
from zizhu.identification.models import ListRunRow, StandingRow

HEADER = ["姓名", "证件号码", "类别", "来源", "比对日期"]


def number_of(index):
    first = f"11010120060307{index:03d}"
    return first + check_character(first)


def listing(*rows):
    book = Workbook()
    book.active.append(HEADER)
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def path(one):
    return f"/api/v1/identification/campaigns/{one['id']}/special-list"


@pytest.fixture
def import_list(place, path, admin):
    """Upload a list, let the job end, and return its result."""

    async def do(content, choice="all"):
        queued = await place.post(path, admin, params={"choice": choice}, content=content)
        assert queued.status_code == 202, queued.text
        await place.settle()
        job = await place.get(f"/api/v1/identification/jobs/{queued.json()['job_id']}", admin)
        return job.json()

    return do


@pytest.fixture
def row_of(school):
    def make(index, kind="最低生活保障家庭学生", name=None):
        student_id = school.classes[0].students[index - 1]
        shown = name or school.states[student_id].name
        return [shown, number_of(index), kind, "民政部门", "2026-09-01"]

    return make


@pytest.fixture
def extend(place, admin, one, school, machine):
    """Give one class more time to file; return until when."""

    async def do():
        until = machine.now() + timedelta(days=20)
        body = {
            "phase": "filing",
            "reach": "class",
            "target_id": str(school.classes[0].class_id),
            "until": until.isoformat(),
            "reason": "网络故障",
        }
        path = f"/api/v1/identification/campaigns/{one['id']}/extensions"
        answer = await place.post(path, admin, json=body)
        assert answer.status_code == 201
        return until

    return do


@pytest.fixture
def due(announced):
    """Read the end that the to-do told last shows."""

    async def read():
        todo = (await announced("todo_changed"))[-1].data
        return datetime.fromisoformat(todo["due_at"])

    return read


class TestImport:
    async def test_proves_the_group_of_who_applied(self, import_list, row_of, me, place, counselor):
        own = await me.file()
        job = await import_list(listing(row_of(1)))
        assert job["result"] == {
            "is_committed": True, "is_repeated": False, "matched": 1, "not_enrolled": 0,
            "rows": 1, "bad": 0,
        }  # fmt: skip
        form = (await place.get(f"/api/v1/identification/forms/{own['id']}", counselor)).json()
        assert (form["claims"][0]["state"], form["effective_score"]) == ("matched", 90)

    async def test_waits_for_who_has_not_applied(self, import_list, row_of, me, parts, school):
        await import_list(listing(row_of(1)))
        own = await me.file()
        assert own["raw_score"] == 0
        async with parts.database.transaction(school.id) as tx:
            standing = (await tx.session.scalars(select(StandingRow))).one()
        assert (standing.is_guaranteed, standing.is_listed) == (True, True)

    async def test_keeps_only_the_number_of_strangers(self, import_list, row_of, parts, school):
        stranger = ["林外人", number_of(900), "孤儿", "", ""]
        job = await import_list(listing(row_of(1), stranger))
        assert job["result"]["not_enrolled"] == 1
        async with parts.database.transaction(school.id) as tx:
            run = (await tx.session.scalars(select(ListRunRow))).one()
            standings = (await tx.session.scalars(select(StandingRow.student_id))).all()
            files = (await tx.session.execute(select(file))).all()
        assert run.not_enrolled == {"orphan": 1}
        assert (len(standings), files) == (1, [])

    async def test_takes_nothing_while_a_row_is_bad(self, import_list, row_of, place, admin):
        bad = row_of(2, kind="不认识的类别")
        job = await import_list(listing(row_of(1), bad, row_of(3, name="别人")))
        assert (job["result"]["is_committed"], job["result"]["bad"]) == (False, 2)
        path = f"/api/v1/identification/jobs/{job['id']}/findings"
        findings = (await place.get(path, admin)).json()["items"]
        assert [(one["row"], one["column"]) for one in findings] == [(3, "类别"), (4, "姓名")]
        assert number_of(2) not in str(findings)

    async def test_takes_the_good_rows_where_the_officer_chose_so(self, import_list, row_of):
        job = await import_list(listing(row_of(1), row_of(2, kind="不认识")), choice="good")
        assert (job["result"]["matched"], job["result"]["bad"]) == (1, 1)

    async def test_of_the_same_file_changes_nothing(self, import_list, row_of, parts, school):
        content = listing(row_of(1))
        await import_list(content)
        job = await import_list(content)
        assert (job["result"]["is_committed"], job["result"]["is_repeated"]) == (False, True)

    async def test_asks_which_rows_to_take(self, place, path, admin, row_of):
        answer = await place.post(path, admin, content=listing(row_of(1)))
        assert answer.status_code == 422

    async def test_refuses_what_is_no_workbook(self, place, path, admin):
        answer = await place.post(path, admin, params={"choice": "all"}, content=b"MZ\x90\x00")
        assert answer.json()["code"] == "file_kind_refused"

    async def test_is_for_the_school_alone(self, place, path, dept, counselor):
        for headers in (dept, counselor):
            answer = await place.post(path, headers, params={"choice": "all"}, content=b"x")
            assert answer.status_code == 403


class TestTemplate:
    async def test_brought_back_empty_is_refused_and_forgotten(
        self, place, path, admin, import_list, parts
    ):
        taken = await place.get(f"{path}/template", admin)
        job = await import_list(taken.content)
        assert (job["state"], job["error"]["code"]) == ("failed", "workbook_empty")
        async with parts.database.transaction() as tx:
            assert (await tx.session.execute(select(file))).all() == []


class TestContacts:
    async def test_ask_the_counsellor_to_speak_with_who_has_not_applied(
        self, import_list, row_of, me, announced
    ):
        await import_list(listing(row_of(1), row_of(2)))
        todo = (await announced("todo_changed"))[-1].data
        assert (todo["kind"], todo["title"]) == ("special_contact", "1班有 2 名学生需要当面联系")
        await me.file()
        todo = (await announced("todo_changed"))[-1].data
        assert todo["title"] == "1班有 1 名学生需要当面联系"

    async def test_move_with_the_end_of_filing(self, import_list, row_of, extend, due):
        await import_list(listing(row_of(1)))
        until = await extend()
        assert await due() == until

    async def test_keep_that_end_when_the_list_grows(self, import_list, row_of, extend, due):
        await import_list(listing(row_of(1)))
        until = await extend()
        await import_list(listing(row_of(1), row_of(2)))
        assert await due() == until

    async def test_are_listed_inside_the_scope(self, import_list, row_of, place, path, counselor):
        await import_list(listing(row_of(1)))
        (person,) = (await place.get(f"{path}/contacts", counselor)).json()
        assert person["name"] == "钱测1"
        assert "dibao" not in str(person)


class TestStudents:
    async def test_are_shown_with_what_became_of_them(self, import_list, row_of, me, place, path):
        await import_list(listing(row_of(1), row_of(2)))
        await me.file()
        shown = await self.read(place, path, me)
        assert shown == {"钱测1": "applied", "孙测2": "not_applied"}

    @pytest.fixture(autouse=True)
    def _headers(self, counselor):
        self.headers = counselor

    async def read(self, place, path, me):
        found = (await place.get(f"{path}/students", self.headers)).json()
        assert all(one["codes"] == ["dibao"] for one in found)
        assert (await place.get(f"{path}/students", me.headers)).status_code == 403
        return {one["name"]: one["result"] for one in found}


class TestCounts:
    @pytest.fixture
    async def counts(self, import_list, row_of, me, place, path):
        stranger = ["林外人", number_of(900), "孤儿", "", ""]
        await import_list(listing(row_of(1), row_of(2), stranger))
        await me.file()

        async def read(headers):
            return {one["code"]: one for one in (await place.get(path, headers)).json()}

        return read

    async def test_are_by_kind_and_result(self, counts, admin, counselor):
        counts, inside = await counts(admin), await counts(counselor)
        assert "orphan" not in inside
        assert (counts["dibao"]["applied"], counts["dibao"]["not_applied"]) == (1, 1)
        assert counts["orphan"]["not_enrolled"] == 1

    async def test_leave_the_school_with_small_numbers_hidden(
        self, import_list, row_of, place, path, admin
    ):
        await import_list(listing(*(row_of(index) for index in (1, 2, 3, 4)), row_of(1, "孤儿")))
        asked = await place.post(f"{path}/export", admin, json={"reason": "上报"})
        assert asked.status_code == 202, asked.text
        await place.settle()
        file_path = f"/api/v1/identification/exports/{asked.json()['id']}/file"
        taken = await place.get(file_path, admin)
        sheet = load_workbook(io.BytesIO(taken.content)).active
        rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True)}
        assert "上报" in next(iter(rows))
        assert rows["最低生活保障家庭学生"][1] == "4"
        assert rows["孤儿"][1] == "<3"
