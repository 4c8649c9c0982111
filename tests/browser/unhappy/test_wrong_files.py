"""A wrong file at an import: what is wrong with it and what to do, and nothing was written."""

import pytest

import filing
from acts import SLOW, XLSX, file_of, hear, press
from cutting import HEADER as SPECIAL_HEADER
from zizhu.embedded.demo.synthetic import STAFF_HEADER, STUDENT_HEADER, University, workbook

pytestmark = pytest.mark.browser
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
TEXT = "这不是表格，只是一段文字。\n".encode()


def without(header, column, row):
    """A workbook that lacks a column."""
    at = header.index(column)
    shorter = [[one for number, one in enumerate(line) if number != at] for line in (header, row)]
    return workbook("表格", shorter[0], shorter[1:])


def wrong_files(header, column, row, no_table):
    """Files that are no such table, each with words of what is said of it."""
    return (
        (file_of("名册.pdf", PDF, "application/pdf"), no_table),
        (file_of("名册.xlsx", TEXT), "没有找到表头"),
        (file_of("空白.xlsx", b""), "请重新选择文件"),
        (file_of("只有表头.xlsx", workbook("表格", header, [])), "表头下面没有数据"),
        (file_of("缺列.xlsx", without(header, column, row)), f"表头缺少：{column}"),
    )


async def people_of(campus):
    return (await campus.officer.get("/roster/students"))["total"]


class TestStudentImport:
    async def test_says_what_is_wrong_and_takes_another_file_at_once(self, school, campus):
        newcomers = University(40, seed=900, tag="newcomers").students[36:]
        wrong = wrong_files(
            STUDENT_HEADER, "身份证号码", newcomers[0].row(), "这是PDF 文档，不是表格"
        )
        before = await people_of(campus)
        person = await school()
        person.allow(r"^400 POST \S+/imports$")
        await person.goto("/roster/imports/students")
        for number, (file, words) in enumerate(wrong):
            await person.page.locator("input[type=file]").set_input_files(file)
            await hear(person, words, SLOW)
            await person.look(f"unhappy/student-import-{number}")
        assert await people_of(campus) == before
        right = file_of("新生.xlsx", workbook("名册", STUDENT_HEADER, [newcomers[0].row()]))
        await person.page.locator("input[type=file]").set_input_files(right)
        await hear(person, "检查通过，1 行可以写入", SLOW)
        await press(person, "放弃，什么都不写入")
        assert await people_of(campus) == before


class TestStaffImport:
    async def test_says_what_is_wrong_and_opens_no_account(self, school, campus):
        row = campus.university.staff[0].row()
        person = await school()
        person.allow(r"^400 POST \S+/imports$")
        await person.goto("/identity/accounts/imports")
        before = await campus.officer.post("/identity/accounts/search", {})
        for file, words in wrong_files(STAFF_HEADER, "账号名称", row, "这是PDF 文档，不是表格"):
            await person.page.locator("input[type=file]").set_input_files(file)
            await hear(person, words, SLOW)
        await person.look("unhappy/staff-import")
        after = await campus.officer.post("/identity/accounts/search", {})
        assert len(after["items"]) == len(before["items"])


class TestSpecialListImport:
    async def test_says_what_is_wrong_and_counts_nobody(self, school, campus):
        await filing.open_round(campus)
        one = campus.university.students[0]
        row = (one.name, "居民身份证", one.document, "孤儿", "民政部门", "2026-08-20")
        person = await school()
        person.allow(r"^400 POST \S+/special-list\?choice=all$")
        path = f"{filing.ROUND}/{campus.campaign_id}/special-list"
        await person.goto(path)
        wrong = wrong_files(SPECIAL_HEADER, "证件号码", row, "这里只接受表格文件")
        for number, (file, words) in enumerate(wrong):
            await person.page.locator("input[type=file]").set_input_files(file)
            await hear(person, words, SLOW)
            await person.look(f"unhappy/special-list-{number}")
        assert await campus.officer.get(path) == []
        right = file_of("名单.xlsx", workbook("名单", SPECIAL_HEADER, [row]), XLSX)
        await person.page.locator("input[type=file]").set_input_files(right)
        await hear(person, "还要联系的学生", SLOW)
