"""An import's whole way over HTTP, on a real database."""

import io
from datetime import timedelta
from uuid import UUID

import openpyxl
from sqlalchemy import text

from zizhu.common.auth import Role
from zizhu.common.imports.flow import KEPT
from zizhu.common.resync import fingerprint
from zizhu.roster.domain.sheet import STUDENT_COLUMNS
from zizhu.roster.repository.imports import IMPORTS

HEADERS = [column.header for column in STUDENT_COLUMNS]
KEYS = [column.key for column in STUDENT_COLUMNS]


class TestCommit:
    async def test_writes_all_good_rows_with_their_events(self, desk, student, announced):
        one = await desk.upload([student(1), student(2, class_name="2班")])
        assert (one["state"], one["counts"]["new"], one["counts"]["bad"]) == ("checked", 2, 0)
        assert await desk.stored() == []
        assert (await desk.commit(one))["state"] == "committed"
        first, second = await desk.stored()
        assert (first.name, second.name) == ("学生一", "学生二")
        events = await announced(
            "bulk_started", "units_changed", "students_changed", "bulk_finished"
        )
        kinds = [event.type.split(".")[1] for event in events]
        assert kinds == [
            "bulk_started",
            "units_changed",
            "students_changed",
            "bulk_finished",
        ]
        _, units, students, finished = events
        assert [unit["name"] for unit in units.data["entries"]] == [
            "文学院",
            "汉语言文学",
            "1班",
            "2班",
        ]
        assert {entry["student_id"] for entry in students.data["entries"]} == {
            str(first.id),
            str(second.id),
        }
        expected = fingerprint([(first.id, 1), (second.id, 1)])
        assert (finished.data["entries"], finished.data["digest"]) == expected
        assert finished.data["register_version"] == 1

    async def test_of_the_same_file_again_changes_nothing(self, desk, student, announced):
        rows = [student(1), student(2)]
        await desk.enter(rows)
        before = len(await announced("students_changed", "bulk_finished"))
        again = await desk.upload(rows)
        assert (again["counts"]["unchanged"], again["counts"]["changed"]) == (2, 0)
        assert (await desk.commit(again))["state"] == "committed"
        assert len(await announced("students_changed", "bulk_finished")) == before
        assert [row.version for row in await desk.stored()] == [1, 1]

    async def test_overwrites_by_document_and_keeps_what_students_filled_in(
        self, desk, student, announced
    ):
        await desk.enter([student(1), student(2)])
        changed = [student(1, name="学生甲", phone="", student_number=""), student(2)]
        one = await desk.upload(changed)
        assert (one["counts"]["changed"], one["counts"]["unchanged"]) == (1, 1)
        await desk.commit(one)
        (event, *_) = (await announced("students_changed"))[1:]
        (entry,) = event.data["entries"]
        assert (entry["name"], entry["version"], entry["student_number"]) == (
            "学生甲",
            2,
            "20260001",
        )
        assert set(entry["phone"]) == {"identity", "identification"}
        listed = (await desk.get()).json()["items"]
        assert {item["name"]: item["phone"] for item in listed}["学生甲"] == "139****0001"

    async def test_is_refused_twice_and_while_bad_rows_are_left(self, desk, student):
        one = await desk.upload([student(1), student(2, ethnic="火星族")])
        path = f"/imports/{one['id']}/commit"
        refused = await desk.post(path, {"choice": "all_or_nothing"})
        assert (refused.status_code, refused.json()["code"]) == (409, "bad_rows_left")
        assert await desk.stored() == []
        done = await desk.commit(one, "good_rows_now")
        assert done["state"] == "committed"
        assert [row.name for row in await desk.stored()] == ["学生一"]
        again = await desk.post(path, {"choice": "good_rows_now"})
        assert again.json()["code"] == "import_over"

    async def test_is_refused_when_not_one_row_is_good(self, desk, student):
        one = await desk.upload([student(1, ethnic="火星族")])
        answer = await desk.post(f"/imports/{one['id']}/commit", {"choice": "good_rows_now"})
        assert answer.json()["code"] == "nothing_to_import"

    async def test_checks_again_when_the_register_moved(self, desk, student, announced):
        await desk.enter([student(1)])
        one = await desk.upload([student(1, name="学生甲"), student(3)])
        (before,) = await desk.stored()
        path = f"/{before.id}/status"
        headers = {**desk.admin, "if-match": "1"}
        await desk.post(path, {"status": "suspended", "reason": "参军"}, headers)
        assert (await desk.commit(one))["state"] == "committed"
        states = {row.name: (row.version, row.status) for row in await desk.stored()}
        assert states == {"学生三": (1, "active"), "学生甲": (3, "suspended")}

    async def test_asks_anew_when_the_register_judges_differently(self, desk, student):
        await desk.enter([student(1)])
        one = await desk.upload([student(1, name="学生甲")])
        (before,) = await desk.stored()
        headers = {**desk.admin, "if-match": "1"}
        deleted = await desk.place.client.delete(desk.at(f"/{before.id}"), headers=headers)
        assert deleted.status_code == 200, deleted.text
        after = await desk.commit(one)
        assert (after["state"], after["job"]["error"]["code"]) == ("checked", "register_moved")
        assert after["counts"]["new"] == 1
        assert (await desk.commit(one))["state"] == "committed"

    async def test_keeps_an_activation(self, desk, student, deliver):
        await desk.enter([student(1)])
        one = await desk.upload([student(1, name="学生甲")])
        (before,) = await desk.stored()
        data = {"student_id": str(before.id), "account_id": str(before.id)}
        data["activated_at"] = "2026-09-01T00:00:00Z"
        await deliver("identity.student_activated.v1", before.id, 1, data)
        await desk.commit(one)
        (after,) = await desk.stored()
        assert (after.name, after.activated_at is not None) == ("学生甲", True)

    async def test_leaves_no_plain_number_in_events_and_tables(self, desk, student, place):
        await desk.enter([student(1)])
        async with place.parts("roster").database.transaction(desk.school) as tx:
            bodies = (await tx.session.execute(text("SELECT body FROM outbox"))).scalars().all()
            rows = (await tx.session.execute(text("SELECT s::text FROM student s"))).scalars().all()
            lines = (await tx.session.execute(text("SELECT details FROM audit_line"))).scalars()
            seen = b"".join([*bodies, *(row.encode() for row in rows), *filter(None, lines)])
        assert student(1)["document"].encode() not in seen
        assert student(1)["phone"].encode() not in seen


