"""Register and accounts by hand: bad rows mended, people moved, accounts opened and activated."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from acts import (
    SLOW,
    dialog,
    file_of,
    hear,
    opened,
    pick_place,
    press,
    press_in_dialog,
    take_file,
)
from campuses import SmallUniversity
from zizhu.embedded.demo.synthetic import STAFF_HEADER, STUDENT_HEADER, workbook
from zizhu_testing.browser import PHONE

pytestmark = pytest.mark.browser
MOVES_HEADER = (*STUDENT_HEADER, "学籍状态", "异动原因")
PASSWORD = "Zizhu-2026-demo"


def newcomers():
    """Three students whom no university here knows yet."""
    return SmallUniversity(39, seed=77, tag="newcomers").students[36:]


def spoilt(student):
    """The row of a student whose identity number ends with a wrong digit."""
    row = list(student.row())
    row[3] = row[3][:-1] + ("1" if row[3][-1] != "1" else "2")
    return tuple(row)


def mended(content, document):
    """The workbook of bad rows as an officer corrects it."""
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if "身份证号码" in [one.value for one in row])
    column = next(one.column for one in header if one.value == "身份证号码")
    sheet.cell(header[0].row + 1, column).value = document
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


async def give(person, name, content):
    await person.page.locator("input[type=file]").set_input_files([file_of(name, content)])


class TestStudents:
    async def test_bad_row_is_mended_in_the_workbook_that_names_it(self, school, campus):
        first, second, third = newcomers()
        rows = [first.row(), second.row(), spoilt(third)]
        person = await school()
        await person.goto("/roster/imports/students")
        await give(person, "新生.xlsx", workbook("学生信息表", STUDENT_HEADER, rows))
        await press(person, "先导入 2 行", patience=SLOW)
        await hear(person, "写入 2 行，另有 1 行未写入", SLOW)
        await person.look("steps/import-some")
        bad = await take_file(person, "下载未写入的行")
        cells = [str(cell.value) for row in opened(bad).iter_rows() for cell in row]
        assert third.name in cells
        assert first.name not in cells
        await press(person, "继续导入")
        await give(person, "改好的行.xlsx", mended(bad, third.document))
        await press(person, "写入 1 行", patience=SLOW)
        await hear(person, "导入完成", SLOW)
        await person.look("steps/import-mended")
        page = await campus.officer.post("/roster/students/search", {"text": third.name})
        assert third.number in {one["student_number"] for one in page["items"]}

    async def test_is_moved_to_another_class(self, school, campus):
        student = campus.university.students[0]
        row = [*student.row(), "", "转班"]
        row[9] = "2班"
        person = await school()
        await person.goto("/roster/imports/students")
        await press(person, "改为导入异动")
        await person.look("steps/import-moves")
        await give(person, "异动.xlsx", workbook("学生异动", MOVES_HEADER, [row]))
        await press(person, "写入 1 行", patience=SLOW)
        await hear(person, "导入完成", SLOW)
        page = await campus.officer.post("/roster/students/search", {"text": student.number})
        assert [one["class_name"] for one in page["items"]] == ["2班"]


class TestAccounts:
    async def test_staff_come_by_workbook(self, school, campus):
        home = campus.university.students[0]
        row = (
            "stepsimported", "13900007701", "居民身份证", newcomers()[1].document, "赵示例",
            "班级账号", home.college, f"{home.year}级", home.major, "2班", "",
        )  # fmt: skip
        person = await school()
        await person.goto("/identity/accounts/imports")
        await give(person, "教工.xlsx", workbook("教工信息表", STAFF_HEADER, [row]))
        await press(person, "写入 1 行", patience=SLOW)
        await hear(person, "导入完成", SLOW)
        await press(person, "查看账号")
        await hear(person, "stepsimported")
        await person.look("steps/accounts")

    async def test_one_is_opened_by_hand_and_activated_with_its_slip(self, school, visitor, campus):
        home = campus.university.students[0]
        person = await school()
        await person.goto("/identity/accounts")
        await press(person, "新建账号")
        for label, text in (
            ("姓名", "钱示例"), ("账号（登录名，不可更改）", "stepsbyhand"),
            ("手机号", "13900007702"), ("身份证号码", newcomers()[2].document),
            ("身份（职务）", "辅导员"),
        ):  # fmt: skip
            await dialog(person).get_by_label(label, exact=True).fill(text)
        await pick_place(person, "添加管辖范围", home.college, "2023级")
        await hear(person, "年级辅导员")
        await person.look("steps/account-open")
        await press_in_dialog(person, "新建")
        await hear(person, "已新建 钱示例 的账号")
        await press_in_dialog(person, "打印激活通知单")
        await hear(person, "只显示这一次")
        await person.look("steps/account-slip")
        slip = (await dialog(person).locator(".code").inner_text()).strip()
        new = await visitor()
        await new.goto("/activation")
        for label, text in (
            ("账号", "stepsbyhand"), ("通知单号码", slip),
            ("设置密码", PASSWORD), ("再输一次", PASSWORD),
        ):  # fmt: skip
            await new.page.get_by_label(label, exact=True).fill(text)
        await new.look("steps/activation")
        await press(new, "激活并登录")
        await hear(new, "钱示例")


class TestActivation:
    async def test_slips_of_a_class_are_printed_and_used_on_a_phone(
        self, counsellor, phone, visitor, campus
    ):
        home = campus.university.students[1]
        person = await counsellor()
        await person.goto("/identity/students")
        await pick_place(person, "院系班级", home.college, "2023级", home.major, "1班")
        await press(person, "打印本班未激活学生的通知单")
        await hear(person, "只显示这一次")
        await person.look("steps/slips")
        slips = dialog(person).get_by_role("article")
        student = campus.university.students[1]
        mine = slips.filter(has_text=student.number)
        code = (await mine.locator(".code").inner_text()).strip()
        young = await visitor(PHONE)
        await young.goto(f"/m/activation?school={campus.code}")
        await young.page.get_by_label("姓名", exact=True).fill(student.name)
        await young.page.get_by_label("证件号码", exact=True).fill(student.document)
        await young.page.locator("label").filter(has_text="辅导员打印的").click()
        await young.page.get_by_label("激活码", exact=True).fill(code)
        await young.page.get_by_label("账户名", exact=True).fill("stepsyoung")
        await young.page.get_by_label("密码", exact=True).fill(PASSWORD)
        await young.page.get_by_label("再输一次密码", exact=True).fill(PASSWORD)
        await young.look("steps/activation")
        await press(young, "激活并登录")
        await hear(young, student.name)
