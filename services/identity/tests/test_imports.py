"""教工信息表: checked by row, chosen by the officer, written at once, waiting for units by name."""

import io

import pytest

from zizhu.common.workbook.read import read_table
from zizhu.common.workbook.write import Sheet, write_table
from zizhu.identity.domain.staff_sheet import COLUMNS, SHEET
from zizhu.identity.models import AccountRow, StaffImportPartRow

IMPORTS = "/api/v1/identity/accounts/imports"


@pytest.fixture
def row(world):
    def make(number=1, **cells):
        return {
            "login": f"JYstaff{number}",
            "phone": f"1370000{number:04}",
            "document_kind": "居民身份证",
            "document_number": world.resident_number(number),
            "name": "陈老师",
            "title": "辅导员",
            "college": "外语学院",
        } | cells

    return make


def workbook(rows):
    target = io.BytesIO()
    write_table(target, [Sheet(SHEET, COLUMNS, rows)])
    return target.getvalue()


@pytest.fixture
def upload(world):
    """Upload rows and let the check run; return the import as its page shows it."""

    async def send(headers, rows, content=None):
        files = {"file": ("教工信息表.xlsx", content or workbook(rows))}
        answer = await world.client.post(IMPORTS, files=files, headers=headers)
        assert answer.status_code == 202, answer.text
        await world.place.settle()
        shown = await world.client.get(f"{IMPORTS}/{answer.json()['id']}", headers=headers)
        return shown.json()

    return send


@pytest.fixture
def commit(world):
    async def choose(headers, one, choice="all_or_nothing"):
        path = f"{IMPORTS}/{one['id']}/commit"
        answer = await world.client.post(path, json={"choice": choice}, headers=headers)
        await world.place.settle()
        shown = await world.client.get(f"{IMPORTS}/{one['id']}", headers=headers)
        return answer, shown.json()

    return choose


async def messages(world, headers, one):
    answer = await world.client.get(f"{IMPORTS}/{one['id']}/findings", headers=headers)
    return [(found["row"], found["column"], found["message"]) for found in answer.json()["items"]]


async def search(world, headers, **given):
    path = "/api/v1/identity/accounts/search"
    answer = await world.client.post(path, json=given, headers=headers)
    return answer.json()["items"]


class TestCheck:
    async def test_counts_what_a_commit_would_do(self, world, row, upload):
        school_id, headers = await world.admin()
        await world.tree(school_id)
        one = await upload(headers, [row(1), row(2, year="2026级"), row(3, college="理学院")])
        assert one["state"] == "checked"
        counts = {"total": 3, "new": 3, "unchanged": 0, "bad": 0, "whole": 0, "unmatched": 1}
        assert one["counts"] == counts
        assert await world.count(AccountRow, school_id) == 1

    async def test_names_every_bad_row_and_what_to_do(self, world, row, upload):
        _, headers = await world.admin()
        one = await upload(
            headers,
            [
                row(1, phone=""),
                row(2, major="德语", class_name="德语1班"),
                row(3, college=""),
                row(4, login="SCHOOL1"),
                row(5),
                row(6, login="jySTAFF5"),
                row(7, year="二零二六"),
                row(8, document_number="123"),
            ],
        )
        found = await messages(world, headers, one)
        assert [(number, column) for number, column, _ in found] == [
            (2, "关联手机号"),
            (3, "院系"),
            (4, "院系"),
            (5, "账号名称"),
            (7, "账号名称"),
            (8, "院系"),
            (9, "证件号码"),
        ]
        assert "手机号码不能为空或位数不能超过11位" in found[0][2]
        assert "班级账号的院系、年级、专业、班级都要填写" in found[1][2]
        assert "账户名重复" in found[3][2]
        assert (one["counts"]["bad"], one["counts"]["new"]) == (7, 1)

    async def test_a_file_that_is_no_workbook_fails_with_its_reason(self, world, upload):
        _, headers = await world.admin()
        one = await upload(headers, [], content=b"%PDF-1.4 not a table")
        assert one["state"] == "failed"
        assert one["job"]["error"]["code"] == "not_a_workbook"

    async def test_a_login_of_another_school_is_taken(self, world, row, upload):
        _, headers = await world.admin()
        await world.admin(2)
        one = await upload(headers, [row(1, login="School2")])
        assert one["counts"]["bad"] == 1

    async def test_rows_wait_encrypted(self, world, row, upload):
        school_id, headers = await world.admin()
        await upload(headers, [row(1)])
        async with world.parts.database.transaction(school_id) as tx:
            parts = (await tx.session.execute(StaffImportPartRow.__table__.select())).all()
        assert [part.seq for part in parts] == [1]
        assert b"13700000001" not in parts[0].content