class TestCheck:
    async def test_finds_every_bad_row_and_how_to_mend_it(self, desk, student):
        twin = student(3, name="学生丙")
        one = await desk.upload([student(1, document="350102200001010019"), student(3), twin])
        assert one["counts"]["bad"] == 3
        assert await desk.findings(one) == [
            (2, "身份证号码", "证件号码的末位校验码不符，请逐位核对"),
            (3, "身份证号码", "与第 4 行的证件号码相同，请只保留正确的一行"),
            (4, "身份证号码", "与第 3 行的证件号码相同，请只保留正确的一行"),
        ]

    async def test_sends_a_changed_class_to_the_change_of_roster(self, desk, student):
        await desk.enter([student(1)])
        one = await desk.upload([student(1, class_name="9班")])
        ((row, column, message),) = await desk.findings(one)
        assert (row, column) == (2, "班级")
        assert "文学院 2026级 汉语言文学 1班" in message
        assert "学生异动" in message

    async def test_gives_bad_rows_back_in_a_workbook_that_imports_as_it_is(
        self, desk, student, draft
    ):
        one = await desk.upload([student(1), student(2, ethnic="火星族")])
        answer = await desk.get(f"/imports/{one['id']}/errors")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        stamp, header, bad = book.active.iter_rows(values_only=True)
        assert "导出人" in stamp[0]
        assert (header[-1], bad[0]) == ("错误信息", "学生二")
        assert "民族" in bad[-1]
        await desk.commit(one, "good_rows_now")
        book.active.cell(3, header.index("民族") + 1, "汉族")
        target = io.BytesIO()
        book.save(target)
        await desk.commit(await desk.upload(target.getvalue()))
        assert [row.name for row in await desk.stored()] == ["学生一", "学生二"]

    async def test_takes_a_gbk_csv_with_columns_in_any_order(self, desk, student):
        keys = ["document", "name", "sex", "ethnic", "document_kind", "class_name", "major"]
        words = ["证件号码", "姓名", "性别", "民族", "证件类型", "班级", "专业", "年级", "院系"]
        one = student(1)
        lines = [words, [one[key] for key in [*keys, "year", "college"]]]
        content = "\r\n".join(",".join(line) for line in lines).encode("gbk")
        found = await desk.upload(content)
        assert (found["state"], found["counts"]["new"]) == ("checked", 1)

    async def test_fails_by_name_on_what_is_no_workbook(self, desk):
        one = await desk.upload(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
        assert one["state"] == "failed"
        assert one["job"]["error"]["code"] == "not_a_workbook"
        assert (await desk.get(f"/imports/{one['id']}/errors")).json()["code"] == "no_bad_rows"


class TestStart:
    async def test_takes_one_import_of_a_school_at_a_time(self, desk, student, workbook):
        one = await desk.upload([student(1)])
        other = await desk.send(workbook([student(2)]))
        assert (other.status_code, other.json()["code"]) == (409, "import_under_way")
        assert other.json()["import_id"] == one["id"]

    async def test_takes_the_same_file_again_for_the_same_import(self, desk, student, workbook):
        content = workbook([student(1)])
        first = (await desk.send(content)).json()
        assert (await desk.send(content)).json()["id"] == first["id"]

    async def test_takes_another_after_a_cancel(self, desk, student, workbook):
        one = await desk.upload([student(1)])
        answer = await desk.post(f"/imports/{one['id']}/cancel")
        assert answer.json()["state"] == "cancelled"
        assert (await desk.send(workbook([student(2)]))).status_code == 202
        again = await desk.post(f"/imports/{one['id']}/cancel")
        assert again.json()["code"] == "import_over"

    async def test_cancels_while_it_is_checked(self, desk, student, workbook):
        one = (await desk.send(workbook([student(1)]))).json()
        await desk.post(f"/imports/{one['id']}/cancel")
        await desk.place.settle()
        assert (await desk.look(one))["state"] == "cancelled"

    async def test_refuses_what_is_empty(self, desk):
        assert (await desk.send(b"")).json()["code"] == "file_missing"

    async def test_keeps_a_name_without_its_path(self, desk, student, workbook):
        answer = await desk.send(workbook([student(1)]), name="..\\..\\C:\\学生.xlsx")
        assert answer.json()["filename"] == "学生.xlsx"

    async def test_is_for_the_school_account_only(self, desk, place, workbook, student):
        headers = place.token(Role.DEPT, desk.school)
        answer = await desk.send(workbook([student(1)]), headers=headers)
        assert answer.status_code == 403

    async def test_hides_another_schools_import(self, desk, student, open_school, place):
        one = await desk.upload([student(1)])
        foreign = place.token(Role.SCHOOL_ADMIN, UUID((await open_school(2))["id"]))
        for path in ("", "/findings", "/errors"):
            answer = await desk.get(f"/imports/{one['id']}{path}", foreign)
            assert (answer.status_code, answer.json()["code"]) == (404, "no_such_import")

    async def test_offers_templates(self, desk):
        for kind, sheet in (("students", "学生信息表"), ("moves", "学生异动")):
            answer = await desk.get("/imports/template", params={"kind": kind})
            book = openpyxl.load_workbook(io.BytesIO(answer.content))
            assert book.sheetnames[0] == sheet


class TestMoves:
    async def test_change_place_and_status_with_a_history(self, desk, student, announced):
        await desk.enter([student(1), student(2)])
        keys, words = [*KEYS, "status", "reason"], [*HEADERS, "学籍状态", "异动原因"]
        rows = [student(1, class_name="3班", year="2027级", reason="留级"), student(2)]
        one = await desk.upload(rows, kind="moves", headers=words, keys=keys)
        assert (one["counts"]["changed"], one["counts"]["unchanged"]) == (1, 1)
        await desk.commit(one)
        first, second = await desk.stored()
        assert (first.year, first.version, second.version) == (2027, 2, 1)
        (move,) = (await desk.get(f"/{first.id}/moves")).json()
        assert (move["from_place"], move["to_place"], move["reason"]) == (
            "文学院 2026级 汉语言文学 1班",
            "文学院 2027级 汉语言文学 3班",
            "留级",
        )
        kinds = [event.data["kind"] for event in await announced("bulk_finished")]
        assert kinds == ["import", "status_change"]

    async def test_refuse_who_is_not_in_the_register(self, desk, student):
        one = await desk.upload([student(1)], kind="moves")
        ((_, _, message),) = await desk.findings(one)
        assert "先通过学生导入" in message


class TestForget:
    async def test_drops_what_nobody_came_back_for(self, desk, student, place):
        one = await desk.upload([student(1)])
        parts = place.parts("roster")
        later = parts.machine.now() + timedelta(days=8)
        async with parts.database.transaction(desk.school) as tx:
            assert await IMPORTS.expire(tx, later - KEPT, later) == 1
            assert (await tx.session.execute(text("SELECT * FROM student_import_part"))).all() == []
        assert (await desk.look(one))["state"] == "expired"
