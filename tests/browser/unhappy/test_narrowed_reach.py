"""A scope, a post or a person is taken away while pages are open: plain words, no leak."""

import pytest

from acts import dialog, hear, press, press_in_dialog
from zizhu.embedded.demo.client import Refused, if_match
from zizhu.embedded.demo.stage import until

pytestmark = pytest.mark.browser


async def account(campus, login):
    """An account as the school sees it now."""
    found = await campus.officer.post("/identity/accounts/search", {"text": login})
    return next(one for one in found["items"] if one["login"] == login)


async def narrow(campus, login, college):
    """Let a counsellor look after a year of another college."""
    one = await account(campus, login)
    tree = await campus.officer.get("/roster/tree")
    row = next(
        {"college_id": branch["id"], "year": branch["branches"][0]["year"]}
        for branch in tree
        if branch["name"] == college
    )
    (post,) = one["posts"]
    path = f"/identity/accounts/{one['id']}/posts/{post['id']}/scope"
    body = {"scope": [row], "reason": "工作分工调整"}
    await campus.officer.put(path, body, headers=if_match(post["version"]))


async def end(campus, login):
    one = await account(campus, login)
    (post,) = one["posts"]
    path = f"/identity/accounts/{one['id']}/posts/{post['id']}/end"
    await campus.officer.post(path, {"reason": "工作调动"}, headers=if_match(post["version"]))


async def row_of(campus, student):
    """A student as the register knows them."""
    found = await campus.officer.post("/roster/students/search", {"text": student.name})
    return next(one for one in found["items"] if one["student_number"] == student.number)


async def is_out(client):
    """Wait until the news has reached who is asked by the page: it travels over the bus."""

    async def look():
        try:
            await client.get("/identification/campaigns")
        except Refused:
            return True
        return False

    assert await until(look, bool, within=30)


class TestCounsellor:
    async def test_whose_scope_is_changed_sees_only_the_new_one(self, at_form, opened, campus):
        student, _ = await opened.filed()
        person = await at_form(student)
        login = f"{campus.university.tag}c1y2023"
        colleges = list(dict.fromkeys(one.college for one in campus.university.students))
        await narrow(campus, login, colleges[1])
        await until(
            lambda: campus.staff[login].get(f"{opened.path}/forms", text=student.name),
            lambda found: not found["items"],
            within=30,
        )
        person.allow(r"^(401|403|404) ")
        await press(person, "信息无误（A）")
        await hear(person, "您的身份或管理范围刚被更改")
        await hear(person, "没有这份申请表")
        await person.look("unhappy/narrowed")
        assert student.name not in await person.page.inner_text("body")
        assert (await opened.form_of(student))["audit"] == "unreviewed"
        await narrow(campus, login, colleges[0])

    async def test_whose_post_was_ended_is_led_out(self, officer, opened, campus):
        opened.waiting.insert(0, campus.university.students[-2])
        student, _ = await opened.filed()
        login = f"{campus.university.tag}c2y2023"
        person = await officer(login)
        await person.goto(f"{opened.path}/forms")
        await person.page.get_by_role("heading", name=student.name).wait_for()
        await end(campus, login)
        await is_out(campus.staff[login])
        person.allow(r"^(401|403) ")
        await press(person, "信息无误（A）")
        await hear(person, "登录已过期")
        await dialog(person).get_by_label("密码", exact=True).fill(campus.password)
        await press_in_dialog(person, "登录并继续")
        await dialog(person).get_by_role("alert").wait_for()
        await person.look("unhappy/post-ended")
        await press_in_dialog(person, "换个账号登录")
        await person.page.wait_for_url("**/sign-in")
        await person.page.get_by_role("button", name="登录", exact=True).wait_for()
        assert (await opened.form_of(student))["audit"] == "unreviewed"


async def leave(person, student, password):
    """Try to sign in again, hear why not, and go to the sign-in page."""
    again = person.page.get_by_role("dialog", name="登录已过期")
    await again.get_by_label("手机号", exact=True).fill(student.phone)
    await again.get_by_label("密码", exact=True).fill(password)
    await again.get_by_role("button", name="登录并继续").click()
    await again.get_by_role("alert").wait_for()
    said = await again.get_by_role("alert").inner_text()
    await again.get_by_role("button", name="换个账号登录").click()
    await person.page.wait_for_url("**/m/sign-in")
    await person.settle()
    return said


class TestStudent:
    async def test_who_left_school_is_led_out_of_the_form(self, at_step, opened, campus):
        student, client = await opened.begun()
        person = await at_step(student, "contact")
        person.allow(r"^(401|403) ")
        one = await row_of(campus, student)
        path = f"/roster/students/{one['id']}/status"
        body = {"status": "left", "reason": "退学"}
        await campus.officer.post(path, body, headers=if_match(one["version"]))
        await is_out(client)
        await person.page.get_by_label("家庭详细地址").fill("示例省示例县示例镇示例村3号")
        await person.page.get_by_text("登录已过期").wait_for()
        await person.look("unhappy/student-left")
        assert "没有可用的身份" in await leave(person, student, campus.password)

    async def test_who_is_suspended_goes_on(self, at_step, opened, campus):
        student, client = await opened.begun()
        person = await at_step(student, "contact")
        one = await row_of(campus, student)
        path = f"/roster/students/{one['id']}/status"
        body = {"status": "suspended", "reason": "因病休学"}
        await campus.officer.post(path, body, headers=if_match(one["version"]))
        async with person.page.expect_response(f"**{opened.path}/form") as saved:
            await person.page.get_by_label("家庭详细地址").fill("示例省示例县示例镇示例村4号")
        assert (await saved.value).ok
        kept = await client.get(f"{opened.path}/form")
        assert kept["form"]["contact"]["address"].endswith("4号")

    async def test_who_is_deleted_is_led_out(self, phone, opened, campus):
        student, client = await opened.take()
        person = await phone(student.phone)
        person.allow(r"^(401|403) ")
        one = await row_of(campus, student)
        path = f"/roster/students/{one['id']}"
        await campus.officer.call("DELETE", path, headers=if_match(one["version"]))
        await is_out(client)
        await person.page.get_by_role("tab", name="申请").click()
        await person.page.get_by_text("登录已过期").wait_for()
        assert await leave(person, student, campus.password)
