"""A session that ends in the middle of something: sign in again in place, and go on."""

import pytest

from acts import SLOW, dialog, hear, press, press_in_dialog
from mishaps import Writes, end_session

pytestmark = pytest.mark.browser
NOTE = "家庭人口与成员不一致，请核对后再提交"
AGAIN = "登录已过期，请重新登录"


async def sign_in_again(person, password):
    await hear(person, AGAIN)
    field = dialog(person).get_by_label("密码", exact=True)
    await field.fill(password)
    await press_in_dialog(person, "登录并继续")


class TestOfficer:
    async def test_note_of_a_review_goes_out_after_signing_in(self, at_form, opened):
        campus = opened.campus
        student, _ = await opened.filed()
        person = await at_form(student)
        sent = Writes.of(person)
        await press(person, "退回重填（R）")
        await dialog(person).get_by_role("textbox").fill(NOTE)
        await end_session(person)
        await press_in_dialog(person, "退回重填")
        await hear(person, AGAIN)
        await person.page.keyboard.press("Escape")  # the way on is to sign in
        await hear(person, "您填写的内容还在")
        await person.look("unhappy/sign-in-again")
        await dialog(person).get_by_label("密码", exact=True).fill("not-the-password-1")
        await press_in_dialog(person, "登录并继续")
        await dialog(person).get_by_role("alert").wait_for()
        await sign_in_again(person, campus.password)
        await hear(person, f"已退回 {student.name}")
        assert (await opened.form_of(student))["return_reason"] == NOTE
        assert sent.ending("/return") >= 1

    async def test_notice_that_was_being_written_is_saved(self, school, opened):
        campus = opened.campus
        person = await school()
        await person.goto("/notification/announcements")
        await press(person, "写公告")
        await person.page.get_by_role("textbox", name="标题").fill("写到一半的公告")
        await person.page.get_by_role("textbox", name="正文").fill("请同学们按时填报。")
        await end_session(person)
        await press(person, "保存，等待审核")
        await sign_in_again(person, campus.password)
        await hear(person, "已保存，等待审核")
        listed = await campus.officer.get("/notification/desk/announcements")
        assert [one["title"] for one in listed["items"]].count("写到一半的公告") == 1


class TestStudent:
    async def test_typed_words_are_saved_after_signing_in(self, at_step, opened):
        campus = opened.campus
        student, client = await opened.begun()
        person = await at_step(student, "contact")
        await end_session(person)
        await person.page.get_by_label("家庭详细地址").fill("示例省示例县示例镇示例村2号")
        await hear(person, "您填写的内容还在")
        again = person.page.get_by_role("dialog", name="登录已过期")
        await again.get_by_label("手机号", exact=True).fill(student.phone)
        await again.get_by_label("密码", exact=True).fill(campus.password)
        await press(person, "登录并继续")
        await hear(person, "已保存到学校服务器", SLOW)
        kept = await client.get(f"{opened.path}/form")
        assert kept["form"]["contact"]["address"].endswith("2号")
        address = person.page.get_by_label("家庭详细地址")
        assert (await address.input_value()).endswith("2号")
