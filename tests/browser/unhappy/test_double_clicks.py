"""A double click, or a key held down: one effect, and no second dialog or error."""

import pytest

import filing
from acts import SLOW, file_of, hear
from mishaps import Writes, click_twice
from zizhu.embedded.demo.synthetic import STUDENT_HEADER, University, workbook

pytestmark = pytest.mark.browser


def button(person, name):
    return person.page.get_by_role("button", name=name, exact=True)


async def reviewed(opened, students):
    """How many of these students' forms were found right."""
    forms = [await opened.form_of(one) for one in students]
    return sum(one["audit"] == "reviewed" for one in forms)


async def no_trouble(person):
    """Nothing asks and nothing is refused."""
    await person.settle()
    assert await person.page.get_by_role("dialog").filter(visible=True).count() == 0
    assert await person.page.locator(".refusal").filter(visible=True).count() == 0


class TestImport:
    async def test_is_written_once(self, school, campus):
        newcomer = University(37, seed=901, tag="newcomers").students[36]
        file = file_of("新生.xlsx", workbook("名册", STUDENT_HEADER, [newcomer.row()]))
        person = await school()
        sent = Writes.of(person)
        await person.goto("/roster/imports/students")
        await person.page.locator("input[type=file]").set_input_files(file)
        await hear(person, "检查通过，1 行可以写入", SLOW)
        await click_twice(button(person, "写入 1 行"))
        await hear(person, "导入完成", SLOW)
        await no_trouble(person)
        assert sent.ending("/commit") == 1


class TestReview:
    async def test_approves_one_form_and_not_the_next(self, counsellor, opened):
        students = [(await opened.filed())[0] for _ in range(2)]
        person = await counsellor()
        sent = Writes.of(person)
        await person.goto(f"{opened.path}/forms?audit=unreviewed")
        await click_twice(button(person, "信息无误（A）"))
        await hear(person, "：信息无误")
        await no_trouble(person)
        assert sent.ending("/approve") == 1
        assert await reviewed(opened, students) == 1

    async def test_key_held_down_approves_one_form(self, counsellor, opened):
        students = [(await opened.filed())[0] for _ in range(2)]
        person = await counsellor()
        sent = Writes.of(person)
        await person.goto(f"{opened.path}/forms?audit=unreviewed")
        await button(person, "信息无误（A）").wait_for()
        before = await reviewed(opened, students)
        await person.page.keyboard.down("a")
        await hear(person, "：信息无误")
        for _ in range(3):
            await person.page.keyboard.down("a")
        await person.page.keyboard.up("a")
        await no_trouble(person)
        assert sent.ending("/approve") == 1
        assert await reviewed(opened, students) <= before + 1


class TestReturn:
    async def test_asks_once_and_returns_once(self, at_form, opened):
        student, _ = await opened.filed()
        person = await at_form(student)
        sent = Writes.of(person)
        await click_twice(button(person, "退回重填（R）"))
        question = person.page.get_by_role("dialog").filter(visible=True)
        assert await question.count() == 1
        await question.get_by_role("textbox").fill("请核对家庭人口")
        await click_twice(question.get_by_role("button", name="退回重填", exact=True))
        await hear(person, f"已退回 {student.name}")
        await no_trouble(person)
        assert sent.ending("/return") == 1
        assert (await opened.form_of(student))["return_reason"] == "请核对家庭人口"


class TestHandingIn:
    async def test_form_of_a_student_is_submitted_once(self, at_step, opened):
        student, client = await opened.begun()
        changes = filing.form_of(student, seed=4)
        await client.patch(f"{opened.path}/form", {"changes": changes})
        person = await at_step(student, "summary")
        sent = Writes.of(person)
        await person.page.get_by_label("本人签名").fill(student.name)
        await click_twice(button(person, "签名并提交"))
        await hear(person, "等待辅导员审核")
        await no_trouble(person)
        assert sent.ending("/form/submit") == 1
        assert (await opened.form_of(student))["submissions"] == 1


class TestNotice:
    async def test_is_drafted_reviewed_and_released_once(self, school, opened):
        person = await school()
        sent = Writes.of(person)
        page = person.page
        await person.goto("/notification/announcements")
        await button(person, "写公告").click()
        await page.get_by_role("textbox", name="标题").fill("关于开展家庭经济困难认定的通知")
        await page.get_by_role("textbox", name="正文").fill("请同学们按时填报。")
        await click_twice(button(person, "保存，等待审核"))
        for act, confirm, said in (("审核", "审核通过", "待发布"), ("发布", "发布", "已发布")):
            await click_twice(page.get_by_label("公告内容").get_by_role("button", name=act))
            question = page.get_by_role("dialog").filter(visible=True)
            await click_twice(question.get_by_role("button", name=confirm, exact=True))
            await page.get_by_label("公告内容").get_by_text(said).first.wait_for()
            await no_trouble(person)
        assert sent.ending("/desk/announcements") == 1
        assert (sent.ending("/review"), sent.ending("/release")) == (1, 1)
