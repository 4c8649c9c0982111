"""A connection that is lost in the middle: what was typed stays, and everything comes back."""

import pytest

from acts import SLOW, choose, dialog, file_of, hear, press, press_in_dialog
from zizhu.embedded.demo.synthetic import STUDENT_HEADER, University, workbook

pytestmark = pytest.mark.browser
AWAY = "网络连接已中断"
NOTE = "家庭人口与成员不一致，请核对后再提交"


async def lose(person):
    person.allow(r"^lost ")
    person.allow(r"^console error: TypeError: Failed to fetch dynamically imported module")
    await person.page.context.set_offline(True)


async def find(person):
    await person.page.context.set_offline(False)
    await person.page.get_by_text(AWAY).wait_for(state="hidden")


class TestOfficer:
    async def test_note_of_a_review_stays_and_goes_out_later(self, at_form, opened):
        student, _ = await opened.filed()
        person = await at_form(student)
        await press(person, "退回重填（R）")
        note = dialog(person).get_by_role("textbox")
        await note.fill(NOTE)
        await lose(person)
        await hear(person, AWAY)
        await press_in_dialog(person, "退回重填")
        await hear(person, "没有连上服务器，您填写的内容还在")
        await person.look("unhappy/note-offline")
        assert await note.input_value() == NOTE
        await find(person)
        await press_in_dialog(person, "退回重填")
        await hear(person, f"已退回 {student.name}")
        assert (await opened.form_of(student))["return_reason"] == NOTE

    async def test_page_that_cannot_be_opened_leaves_the_open_one_as_it_is(self, school, opened):
        person = await school()
        await person.goto("/notification/announcements")
        await press(person, "写公告")
        await person.page.get_by_role("textbox", name="标题").fill("写到一半的公告")
        await lose(person)
        await person.page.get_by_role("link", name="日志").click()
        await press_in_dialog(person, "离开")
        await hear(person, AWAY)
        assert (
            await person.page.get_by_role("textbox", name="标题").input_value() == "写到一半的公告"
        )
        await find(person)
        await person.page.get_by_role("link", name="日志").click()
        await press_in_dialog(person, "离开")
        await person.page.get_by_role("heading", name="日志").wait_for()

    async def test_list_that_was_asked_in_vain_is_there_when_the_line_is_back(self, school, opened):
        person = await school()
        await person.goto("/roster/students")
        await lose(person)
        await choose(person, "每页条数", "20")
        await hear(person, "没有连上服务器")
        await person.look("unhappy/list-offline")
        await find(person)
        await person.page.get_by_role("alert").wait_for(state="hidden")
        await hear(person, "共 36 条")

    async def test_todos_come_without_reload(self, counsellor, opened):
        person = await counsellor()
        await person.page.get_by_role("region", name="待办").wait_for()
        await lose(person)
        await hear(person, AWAY)
        student, _ = await opened.filed()
        class_name = (await opened.form_of(student))["class_name"]
        await find(person)
        await hear(person, "份申请表待审核", SLOW)
        assert class_name in await person.page.get_by_role("region", name="待办").inner_text()

    async def test_check_of_an_import_goes_on_to_its_end(self, school):
        newcomer = University(37, seed=902, tag="newcomers").students[36]
        file = file_of("新生.xlsx", workbook("名册", STUDENT_HEADER, [newcomer.row()]))
        person = await school()
        await person.goto("/roster/imports/students")
        await person.page.locator("input[type=file]").set_input_files(file)
        await person.page.wait_for_url("**/roster/imports/students?import=*")
        await lose(person)
        await hear(person, AWAY)
        await find(person)
        await hear(person, "检查通过，1 行可以写入", SLOW)
        await press(person, "放弃，什么都不写入")


class TestStudent:
    async def test_typed_words_stay_and_are_saved_when_the_line_is_back(self, at_step, opened):
        student, client = await opened.begun()
        person = await at_step(student, "contact")
        await lose(person)
        await hear(person, "没有网络")
        await person.page.get_by_label("家庭详细地址").fill("示例省示例县示例镇示例村1号")
        await hear(person, "这些内容还没有保存")
        await person.look("unhappy/form-offline")
        await press(person, "下一步")
        await person.page.get_by_role("button", name="添加一位家人").wait_for()
        await person.page.context.set_offline(False)
        await hear(person, "已保存到学校服务器", SLOW)
        kept = await client.get(f"{opened.path}/form")
        assert kept["form"]["contact"]["address"].startswith("示例省示例县")
        await person.page.get_by_text("没有网络").wait_for(state="hidden")

    async def test_hears_of_a_return_without_reload(self, phone, opened):
        student, _ = await opened.filed()
        person = await phone(student.phone)
        await hear(person, "等待辅导员审核")
        await lose(person)
        await hear(person, "没有网络")
        await opened.return_form(student, "请补充收入证明")
        await person.page.context.set_offline(False)
        await hear(person, "申请表被退回", SLOW)
        await person.page.get_by_text("没有网络").wait_for(state="hidden")
