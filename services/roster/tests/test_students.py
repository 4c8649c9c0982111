"""The register as staff read and change it, on a real database with row-level security."""

import io
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import text

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.ids import new_id

WHY = {"reason": "核对材料"}


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


class TestList:
    async def test_is_in_the_order_of_readings_and_masked(self, desk, entered):
        page = (await desk.get()).json()
        assert [item["name"] for item in page["items"]] == ["李四", "王五", "张三"]
        assert page["total"] == 3
        assert page["items"][2]["document"].startswith("3501**********")
        assert page["items"][2]["phone"] == "139****0001"

    async def test_pages_without_names_in_the_cursor(self, desk, entered):
        first = (await desk.get(params={"size": 2})).json()
        rest = (await desk.get(params={"size": 2, "cursor": first["next_cursor"]})).json()
        assert [item["name"] for item in rest["items"]] == ["张三"]
        assert rest["next_cursor"] is None
        bad = await desk.get(params={"cursor": "x"})
        assert bad.json()["code"] == "cursor_invalid"

    async def test_narrows_by_each_column(self, names, entered):
        first = entered["张三"]
        assert await names(college_id=first.college_id) == ["李四", "张三"]
        assert await names(class_id=first.class_id) == ["张三"]
        assert await names(major_id=entered["王五"].major_id) == ["王五"]
        assert await names(year=2025) == []
        assert await names(status="left") == []

    async def test_finds_by_part_of_a_name_and_start_of_a_number(self, names, entered):
        assert await names(text="四") == ["李四"]
        assert await names(text="20260003") == ["王五"]
        assert await names(text="%") == []

    async def test_never_finds_a_document_from_an_address(self, names, entered, student):
        assert await names(text=student(1)["document"]) == []


class TestScope:
    async def test_of_a_college_sees_the_college(self, names, entered, counselor):
        assert await names(counselor(entered["张三"])) == ["李四", "张三"]

    async def test_of_a_class_sees_the_class(self, names, entered, counselor):
        headers = counselor(entered["张三"], year=2026, major=True, class_=True)
        assert await names(headers) == ["张三"]

    async def test_of_another_year_sees_nobody(self, names, entered, counselor):
        assert await names(counselor(entered["张三"], year=2025)) == []

    async def test_hides_others_as_if_they_did_not_exist(self, desk, entered, counselor):
        headers = counselor(entered["张三"])
        for path in ("", "/moves"):
            hidden = await desk.get(f"/{entered['王五'].id}{path}", headers)
            absent = await desk.get(f"/{new_id()}{path}", headers)
            assert (hidden.status_code, hidden.json()["detail"]) == (
                absent.status_code,
                absent.json()["detail"],
            )

    async def test_of_another_school_sees_nobody(self, names, entered, place, open_school, desk):
        other = UUID((await open_school(2))["id"])
        headers = place.token(Role.SCHOOL_ADMIN, other)
        assert await names(headers) == []
        one = await desk.get(f"/{entered['张三'].id}", headers)
        assert one.json()["code"] == "no_such_student"

    async def test_of_the_database_is_a_second_lock(self, entered, place, open_school):
        database = place.parts("roster").database
        other = UUID((await open_school(2))["id"])
        for school in (None, other):
            async with database.transaction(school) as tx:
                assert (await tx.session.execute(text("SELECT id FROM student"))).all() == []

    async def test_leaves_students_and_platform_outside(self, desk, entered, place):
        for role in (Role.STUDENT, Role.PLATFORM_ADMIN):
            answer = await desk.get(headers=place.token(role, desk.school))
            assert answer.status_code == 403

    async def test_shows_its_part_of_the_tree(self, desk, entered, counselor, place):
        tree = (await place.get("/api/v1/roster/tree", desk.admin)).json()
        assert [(one["name"], one["students"]) for one in tree] == [("理学院", 1), ("文学院", 2)]
        own = (await place.get("/api/v1/roster/tree", counselor(entered["王五"]))).json()
        assert [one["name"] for one in own] == ["理学院"]