class TestCommit:
    async def test_opens_the_accounts_and_announces_the_posts(self, world, row, upload, commit):
        school_id, headers = await world.admin()
        await world.tree(school_id)
        rows = [
            row(1),
            row(2, year="2026"),
            row(3, major="德语"),
            row(4, year="2026", major="德语", class_name="德语1班"),
        ]
        _, done = await commit(headers, await upload(headers, rows))
        assert done["state"] == "committed"
        found = await search(world, headers)
        kinds = {one["login"]: one["posts"][0]["kind_label"] for one in found}
        assert kinds == {
            "school1": "学校账号",
            "JYstaff1": "院系账号",
            "JYstaff2": "年级账号",
            "JYstaff3": "专业账号",
            "JYstaff4": "班级账号",
        }
        assert len(await world.announced("post_changed")) == 5
        assert [one["state"] for one in found].count("opened") == 4

    async def test_twice_the_same_file_changes_nothing(self, world, row, upload, commit):
        school_id, headers = await world.admin()
        await world.tree(school_id)
        rows = [row(1), row(2, year="2026")]
        await commit(headers, await upload(headers, rows))
        events = len(await world.announced("post_changed"))
        again = await upload(headers, rows)
        assert (again["counts"]["unchanged"], again["counts"]["new"]) == (2, 0)
        await commit(headers, again)
        assert len(await world.announced("post_changed")) == events

    async def test_a_row_that_differs_from_its_account_is_told(self, world, row, upload, commit):
        _, headers = await world.admin()
        await commit(headers, await upload(headers, [row(1)]))
        again = await upload(headers, [row(1, name="陈别名")])
        assert again["counts"]["bad"] == 1

    async def test_waits_for_all_rows_or_takes_the_good_ones(self, world, row, upload, commit):
        school_id, headers = await world.admin()
        one = await upload(headers, [row(1), row(2, phone="1380")])
        refused, _ = await commit(headers, one)
        assert (refused.status_code, refused.json()["code"]) == (409, "bad_rows_left")
        _, done = await commit(headers, one, "good_rows_now")
        assert done["state"] == "committed"
        assert await world.count(AccountRow, school_id) == 2

    async def test_the_mended_error_workbook_imports_as_it_is(self, world, row, upload, commit):
        _, headers = await world.admin()
        one = await upload(headers, [row(1), row(2, phone="1380")])
        await commit(headers, one, "good_rows_now")
        answer = await world.client.get(f"{IMPORTS}/{one['id']}/errors", headers=headers)
        table = read_table(answer.content, columns=COLUMNS)
        (bad,) = table.rows
        assert bad.cells["login"] == "JYstaff2"
        again = await upload(headers, [], content=answer.content)
        assert again["counts"]["bad"] == 1
        await world.client.post(f"{IMPORTS}/{again['id']}/cancel", headers=headers)
        _, done = await commit(
            headers, await upload(headers, [bad.cells | {"phone": "13700000002"}])
        )
        assert done["state"] == "committed"

    async def test_what_moved_after_the_check_is_asked_anew(self, world, row, upload, commit):
        _, headers = await world.admin()
        one = await upload(headers, [row(1)])
        await world.school(2, admin_login="JYstaff1")
        _, after = await commit(headers, one)
        assert after["state"] == "checked"
        assert after["job"]["error"]["code"] == "accounts_moved"

    async def test_of_another_school_is_not_found(self, world, row, upload):
        _, headers = await world.admin()
        one = await upload(headers, [row(1)])
        _, other = await world.admin(2)
        for method, path in (("GET", ""), ("GET", "/errors"), ("POST", "/cancel")):
            answer = await world.client.request(
                method, f"{IMPORTS}/{one['id']}{path}", headers=other
            )
            assert answer.status_code == 404, path


