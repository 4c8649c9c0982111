"""Two officers at the same thing: the second hears what changed, and keeps what they typed."""

from datetime import UTC, datetime, timedelta

import pytest

import filing
from acts import dialog, give_reason, hear, press, press_in_dialog
from zizhu.embedded.demo.client import if_match

pytestmark = pytest.mark.browser
NOTE = "家庭人口与成员不一致，请核对后再提交"


async def draft(campus, title):
    """A round that lacks nothing but being opened; returns its id."""
    officer = campus.officer
    made = await officer.post(filing.ROUND, {"term": "202601", "title": title})
    today = datetime.now(UTC).replace(hour=16, minute=0, second=0, microsecond=0)
    phases = [
        {
            "name": name,
            "opens_at": (today + timedelta(days=7 * at)).isoformat(),
            "ends_at": (today + timedelta(days=7 * at + 20)).isoformat(),
        }
        for at, name in enumerate(filing.PHASES)
    ]
    plan = {"title": title, "phases": phases, "subsistence_line": 9_000}
    path = f"{filing.ROUND}/{made['id']}/plan"
    await officer.put(path, plan, headers=if_match(made["version"]))
    return made["id"]


class TestReview:
    async def test_who_approves_second_hears_that_it_was_returned(
        self, at_form, opened, officer, campus
    ):
        student, _ = await opened.filed()
        form = await opened.form_of(student)
        counsellor = await at_form(student)
        department = await officer(f"{campus.university.tag}dept1")
        await department.goto(f"{opened.path}/forms?fill=all&form={form['id']}")
        await department.page.get_by_role("heading", name=student.name).wait_for()
        await press(department, "退回重填（R）")
        await give_reason(department, NOTE, "退回重填")
        await hear(department, f"已退回 {student.name}")
        counsellor.allow(r"^(409|412) POST \S+/approve$")
        await press(counsellor, "信息无误（A）")
        await hear(counsellor, "您打开之后，其他人改了这里")
        await counsellor.look("unhappy/overtaken")
        said = await counsellor.page.get_by_role("alert").inner_text()
        assert "状态：已退回" in said
        assert f"退回原因：{NOTE}" in said
        assert (await opened.form_of(student))["audit"] == "unreviewed"

    async def test_who_returns_second_keeps_the_note(self, at_form, opened):
        student, client = await opened.filed()
        person = await at_form(student)
        await press(person, "退回重填（R）")
        note = dialog(person).get_by_role("textbox")
        await note.fill(NOTE)
        await opened.return_form(student, "请核对家庭人口")
        changes = {"basic": {"household_size": 7}, "answers": {"A2": "town"}}
        await client.patch(f"{opened.path}/form", {"changes": changes})
        await client.post(f"{opened.path}/form/submit", filing.commitment_of(student))
        person.allow(r"^(409|412) POST \S+/return$")
        await press_in_dialog(person, "退回重填")
        await hear(person, "您填写的还在，核对后可以再次办理")
        await person.look("unhappy/overtaken-note")
        said = await dialog(person).get_by_role("alert").inner_text()
        assert "学生第 2 次提交" in said
        assert "家庭人口：7" in said
        assert await note.input_value() == NOTE
        await press_in_dialog(person, "退回重填")
        await hear(person, f"已退回 {student.name}")
        assert (await opened.form_of(student))["return_reason"] == NOTE


class TestDraftedRound:
    async def test_who_saves_second_sees_both_and_decides(self, school, campus):
        title = "两人同时修改的批次"
        path = f"{filing.ROUND}/{await draft(campus, title)}"
        first, second = await school(), await school()
        for person in (first, second):
            await person.goto(path)
            await press(person, "修改时间、名称和低保线")
        await first.page.get_by_label("当地低保线").fill("9600")
        await press(first, "保存")
        await hear(first, "已保存")
        second.allow(r"^412 PUT ")
        name = second.page.get_by_label("批次名称")
        await name.fill(f"{title}（改）")
        await press(second, "保存")
        await hear(second, "低保线：9600 元/年")
        await second.look("unhappy/overtaken-round")
        assert await name.input_value() == f"{title}（改）"
        assert await second.page.get_by_label("当地低保线").input_value() == "9600"
        await press(second, "保存")
        await hear(second, "已保存")
        kept = await campus.officer.get(path)
        assert (kept["title"], kept["subsistence_line"]) == (f"{title}（改）", 9600)


class TestPanel:
    async def test_who_saves_second_sees_the_list_that_stands(self, counsellor, opened, campus):
        (first, _), (second, _) = await opened.filed(), await opened.filed()
        class_id = (await opened.form_of(first))["place"]["class_id"]
        department = campus.staff[f"{campus.university.tag}dept1"]
        made = await department.post(f"{opened.path}/panels", {"class_ids": [class_id]})
        person = await counsellor()
        await person.goto(f"{opened.path}/panels?class_id={class_id}")
        await press(person, f"被评议：{first.name}")
        found = (await department.get(f"/identification/panels/{made['id']}/candidates"))[
            "candidates"
        ]
        other = next(one["person_id"] for one in found if one["name"] == second.name)
        choice = {"members": [], "applicants": [other]}
        headers = if_match(made["version"])
        await department.put(f"/identification/panels/{made['id']}/choice", choice, headers=headers)
        person.allow(r"^412 PUT \S+/choice$")
        await press(person, "保存名单")
        await hear(person, f"被评议 {second.name}。您的选择还在")
        await person.look("unhappy/overtaken-panel")
        await press(person, "保存名单")
        await hear(person, "名单已保存")
        (kept,) = await campus.officer.get(f"{opened.path}/panels")
        assert [one["name"] for one in kept["applicants"]] == [first.name]