class TestSearch:
    async def test_finds_a_whole_document_or_phone_and_answers_masked(self, desk, entered, student):
        for number in (student(1)["document"], student(1)["phone"], "139-0000-0001"):
            page = (await desk.post("/search", {"text": number})).json()
            assert [item["name"] for item in page["items"]] == ["张三"]
            assert student(1)["document"] not in str(page)

    async def test_stays_inside_the_scope(self, desk, entered, student, counselor):
        body = {"text": student(3)["document"]}
        page = (await desk.post("/search", body, counselor(entered["张三"]))).json()
        assert page["items"] == []


class TestExport:
    async def test_holds_exactly_what_is_filtered_with_a_stamp(self, desk, entered):
        answer = await desk.post("/export", {"class_id": str(entered["张三"].class_id), **WHY})
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        assert "用途：核对材料" in rows[0][0]
        assert [row[0] for row in rows[2:]] == ["张三"]
        assert "*" in rows[2][3]

    async def test_shows_plain_numbers_when_asked_and_says_so_in_the_audit(
        self, desk, entered, student, place
    ):
        answer = await desk.post("/export", {"is_plain": True, "text": "张三", **WHY})
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        assert rows[2][3] == student(1)["document"]
        async with place.parts("roster").database.transaction() as tx:
            query = "SELECT reason, details FROM audit_line WHERE action = 'students.export'"
            ((reason, details),) = (await tx.session.execute(text(query))).all()
        assert (reason, b'"is_plain":true' in details) == ("核对材料", True)

    async def test_asks_for_a_reason(self, desk, entered):
        assert (await desk.post("/export", {})).status_code == 422

    async def test_imports_again_without_a_change(self, desk, entered):
        answer = await desk.post("/export", {"is_plain": True, **WHY})
        one = await desk.upload(answer.content)
        assert one["counts"]["unchanged"] == 3


class TestReveal:
    async def test_shows_a_plain_value_and_audits_the_look(self, desk, entered, student, place):
        path = f"/{entered['张三'].id}/reveal"
        for field in ("document", "phone"):
            answer = await desk.post(path, {"field": field, **WHY})
            assert answer.json()["value"] == student(1)[field]
        async with place.parts("roster").database.transaction() as tx:
            query = "SELECT details FROM audit_line WHERE action = 'student.reveal'"
            seen = b"".join((await tx.session.execute(text(query))).scalars())
        assert student(1)["document"].encode() not in seen

    async def test_hides_whom_the_scope_hides(self, desk, entered, counselor):
        path = f"/{entered['王五'].id}/reveal"
        answer = await desk.post(path, {"field": "phone", **WHY}, counselor(entered["张三"]))
        assert answer.status_code == 404


class TestStatus:
    async def test_changes_with_a_move_and_an_event(self, desk, entered, change, announced):
        row = entered["张三"]
        body = {"status": "suspended", "reason": "参军"}
        answer = await change("POST", row, "/status", body)
        assert (answer.json()["status"], answer.json()["version"]) == ("suspended", 2)
        (move,) = (await desk.get(f"/{row.id}/moves")).json()
        assert (move["from_status"], move["to_status"], move["reason"]) == ("在读", "休学", "参军")
        (event,) = await announced("student_changed")
        assert (event.data["student"]["status"], event.version) == ("suspended", 2)

    async def test_refuses_what_is_so_already_and_stale_views(self, entered, change):
        row = entered["张三"]
        same = await change("POST", row, "/status", {"status": "active", "reason": "复学"})
        assert same.json()["code"] == "status_unchanged"
        body = {"status": "left", "reason": "毕业"}
        assert (await change("POST", row, "/status", body, seen=5)).status_code == 412

    async def test_is_for_the_school_account(self, entered, change, counselor):
        body = {"status": "left", "reason": "毕业"}
        headers = counselor(entered["张三"])
        answer = await change("POST", entered["张三"], "/status", body, headers=headers)
        assert answer.status_code == 403


