"""What the platform's operator does: failed messages, the log, schools, the calendar."""

import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from playwright.async_api import expect

from acts import (
    choose,
    dialog,
    file_of,
    give_reason,
    hear,
    press,
    press_in_dialog,
    type_name,
)
from zizhu.embedded.demo.synthetic import workbook
from zizhu_testing.demo import PLATFORM
from zizhu_testing.sources import ROOT

pytestmark = pytest.mark.browser
SAMPLES = ROOT / "libs/contracts/src/zizhu/contracts/samples"
KIND = "roster.breaks_changed.v1"
KEEP = """
INSERT INTO failed_message (event_id, type, subject, school_id, body, error, state, next_try_at,
                            attempts)
VALUES ($1, $2, $3, NULL, $4, 'IntegrityError: 学校还没有到达', 'dead', now(), 12)
"""


@pytest.fixture
async def fail(demo_database):
    """`await fail()`: a message that notification could not take is kept there."""

    async def keep() -> UUID:
        envelope = json.loads((SAMPLES / f"{KIND}.json").read_text(encoding="utf-8"))
        event_id = uuid4()
        envelope["id"] = str(event_id)
        body = json.dumps(envelope).encode()
        connection = await asyncpg.connect(demo_database("notification"))
        try:
            await connection.execute(KEEP, event_id, KIND, envelope["subject"], body)
        finally:
            await connection.close()
        return event_id

    return keep


class TestFailedMessages:
    async def test_are_read_and_replayed_with_a_reason(self, officer, fail):
        await fail()
        person = await officer(PLATFORM)
        await person.goto("/operations")
        await person.look("steps/operations")
        await press(person, "通知服务*")
        await press(person, KIND)
        await hear(person, "内容（只显示可公开的字段）")
        await person.look("steps/failed-message")
        await press_in_dialog(person, "重新处理…")
        await give_reason(person, "失败的原因已排除", "重新处理")
        await hear(person, "已安排重新处理")

    async def test_are_discarded_only_after_its_type_was_typed(self, officer, fail):
        event_id = await fail()
        person = await officer(PLATFORM)
        await person.goto(f"/operations?service=notification&message={event_id}")
        await press_in_dialog(person, "丢弃…")
        await give_reason(person, "这所学校已经注销", "下一步")
        await person.look("steps/failed-discard")
        await type_name(person, KIND, "丢弃")
        await hear(person, "已丢弃")
        await person.goto("/operations?service=notification")
        await hear(person, "失败消息")


class TestLog:
    async def test_of_the_platform_is_filtered_and_opened(self, officer):
        person = await officer(PLATFORM)
        await person.goto("/log/platform")
        await person.look("steps/log-platform")
        await choose(person, "结果", "成功*")
        await person.page.locator(".el-table__expand-icon").first.click()
        await hear(person, "记录编号")
        await person.look("steps/log-line")
        await press(person, "清除筛选")

    async def test_of_a_school_follows_a_person_and_a_thing(self, school, campus):
        person = await school()
        await person.goto("/log")
        await person.page.get_by_role("button", name="王示例", exact=True).first.click()
        await hear(person, "只看")
        await person.look("steps/log-school")
        await press(person, "清除筛选")


class TestSchools:
    async def test_one_is_opened_and_its_slip_activates_its_account(self, officer, visitor):
        person = await officer(PLATFORM)
        await person.goto("/roster/schools")
        await press(person, "开通学校")
        for label, text in (
            ("学校代码", "4135099999"),
            ("学校名称", "示例职业学院"),
            ("负责人姓名", "王示例"),
            ("学校账号（登录名）", "stepsnew"),
            ("负责人手机号", "13700000099"),
        ):
            await dialog(person).get_by_label(label, exact=True).fill(text)
        await person.look("steps/school-open")
        await press_in_dialog(person, "开通")
        await hear(person, "已开通")
        row = person.page.get_by_role("row").filter(has_text="示例职业学院")
        person.allow(r"^404 POST \S+/slip$")  # identity hears of the school a moment later
        await press(person, "打印通知单", within=row)
        await hear(person, "只显示这一次")
        slip = (await dialog(person).locator(".code").inner_text()).strip()
        await person.look("steps/school-slip")
        head = await visitor()
        await head.goto("/activation")
        for label, text in (
            ("账号", "stepsnew"), ("通知单号码", slip),
            ("设置密码", "Zizhu-2026-demo"), ("再输一次", "Zizhu-2026-demo"),
        ):  # fmt: skip
            await head.page.get_by_label(label, exact=True).fill(text)
        await press(head, "激活并登录")
        await hear(head, "示例职业学院")
        await person.page.keyboard.press("Escape")
        await press(person, "停用…", within=row)
        await give_reason(person, "学校合并", "停用")
        await expect(row).to_contain_text("已停用")
        await press(person, "恢复…", within=row)
        await give_reason(person, "合并取消", "恢复")
        await expect(row).to_contain_text("使用中")
        await person.look("steps/schools")


async def give(label, year, rows):
    """Hand in the working days of a year."""
    content = workbook("工作日", ("日期", "类型"), rows)
    file = file_of(f"国办发明电〔{year}〕示例.xlsx", content)
    await label.locator("input").set_input_files([file])


class TestCalendar:
    async def test_next_year_comes_from_a_workbook(self, officer):
        person = await officer(PLATFORM)
        await person.goto("/roster/calendar")
        await person.look("steps/calendar")
        label = person.page.locator("label.file").last
        year = "".join(sign for sign in await label.inner_text() if sign.isdigit())
        first_of_may = date(int(year), 5, 1)
        monday = first_of_may + timedelta(days=-first_of_may.weekday() % 7)
        saturday = monday + timedelta(days=5)
        person.allow(r"^400 PUT \S+/workbook$")
        rows = [(f"{saturday}", "休息")]
        await give(label, year, rows)
        await hear(person, "本来就是周末，不必列为放假")
        await person.look("steps/calendar-refused")
        await give(label, year, [(f"{monday}", "休息"), (f"{saturday}", "上班")])
        await hear(person, f"{year} 年的工作日已更新")
        await person.look("steps/calendar-next")
