"""The door of the console, at a desk and on a phone."""

import pytest

from zizhu_testing.browser import DESKTOP, PHONE
from zizhu_testing.demo import SCHOOL


class TestSignIn:
    async def test_lets_an_officer_in_at_a_desk(self, officer):
        person = await officer(SCHOOL)
        await person.look("home")
        assert "示例大学（演示）" in await person.page.inner_text("body")

    @pytest.mark.browser
    async def test_lets_a_student_in_on_a_phone(self, phone, stage):
        person = await phone(stage.university.students[0].phone)
        await person.look("home")

    @pytest.mark.browser
    @pytest.mark.parametrize(
        ("screen", "path"), [(DESKTOP, "/sign-in"), (PHONE, "/m/sign-in"), (PHONE, "/sign-in")]
    )
    async def test_page_is_fit_to_be_seen(self, visitor, screen, path):
        person = await visitor(screen)
        await person.goto(path)
        await person.look(path.strip("/").replace("/", "-"))

    @pytest.mark.browser
    async def test_says_no_where_it_was_asked(self, visitor):
        person = await visitor(DESKTOP)
        person.allow(r"^401 POST \S+/identity/session$")
        await person.goto("/sign-in")
        await person.page.get_by_label("账号或手机号", exact=True).fill(SCHOOL)
        await person.page.get_by_label("密码", exact=True).fill("not-the-password")
        await person.page.get_by_role("button", name="登录", exact=True).click()
        await person.page.get_by_role("alert").wait_for()
        await person.look("sign-in-refused")
        assert await person.page.get_by_label("账号或手机号", exact=True).input_value() == SCHOOL

    @pytest.mark.browser
    async def test_one_click_enters_the_demo(self, visitor):
        person = await visitor(DESKTOP)
        await person.goto("/sign-in")
        await person.page.get_by_text("学校账号").first.click()
        await person.page.wait_for_url(lambda url: "/sign-in" not in url)
        await person.settle()
        assert "示例大学（演示）" in await person.page.inner_text("body")
