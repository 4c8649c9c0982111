"""A list made public, taken down, contested, corrected, made final and handed on."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from playwright.async_api import expect

import filing
import publishing
from acts import (
    ROUND,
    choose,
    dialog,
    file_of,
    give_reason,
    hear,
    opened,
    press,
    press_in_dialog,
    receive,
    type_name,
)
from publicity import publicities, release

pytestmark = pytest.mark.browser


async def object_to(person, cut, text):
    """A student objects to a line that is not their own."""
    await person.goto("/m/publicities")
    await person.page.get_by_role("main").get_by_text("公示").first.wait_for()
    await person.page.locator(".van-cell").first.click()
    await person.page.get_by_role("button", name=re.compile("^异议")).first.wait_for()
    await person.look("steps/publicity")
    await person.page.get_by_role("button", name=re.compile("^异议")).first.click()
    await person.page.get_by_label("哪里不对，为什么").fill(text)
    await person.look("steps/objection-write")
    await press(person, "提交异议")
    await hear(person, "已提交，等待学校受理")


class TestPublicity:
    async def test_is_released_taken_down_and_released_again(self, school, cut):
        person = await school()
        path = f"{ROUND}/{cut.campaign_id}/publicity"
        await person.goto(path)
        await press(person, "冻结名单，准备公示")
        await hear(person, "名单已冻结，公告在")
        await release(person, cut)
        await person.goto(path)
        await press(person, "核对名单未被改动")
        await hear(person, "与冻结时一致")
        await person.look("steps/publicity-running")
        await press(person, "撤下…")
        await give_reason(person, "名单有误，更正后重新公示", "撤下")
        await hear(person, "已撤下")
        await press(person, "冻结名单，准备公示")
        await hear(person, "第 2 次")
        await release(person, cut)
        await person.goto(path)
        await person.look("steps/publicity-again")
        states = sorted(one["state"] for one in await publicities(cut))
        assert states == ["running", "withdrawn"]


class TestObjection:
    async def test_leads_to_a_change_and_an_answer(self, school, phone, cut):
        reader = filing.choose_people(cut)[1][0]
        student = await phone(reader.phone)
        await object_to(student, cut, "该同学家庭情况与公示等级不符，请核实")
        person = await school()
        await hear(person, "异议")
        await person.goto(f"{ROUND}/{cut.campaign_id}/publicity")
        await person.page.get_by_role("link", name=re.compile("^关于")).first.click()
        await person.settle()
        await person.look("steps/objection")
        await press(person, "受理")
        await person.page.get_by_label("核实情况", exact=False).fill("已家访，情况属实")
        await press(person, "记录核实情况")
        case = (await cut.officer.get(f"{ROUND}/{cut.campaign_id}/objections"))[0]
        await person.page.get_by_label("决定的理由", exact=False).fill("核实属实，予以调整")
        forms = await cut.officer.get(f"{ROUND}/{cut.campaign_id}/forms", text=case["name"])
        is_other = forms["items"][0]["grade"] == "other"
        await choose(person, "变更为", "一般困难" if is_other else "其他困难")
        await person.look("steps/objection-decide")
        await press(person, "变更等级")
        await type_name(person, case["name"], "变更")
        await person.page.get_by_label("答复内容", exact=False).fill("已按核实情况调整")
        await press(person, "答复提出人")
        await expect(person.page.get_by_role("button", name="答复提出人")).to_have_count(0)
        await person.look("steps/objection-answered")
        await student.goto("/m/identification/objections")
        await hear(student, "已答复")
        await student.page.get_by_text("已答复").first.click()
        await hear(student, "已按核实情况调整")
        await student.look("steps/objection-reply")
        await release(person, cut)

    async def test_is_upheld(self, school, phone, cut):
        reader = filing.choose_people(cut)[1][1]
        await object_to(await phone(reader.phone), cut, "该同学的等级似乎偏高，请核实")
        person = await school()
        cases = await cut.officer.get(f"{ROUND}/{cut.campaign_id}/objections")
        case = next(one for one in cases if one["state"] == "submitted")
        await person.goto(f"/identification/objections/{case['id']}")
        await press(person, "受理")
        await person.page.get_by_label("核实情况", exact=False).fill("查阅材料，无误")
        await press(person, "记录核实情况")
        await person.page.get_by_label("决定的理由", exact=False).fill("材料齐全，等级无误")
        await press(person, "维持原等级")
        await person.page.get_by_label("答复内容", exact=False).fill("经核实维持原等级")
        await press(person, "答复提出人")
        await hear(person, "已答复")
        await person.goto("/")
        assert not await person.page.get_by_role("link", name=re.compile("异议")).count()


class TestChange:
    async def test_is_made_by_the_office_one_student_at_a_time(self, school, cut):
        person = await school()
        await person.goto(f"{ROUND}/{cut.campaign_id}/results?grade=general")
        await person.look("steps/results")
        row = person.page.get_by_role("row").nth(1)
        name = await row.get_by_role("button").first.inner_text()
        await row.get_by_role("button").first.click()
        await choose(person, "变更为", "其他困难", within=dialog(person))
        await dialog(person).get_by_label("原因（会写入变更记录）").fill("家中突发变故")
        await person.look("steps/results-change")
        await press_in_dialog(person, "变更…")
        await type_name(person, name, "变更")
        await hear(person, "已变更")
        await person.page.get_by_role("tab", name="变更记录").click()
        await hear(person, "家中突发变故")
        await person.look("steps/results-changes")
        await release(person, cut)


async def export(person, cut, kind):
    """Take one of the lists; returns the file."""
    await person.goto(f"{ROUND}/{cut.campaign_id}/results?tab=exports")
    await person.page.get_by_text(kind, exact=True).click()
    await person.page.get_by_label("用途", exact=False).fill("上报学生资助管理中心")
    return await receive(person, press(person, "导出工作簿"))


def column_of(sheet, title):
    """The cell of the header that bears a title."""
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == title)


class TestExports:
    @pytest.mark.parametrize("kind", ["困难学生名单", "国家助学金名单", "公示名单", "归档名单"])
    async def test_open_as_workbooks(self, school, cut, kind):
        person = await school()
        content = await export(person, cut, kind)
        await person.look("steps/exports")
        assert column_of(opened(content), "姓名")


class TestProposals:
    async def test_come_from_a_list_that_was_handed_back(self, school, cut):
        person = await school()
        sheet = opened(await export(person, cut, "困难学生名单"))
        grade, reason = column_of(sheet, "认定等级"), column_of(sheet, "修改原因")
        row = grade.row + 1
        is_special = sheet.cell(row, grade.column).value == "特别困难"
        sheet.cell(row, grade.column).value = "一般困难" if is_special else "特别困难"
        sheet.cell(row, reason.column).value = "上级复核后调整"
        kept = BytesIO()
        sheet.parent.save(kept)
        await person.goto(f"{ROUND}/{cut.campaign_id}/results?tab=proposals")
        file = file_of("困难学生名单.xlsx", kept.getvalue())
        await person.page.get_by_label("交回名单").set_input_files([file])
        await hear(person, "已读取交回的名单")
        await hear(person, "上级复核后调整")
        await person.look("steps/proposals")
        await press(person, "采纳")
        await hear(person, "已采纳")
        await release(person, cut)


class TestFinal:
    async def test_list_is_drawn_when_the_publicity_is_over(self, school, cut):
        before = await cut.officer.get("/identity/clock")
        cut.ids["publicity"] = next(
            one["id"]
            for one in await publicities(cut)
            if one["state"] == "running" and not one["is_supplement"]
        )
        try:
            await publishing.wait_out(cut)
            person = await school()
            person.allow(r"^404 GET \S+/final-list$")  # there is none yet
            await person.goto(f"{ROUND}/{cut.campaign_id}/results?tab=final")
            (found,) = await cut.officer.get(ROUND)
            await press(person, "终审…")
            await type_name(person, found["title"], "终审")
            await hear(person, "终审完成")
            await person.look("steps/final")
        finally:
            back = datetime.fromisoformat(before["business_now"]) + timedelta(minutes=5)
            await cut.platform_admin.post("/identity/clock/shift", {"to": back.isoformat()})
