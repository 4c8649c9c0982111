"""A slip on paper leads a student without a usable phone to an account of their own."""

import pytest

from acts import press
from zizhu_testing.browser import PHONE

pytestmark = pytest.mark.browser

CHOSEN = "Ziliao-2026-abc"


async def waiting_student(stage):
    """A counsellor's login, and a student of theirs who has no account yet."""
    for login, person in stage.staff.items():
        if "dept" in login or person.session["post"]["role"] != "counselor":
            continue
        found = await person.get("/identity/students", is_activated="false", size=20)
        if found["items"]:
            number = found["items"][0]["student_number"]
            students = stage.university.students
            return login, next(one for one in students if one.number == number)
    raise LookupError("everybody has an account")


class TestSlip:
    async def test_leads_from_paper_to_an_account(self, officer, visitor, stage):
        login, student = await waiting_student(stage)
        counsellor = await officer(login)
        await counsellor.goto("/identity/students?state=no")
        row = counsellor.page.get_by_role("row").filter(has_text=student.number)
        await row.locator(".el-checkbox").click()
        await press(counsellor, "打印通知单")
        paper = counsellor.page.get_by_role("article").filter(has_text=student.number)
        await counsellor.look("slips")
        assert stage.code in await paper.inner_text()
        assert f"/m/activation?school={stage.code}" in await paper.inner_text()
        slip = await paper.locator(".code").inner_text()

        person = await visitor(PHONE)
        page = person.page
        await person.goto(f"/m/activation?school={stage.code}")
        await page.get_by_label("姓名", exact=True).fill(student.name)
        await page.get_by_label("证件号码", exact=True).fill(student.document)
        await page.get_by_text("辅导员打印的 8 位激活码").click()
        await page.get_by_label("激活码", exact=True).fill(slip)
        await page.get_by_label("账户名", exact=True).fill("slip-2026")
        await page.get_by_label("密码", exact=True).fill(CHOSEN)
        await page.get_by_label("再输一次密码").fill(CHOSEN)
        await person.look("activation-slip")
        await page.get_by_role("button", name="激活并登录").click()
        await page.get_by_text(f"{student.name}，您好").wait_for()
