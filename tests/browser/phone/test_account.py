"""The first time, the messages, and the own account on a phone."""

import re

import pytest

import filing
from zizhu_testing.browser import PHONE

pytestmark = pytest.mark.browser


async def claim(person, stage, student):
    page = person.page
    await person.goto(f"/m/activation?school={stage.code}")
    await page.get_by_label("姓名", exact=True).fill(student.name)
    await page.get_by_label("证件号码", exact=True).fill(student.document)
    await page.get_by_role("textbox", name="登记在学校的手机号").fill(student.phone)


async def choose_password(person, code):
    page = person.page
    await page.get_by_label("验证码", exact=True).fill(code)
    await page.get_by_label("密码", exact=True).fill("Ziliao-2026-abc")
    await page.get_by_label("再输一次密码").fill("Ziliao-2026-abc")
    await page.get_by_role("button", name="激活并登录").click()


class TestActivation:
    async def test_by_a_code_to_the_registered_phone(self, visitor, stage, open_round):
        student = open_round.waiting.pop()
        person = await visitor(PHONE)
        await claim(person, stage, student)
        await person.look("activation")
        await person.page.get_by_role("button", name="获取验证码").click()
        shown = await person.page.get_by_text("演示：").inner_text()
        await choose_password(person, re.findall(r"\d{6}", shown)[0])
        await person.page.get_by_text(f"{student.name}，您好").wait_for()

    async def test_refusal_never_says_what_was_wrong(self, visitor, stage, open_round):
        student = open_round.waiting.pop()
        person = await visitor(PHONE)
        person.allow(r"^40\d POST \S+/identity/activation$")
        await claim(person, stage, student)
        await choose_password(person, "000000")
        await person.page.get_by_role("alert").wait_for()
        await person.look("activation-refused")
        assert await person.page.get_by_label("姓名", exact=True).input_value() == student.name


class TestAccount:
    async def test_shows_where_one_is_signed_in_and_closes_another(self, phone, open_round):
        student, _ = await open_round.take()
        person = await phone(student.phone)
        await person.goto("/m/me")
        await person.look("me")
        person.allow(r"^401 GET \S+/identity/sessions$")  # the token is renewed after a closing
        await person.page.get_by_text("登录的设备").click()
        await person.page.get_by_text("（这一台）").wait_for()
        await person.look("me-sessions")
        await person.page.get_by_role("button", name="退出", exact=True).first.click()
        await person.page.get_by_role("dialog").get_by_role("button", name="退出").click()
        await person.page.get_by_text("已退出该设备").wait_for()

    async def test_a_message_is_marked_read_when_opened(self, phone, open_round):
        student, client = await open_round.take()
        await open_round.begin(client, **filing.form_of(student, seed=7))
        await client.post(f"{open_round.path}/form/submit", filing.commitment_of(student))
        await open_round.return_form(student, "收入填写不清楚", {})
        person = await phone(student.phone)
        await person.goto("/m/messages")
        await person.page.get_by_text("未读").nth(1).wait_for()
        await person.look("messages")
        await person.page.get_by_text("点开查看").first.click()
        await person.page.wait_for_url("**/form")
        assert (await client.get("/notification/counts"))["unread_messages"] == 0

    @pytest.mark.parametrize(
        "path",
        ["me/password", "me/phone", "publicities", "announcements", "identification/objections"],
    )
    async def test_page_is_fit_to_be_seen(self, phone, open_round, path):
        person = await phone(open_round.stage.university.students[0].phone)
        await person.goto(f"/m/{path}")
        await person.look(path.replace("/", "-"))
        wide = await person.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE.width
