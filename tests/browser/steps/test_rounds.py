"""A round from its draft to its end, with its rules: every act of the school's office."""

import json
import re
from datetime import datetime, timedelta

import pytest
from playwright.async_api import expect

from acts import (
    ROUND,
    choose,
    dialog,
    file_of,
    give_reason,
    hear,
    pick_place,
    press,
    press_in_dialog,
    take_file,
    type_name,
)

pytestmark = pytest.mark.browser
PHASES = ("填报", "民主评议", "辅导员审核", "院系复核", "切线", "公示", "终审")
TITLE = "浏览器里的一轮"


async def business_day(campus, after):
    clock = await campus.officer.get("/identity/clock")
    day = datetime.fromisoformat(clock["business_now"]) + timedelta(days=after)
    return day.date().isoformat()


async def draft(person, title):
    """A new round; the page of the round is open afterwards."""
    await person.goto(ROUND)
    await person.page.get_by_role("button", name="新建批次").first.click()
    await person.page.get_by_label("批次名称（学生能看到）").fill(title)
    await press_in_dialog(person, "新建（草拟）")
    await person.page.wait_for_url(re.compile(r"/identification/campaigns/[0-9a-f-]{36}$"))
    await person.settle()


async def plan(person, campus):
    """Days of the seven phases and the line, typed as an officer types them."""
    await press(person, "修改时间、名称和低保线")
    first, last = await business_day(campus, 0), await business_day(campus, 40)
    for phase in PHASES:
        row = person.page.get_by_role("listitem").filter(has_text=phase)
        opens, ends = await row.get_by_role("combobox").all()
        await opens.fill(first)
        await opens.press("Tab")
        await ends.fill(last)
        await ends.press("Enter")
    await person.page.get_by_label("当地低保线（元/年）").fill("9000")
    await person.look("steps/round-planning")
    await press(person, "保存")
    await hear(person, "当地低保线：9000 元/年")


