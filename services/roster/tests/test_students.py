"""The register as staff read it, on a real database with row-level security."""

import io
from uuid import UUID

import openpyxl
from sqlalchemy import text

from zizhu.common.auth import Role
from zizhu.common.ids import new_id

WHY = {"reason": "核对材料"}


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
        made = await desk.export(class_id=str(entered["张三"].class_id), **WHY)
        assert made.one["password"] is None
        rows = list(openpyxl.load_workbook(io.BytesIO(made.content)).active.values)
        assert "有效期至：" in rows[0][0]
        assert "用途：核对材料" in rows[0][0]
        assert [row[0] for row in rows[2:]] == ["张三"]
        assert "*" in rows[2][3]

    async def test_shows_plain_numbers_when_asked_and_says_so_in_the_audit(
        self, desk, entered, student, place
    ):
        made = await desk.export(is_plain=True, text="张三", **WHY)
        rows = list(openpyxl.load_workbook(io.BytesIO(made.unlocked())).active.values)
        assert rows[2][3] == student(1)["document"]
        async with place.parts("roster").database.transaction() as tx:
            query = "SELECT reason, details FROM audit_line WHERE action = 'students.export'"
            ((reason, details),) = (await tx.session.execute(text(query))).all()
        assert (reason, b'"is_plain":true' in details) == ("核对材料", True)

    async def test_asks_for_a_reason(self, desk, entered):
        assert (await desk.post("/export", {})).status_code == 422

    async def test_imports_again_without_a_change(self, desk, entered):
        made = await desk.export(is_plain=True, **WHY)
        one = await desk.upload(made.unlocked())
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