class TestUnmatched:
    async def test_gives_no_rights_until_the_students_are_imported(
        self, world, row, upload, commit
    ):
        school_id, headers = await world.admin()
        rows = [row(1, year="2026", major="德语", class_name="德语1班")]
        await commit(headers, await upload(headers, rows))
        (one,) = await search(world, headers, by="login", text="JYstaff1")
        (line,) = one["posts"][0]["scope"]
        assert (line["class_name"], line["is_matched"], line["class_id"]) == (
            "德语1班",
            False,
            None,
        )
        assert (await world.announced("post_changed"))[-1].data["rows"] == []

        tree = await world.tree(school_id)
        (one,) = await search(world, headers, by="login", text="JYstaff1")
        (line,) = one["posts"][0]["scope"]
        assert (line["is_matched"], line["class_id"]) == (True, str(tree.class_1))
        event = (await world.announced("post_changed"))[-1]
        assert event.version == 2
        assert event.data["rows"][0]["class_id"] == str(tree.class_1)

    async def test_a_unit_that_does_not_come_leaves_it_waiting(self, world, row, upload, commit):
        school_id, headers = await world.admin()
        await commit(headers, await upload(headers, [row(1, college="理学院")]))
        await world.tree(school_id)
        (one,) = await search(world, headers, by="login", text="JYstaff1")
        assert one["posts"][0]["scope"][0]["is_matched"] is False


class TestDepartment:
    async def test_imports_only_into_its_own_college(self, world, row, upload, commit):
        school_id, headers = await world.admin()
        await world.tree(school_id)
        await commit(headers, await upload(headers, [row(9, login="JYdept")]))
        await world.give_password(school_id, "JYdept")
        dept = await world.signed_in("JYdept")
        one = await upload(
            dept,
            [
                row(1, year="2026"),
                row(2, college="艺术学院", year="2026"),
                row(3),
                row(4, major="西班牙语"),
                row(5, college="理学院", year="2026"),
            ],
        )
        found = {number: message for number, _, message in await messages(world, dept, one)}
        assert set(found) == {3, 4, 6}
        assert "不在您的管理范围内" in found[3]
        assert "院系账号不能开通或管理院系账号" in found[4]
        assert one["counts"]["unmatched"] == 1


class TestSheets:
    async def test_the_template_reads_as_an_empty_table(self, world):
        _, headers = await world.admin()
        answer = await world.client.get(f"{IMPORTS}/template", headers=headers)
        assert answer.status_code == 200
        assert answer.content.startswith(b"PK")

    async def test_an_export_masks_numbers_and_says_who_took_it(self, world, row, upload, commit):
        _, headers = await world.admin()
        await commit(headers, await upload(headers, [row(1)]))
        answer = await world.client.post(
            "/api/v1/identity/accounts/export", json={"reason": "年度核对名单"}, headers=headers
        )
        assert answer.status_code == 202
        await world.place.settle()
        path = f"/api/v1/identity/exports/{answer.json()['id']}/file"
        taken = await world.client.get(path, headers=headers)
        table = read_table(taken.content, columns=COLUMNS)
        by_login = {found.cells["login"]: found.cells for found in table.rows}
        assert by_login["JYstaff1"]["phone"] == "137****0001"
        assert "*" in by_login["JYstaff1"]["document_number"]
        (line,) = await world.audited("staff.export")
        assert line.reason == "年度核对名单"