class TestRound:
    async def test_is_drafted_planned_and_opened(self, school, campus):
        person = await school()
        await draft(person, TITLE)
        await hear(person, "7 个阶段没有设置时间，低保线没有填")
        await person.look("steps/round-draft")
        await plan(person, campus)
        await press(person, "修改规则")
        drawer = dialog(person)
        await drawer.get_by_label("差异阈值", exact=False).first.fill("30")
        await person.look("steps/round-rules")
        await press(person, "保存规则")
        await hear(person, "规则已更改")
        await press(person, "开启本批次")
        await person.look("steps/round-open")
        await type_name(person, TITLE, "开启")
        await hear(person, "已开启")
        await person.look("steps/round-opened")
        (found,) = await campus.officer.get(ROUND)
        assert (found["state"], found["subsistence_line"]) == ("opened", 9000)

    async def test_gives_more_time_to_a_department_a_class_and_a_person(self, school, campus):
        (found,) = await campus.officer.get(ROUND)
        person = await school()
        await person.goto(f"{ROUND}/{found['id']}")
        until = await business_day(campus, 50)
        student = campus.university.students[0]
        for reach, place in (
            ("院系", [student.college]),
            ("班级", [student.college, "2023级", student.major, "2班"]),
            ("个人", []),
        ):
            await press(person, "延期")
            await person.page.get_by_role("group", name="范围").get_by_text(reach).click()
            if place:
                await pick_place(person, reach, *place)
            else:
                await pick_student(person, student)
            await fill_day(person, "延至", until)
            await press_in_dialog(person, "系统或网络故障")
            await person.look(f"steps/extension-{reach}")
            await press_in_dialog(person, "延期")
            await expect(dialog(person)).to_have_count(0)
        await press(person, "个人补报")
        await pick_student(person, student)
        await fill_day(person, "延至", until)
        await dialog(person).get_by_label("原因（会写入日志）").fill("家中变故，补报")
        person.allow(r"^400 POST \S+/late-filings$")
        await press_in_dialog(person, "允许补报")
        await hear(person, "填报时间尚未结束，无需补报")
        await person.look("steps/late-filing-refused")
        await press_in_dialog(person, "取消")
        await person.look("steps/extensions")
        extensions = await campus.officer.get(f"{ROUND}/{found['id']}/extensions")
        reaches = sorted(f"{one['kind']} {one['reach']}" for one in extensions)
        assert reaches == ["extension class", "extension college", "extension person"]

    async def test_moves_its_rules_with_a_reason_while_it_runs(self, school, campus):
        (found,) = await campus.officer.get(ROUND)
        person = await school()
        await person.goto(f"{ROUND}/{found['id']}")
        await press(person, "调整规则")
        await dialog(person).get_by_label("差异阈值", exact=False).first.fill("20")
        await dialog(person).get_by_label("原因（会写入日志）").fill("上级要求收紧阈值")
        await press_in_dialog(person, "按新规则执行")
        await hear(person, "规则已更改")
        (after,) = await campus.officer.get(ROUND)
        assert after["rules"]["threshold_hundredths"] == 2000

    async def test_is_closed_and_opened_again(self, school, campus):
        (found,) = await campus.officer.get(ROUND)
        person = await school()
        await person.goto(f"{ROUND}/{found['id']}")
        await press(person, "结束本批次")
        await press_in_dialog(person, "结束")
        await hear(person, "已结束")
        await person.look("steps/round-closed")
        await press(person, "重新开放")
        await give_reason(person, "有异议需要处理", "重新开放")
        await hear(person, "已重新开放")
        await expect(person.page.get_by_role("button", name="结束本批次")).to_be_visible()

    async def test_another_one_is_copied_and_cancelled_for_good(self, school, campus):
        person = await school()
        await draft(person, "建错的一轮")
        await press(person, "取消本批次")
        await give_reason(person, "批次建错，另建新批次", "下一步")
        await person.look("steps/round-cancel")
        await type_name(person, "建错的一轮", "取消本批次")
        await hear(person, "本批次已取消，只能查看。")
        await person.look("steps/round-cancelled")
        found = await campus.officer.get(ROUND)
        assert {one["title"]: one["state"] for one in found}["建错的一轮"] == "cancelled"


async def pick_student(person, student):
    field = dialog(person).get_by_role("combobox", name="学生", exact=True)
    await field.click()
    await field.press_sequentially(student.name)
    await person.page.get_by_role("option", name=re.compile(student.number)).click()
    await person.settle()


async def fill_day(person, label, day):
    # The days that may be chosen open as a dialog of their own.
    field = person.page.get_by_role("combobox", name=label, exact=True).filter(visible=True)
    await field.fill(day)
    await field.press("Enter")
    await person.settle()


class TestRules:
    async def test_go_out_as_a_file_and_come_back_as_a_new_version(self, school, campus):
        person = await school()
        await person.goto("/identification/rules")
        content = json.loads(await take_file(person, "导出为文件"))
        content["title"] = "本校的量化指标"
        await press(person, "导入新版本")
        file = file_of("指标.json", json.dumps(content).encode(), "application/json")
        await person.page.get_by_label("选择文件").set_input_files([file])
        await person.settle()
        await person.look("steps/rules-import")
        version = await person.page.get_by_label("版本号").input_value()
        assert version != content["version"]
        await press(person, "发布")
        await press_in_dialog(person, "发布")
        await hear(person, f"已发布 {version}")
        await draft(person, "用新指标的一轮")
        await person.goto(f"/identification/rules?version={version}")
        await press(person, "用于批次")
        await person.look("steps/rules-adopt")
        await choose(person, "批次", "用新指标的一轮*", within=dialog(person))
        await press_in_dialog(person, "采用")
        await hear(person, f"已采用 {version}")
        found = await campus.officer.get(ROUND)
        adopted = next(one for one in found if one["title"] == "用新指标的一轮")
        assert adopted["rules"]["scheme_version"] == version