class TestContact:
    async def test_writes_what_is_given_and_keeps_the_rest(self, entered, change):
        answer = await change("PATCH", entered["张三"], body={"phone": "13700000009"})
        assert (answer.json()["phone"], answer.json()["student_number"]) == (
            "137****0009",
            "20260001",
        )
        empty = await change("PATCH", entered["张三"], body={"student_number": None}, seen=2)
        assert (empty.json()["phone"], empty.json()["student_number"]) == ("137****0009", None)

    async def test_refuses_a_wrong_phone_and_no_change(self, entered, change):
        wrong = await change("PATCH", entered["张三"], body={"phone": "12"})
        assert (wrong.json()["code"], wrong.json()["errors"][0]["field"]) == (
            "student_invalid",
            "phone",
        )
        same = await change("PATCH", entered["张三"], body={"phone": "13900000001"})
        assert same.json()["code"] == "nothing_changed"


class TestDelete:
    async def test_leaves_a_tombstone_that_can_be_undone(
        self, entered, change, names, announced, desk
    ):
        row = entered["张三"]
        assert (await change("DELETE", row)).json()["status"] == "deleted"
        assert await names() == ["李四", "王五"]
        assert await names(status="deleted") == ["张三"]
        (event,) = await announced("student_changed")
        state = event.data["student"]
        assert (state["status"], state["version"], state["document"]) == ("deleted", 2, {})
        back = await change("POST", row, "/restore", seen=2)
        assert (back.json()["status"], back.json()["version"]) == ("active", 3)
        assert await names() == ["李四", "王五", "张三"]

    async def test_frees_the_document_for_a_new_row(self, entered, change, desk, student):
        row = entered["张三"]
        await change("DELETE", row)
        await desk.enter([student(1, name="张三", class_name="5班")])
        answer = await change("POST", row, "/restore", seen=2)
        assert answer.json()["code"] == "person_entered_again"

    async def test_refuses_by_name_whom_others_need(self, entered, change, use):
        row = entered["张三"]
        await use(row, version=2, is_in_use=True, uses=["form", "panel"])
        await use(row, version=1, is_in_use=False, uses=[])
        answer = await change("DELETE", row)
        assert (answer.status_code, answer.json()["code"]) == (409, "student_in_use")
        assert answer.json()["detail"].startswith("张三已有认定申请、评议小组成员身份")
        await use(row, version=3, is_in_use=False, uses=[])
        assert (await change("DELETE", row)).status_code == 200

    async def test_of_many_names_those_it_left_alone(self, entered, desk, use, announced):
        await use(entered["张三"], version=1, is_in_use=True, uses=["form"])
        chosen = [{"id": str(row.id), "version": 1} for row in entered.values()]
        chosen[[*entered].index("李四")]["version"] = 9
        chosen.append({"id": str(new_id()), "version": 1})
        answer = (await desk.post("/delete", {"students": chosen})).json()
        assert answer["deleted"] == [str(entered["王五"].id)]
        assert {one["name"]: one["code"] for one in answer["refused"]} == {
            "张三": "student_in_use",
            "李四": "stale_version",
            "": "no_such_student",
        }
        *_, event = await announced("students_changed")
        assert [one["status"] for one in event.data["entries"]] == ["deleted"]


class TestActivation:
    async def test_is_shown_to_staff_and_counts_once(self, desk, entered, deliver):
        row = entered["张三"]
        data = {"student_id": str(row.id), "account_id": str(new_id())}
        for day in (1, 2):
            at = f"2026-09-0{day}T00:00:00Z"
            await deliver(
                "identity.student_activated.v1", row.id, day, {**data, "activated_at": at}
            )
        shown = (await desk.get(f"/{row.id}")).json()
        assert (shown["activated_at"], shown["version"]) == ("2026-09-01T00:00:00Z", 1)
