"""Forms read at the desk, returned to the phone, corrected there, and approved."""

import pytest
from playwright.async_api import expect

import filing
from acts import ROUND, dialog, give_reason, hear, press, press_in_dialog

pytestmark = pytest.mark.browser


def applicants_of(filed):
    """The applicants of the first class."""
    home = filed.university.students[0].home
    return [one for one in filing.choose_people(filed)[0] if one.home == home]


async def open_form(person, filed, student):
    await person.goto(f"{ROUND}/{filed.campaign_id}/forms?fill=all")
    await person.page.get_by_label("搜索申请").fill(student.name)
    await person.page.get_by_label("搜索申请").press("Enter")
    await press(person, student.name)
    await hear(person, student.number)


async def state_of(filed, student):
    found = await filed.officer.get(f"{ROUND}/{filed.campaign_id}/forms", text=student.number)
    return found["items"][0]["fill"], found["items"][0]["audit"]


class TestReview:
    async def test_returns_a_form_with_marked_questions(self, counsellor, filed):
        student = applicants_of(filed)[0]
        person = await counsellor()
        await open_form(person, filed, student)
        await person.look("steps/review")
        await press(person, "标记“健康状况”需要更正")
        await press(person, "退回重填（R）*")
        await person.look("steps/review-return")
        await give_reason(person, "健康状况与材料不符", "退回重填")
        await hear(person, f"已退回 {student.name}")
        assert await state_of(filed, student) == ("returned", "unreviewed")

    async def test_student_corrects_it_on_the_phone(self, phone, filed):
        student = applicants_of(filed)[0]
        person = await phone(student.phone)
        await person.goto(f"/m{ROUND}/{filed.campaign_id}/form")
        await hear(person, "健康状况与材料不符")
        await person.look("steps/returned")
        await person.page.get_by_text("健康状况", exact=True).first.click()
        group = person.page.get_by_role("group", name="健康状况", exact=True)
        await group.get_by_text("慢性病", exact=False).first.click()
        await hear(person, "已保存到学校服务器")
        await person.goto(f"/m{ROUND}/{filed.campaign_id}/form")
        await press(person, "改好了，核对并重新提交")
        await person.page.get_by_label("本人签名").fill(student.name)
        await press(person, "签名并提交")
        await hear(person, "等待辅导员审核")
        assert await state_of(filed, student) == ("submitted", "unreviewed")

    async def test_approves_what_came_back(self, counsellor, filed):
        student = applicants_of(filed)[0]
        person = await counsellor()
        await open_form(person, filed, student)
        await hear(person, "第 2 次提交")
        await press(person, "信息无误（A）")
        await hear(person, f"{student.name}：信息无误")
        await person.look("steps/review-approved")
        assert await state_of(filed, student) == ("submitted", "reviewed")

    async def test_corrects_a_purpose_that_was_chosen_by_mistake(self, counsellor, filed):
        student = applicants_of(filed)[1]
        person = await counsellor()
        await open_form(person, filed, student)
        await press(person, "更正填报目的…")
        await give_reason(person, "学生误选", "确定")
        await hear(person, "已更正填报目的")

    async def test_approves_all_that_are_left_at_once(self, counsellor, filed):
        person = await counsellor()
        await person.goto(f"{ROUND}/{filed.campaign_id}/forms?audit=unreviewed&fill=submitted")
        await person.page.locator("thead .el-checkbox").first.click()
        await hear(person, "已选")
        await person.look("steps/review-bulk")
        await press(person, "信息无误", within=person.page.get_by_label("批量操作"))
        await hear(person, "份信息无误")
        waiting = await filed.officer.get(
            f"{ROUND}/{filed.campaign_id}/forms", audit="unreviewed", fill="submitted"
        )
        assert {one["college"] for one in waiting["items"]} == {
            filed.university.students[-1].college
        }

    async def test_keys_are_told_and_can_be_switched_off(self, counsellor, filed):
        person = await counsellor()
        await person.goto(f"{ROUND}/{filed.campaign_id}/forms?fill=all")
        await person.page.keyboard.press("?")
        await hear(person, "快捷键")
        await dialog(person).get_by_role("switch").locator("xpath=..").click()
        await person.page.keyboard.press("Escape")
        told = person.page.get_by_text("显示本说明")
        await expect(told).to_be_hidden()
        await person.page.keyboard.press("?")
        await person.settle()
        assert not await told.is_visible()

    async def test_department_returns_what_was_approved(self, department, filed):
        student = applicants_of(filed)[0]
        person = await department()
        await open_form(person, filed, student)
        await person.look("steps/review-department")
        assert not await person.page.get_by_role("button", name="信息无误（A）").count()
        await press(person, "退回重填（R）*")
        await dialog(person).get_by_role("textbox").first.fill("院系抽查，请补充材料")
        await press_in_dialog(person, "退回重填")
        await hear(person, f"已退回 {student.name}")
