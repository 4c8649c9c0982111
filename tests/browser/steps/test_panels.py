"""Panels from the first choice to the last sheet: as the counsellor, the department, a member."""

import pytest

import evaluation
import filing
from acts import (
    ROUND,
    choose,
    dialog,
    give_reason,
    hear,
    press,
    press_in_dialog,
    type_name,
)
from campuses import file_some

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def filed(campus):
    """In the class of the second department there are applicants only."""
    await filing.open_round(campus)
    applicants, panel = filing.choose_people(campus)
    college = campus.university.students[0].college
    await file_some(campus, applicants, [one for one in panel if one.college == college])
    return campus


def people_of(filed, class_name):
    """Names of who applies and of who may evaluate, of a class of the first department."""
    applicants, panel = filing.choose_people(filed)
    college = filed.university.students[0].college
    return tuple(
        [one.name for one in some if one.home[0] == college and one.class_name == class_name]
        for some in (applicants, panel)
    )


async def open_class(person, filed, name):
    await person.goto(f"{ROUND}/{filed.campaign_id}/panels")
    rows = person.page.get_by_role("region", name="班级与评议小组")
    await rows.get_by_role("button", name=name).click()
    await person.settle()


async def is_chosen(filed, class_name):
    """The panel of a class as it was stored."""
    found = await filed.officer.get(f"{ROUND}/{filed.campaign_id}/panels")
    return next(one for one in found if class_name in one["class_names"])


class TestSettingUp:
    async def test_shares_a_panel_resets_it_and_drops_the_draft(self, counsellor, filed):
        person = await counsellor()
        await open_class(person, filed, "2班")
        await person.look("steps/panel-none")
        await press(person, "建立评议小组")
        await hear(person, "还没有选择被评议的申请人")
        await person.look("steps/panel-draft-empty")
        await choose(person, "合并的班级", "*")
        await person.page.keyboard.press("Escape")
        await press(person, "更改班级…")
        await press_in_dialog(person, "更改")
        await hear(person, "班级已更改")
        assert len((await is_chosen(filed, "2班"))["class_ids"]) == 2
        await press(person, "全部申请人*")
        await press(person, "保存名单")
        await hear(person, "名单已保存")
        assert len((await is_chosen(filed, "2班"))["applicants"]) == 8
        await person.look("steps/panel-shared")
        await press(person, "重置")
        await press_in_dialog(person, "重置")
        await hear(person, "已清空")
        await press(person, "删除草稿")
        await press_in_dialog(person, "删除")
        await hear(person, "草稿已删除")
        assert await filed.officer.get(f"{ROUND}/{filed.campaign_id}/panels") == []

    async def test_shares_a_panel_from_the_beginning(self, counsellor, filed):
        person = await counsellor()
        await open_class(person, filed, "2班")
        await choose(person, "合并的班级", "*")
        await person.page.keyboard.press("Escape")
        await press(person, "建立评议小组")
        await hear(person, "还没有选择被评议的申请人")
        assert len((await is_chosen(filed, "2班"))["class_ids"]) == 2
        await press(person, "删除草稿")
        await press_in_dialog(person, "删除")
        await hear(person, "草稿已删除")

    async def test_confirms_only_when_enough_are_chosen(self, counsellor, filed):
        applicants, panel = people_of(filed, "1班")
        person = await counsellor()
        await open_class(person, filed, "1班")
        await press(person, "建立评议小组")
        confirm = person.page.get_by_role("button", name="确认小组…")
        await hear(person, "学生成员已选 0 人，至少 2 人")
        for name in panel[:3]:
            assert await confirm.is_disabled()
            await press(person, f"选为成员：{name}")
        await person.page.get_by_label("筛选可选人员").get_by_text("教工").click()
        await person.page.get_by_role("button", name="选为成员：").first.click()
        for name in applicants[:3]:
            await person.page.get_by_label("筛选可选人员").get_by_text("申请人").click()
            await press(person, f"被评议：{name}")
        await person.page.get_by_label(f"{panel[0]}的职位").fill("班长")
        await hear(person, "还有 1 名申请人没有列入被评议名单")
        await person.look("steps/panel-chosen")
        await press(person, "确认小组…")
        await person.look("steps/panel-confirm")
        await type_name(person, "1班", "确认")
        await hear(person, "已确认，成员已收到通知")
        await person.look("steps/panel-running")
        stored = await is_chosen(filed, "1班")
        assert (len(stored["members"]), len(stored["applicants"])) == (4, 3)
        assert "班长" in {one["position"] for one in stored["members"]}


class TestRunning:
    async def test_reminds_and_grows(self, counsellor, filed):
        applicants, panel = people_of(filed, "1班")
        person = await counsellor()
        await open_class(person, filed, "1班")
        await press(person, "提醒未交的 4 人")
        await hear(person, "已提醒 4 名成员")
        await press(person, "补充评议…")
        await press(person, f"选为成员：{panel[3]}", within=dialog(person))
        await press(person, f"被评议：{applicants[3]}", within=dialog(person))
        await hear(person, "约增加 8 项评议任务")
        await dialog(person).get_by_label("原因（必填，会记入日志）").fill("材料补齐，补充评议")
        await person.look("steps/panel-extend")
        await press_in_dialog(person, "补充")
        await hear(person, "已补充，成员已收到通知")
        stored = await is_chosen(filed, "1班")
        assert (len(stored["members"]), len(stored["applicants"])) == (5, 4)

    async def test_department_lets_a_member_go_and_an_applicant_out(self, department, filed):
        applicants, panel = people_of(filed, "1班")
        person = await department()
        await open_class(person, filed, "1班")
        await person.page.get_by_role("tab", name="成员与申请人").click()
        await person.look("steps/panel-people")
        await press(person, f"退出…：{panel[3]}")
        await give_reason(person, "因病不能参加", "退出")
        await hear(person, "已退出")
        await press(person, f"移出…：{applicants[3]}")
        await give_reason(person, "已离校", "移出")
        await hear(person, "已移出")
        await person.look("steps/panel-left")
        stored = await is_chosen(filed, "1班")
        assert sum(one["withdrawn_at"] is None for one in stored["members"]) == 4
        assert sum(one["removed_at"] is None for one in stored["applicants"]) == 3

    async def test_a_second_panel_takes_who_is_left(self, counsellor, filed):
        person = await counsellor()
        await open_class(person, filed, "1班")
        await press(person, "另设小组…")
        await person.look("steps/panel-another")
        await press_in_dialog(person, "建立")
        await hear(person, "还没有选择被评议的申请人")
        await press(person, "删除草稿")
        await press_in_dialog(person, "删除")
        await hear(person, "草稿已删除")

    async def test_member_evaluates_on_the_phone_and_the_sheets_can_be_read(
        self, phone, counsellor, filed
    ):
        applicants, panel = people_of(filed, "1班")
        member = next(one for one in filed.university.students if one.name == panel[0])
        person = await phone(member.phone)
        await person.page.get_by_text("您有民主评议任务待完成").first.click()
        await person.page.get_by_text("待评议").first.click()
        for _ in range(3):
            for group in await person.page.get_by_role("article").get_by_role("group").all():
                await group.locator("label").last.click()
            await press(person, "评好了，下一位")
        await press(person, "提交已评的 3 份")
        await press(person, "确认提交")
        await hear(person, "全部提交了，谢谢")
        officer = await counsellor()
        await open_class(officer, filed, "1班")
        await hear(officer, "3/12")
        await officer.page.get_by_role("tab", name="反馈列表").click()
        await hear(officer, "密封")
        filed.staff[filed.admin_login] = filed.officer  # may have been chosen, too
        await evaluation.evaluate(filed)
        await open_class(officer, filed, "1班")
        await officer.page.get_by_role("tab", name="反馈列表").click()
        await press(officer, f"查看{panel[0]}对{applicants[0]}的评议")
        await hear(officer, "合计")
        await officer.look("steps/panel-sheet")


class TestRelaxing:
    async def test_department_relaxes_a_rule_where_nobody_may_evaluate(self, department, filed):
        person = await department(2)
        await open_class(person, filed, "1班")
        await press(person, "建立评议小组")
        await hear(person, "本班符合条件的学生不够，按规则组不成小组")
        await person.look("steps/panel-stuck")
        await press(person, "仅由教工评议")
        await give_reason(person, "全班学生都申请国家助学金", "放宽")
        await hear(person, "已放宽：仅由教工评议")
        await press(person, "全部申请人*")
        await person.page.get_by_label("筛选可选人员").get_by_text("教工").click()
        await person.page.get_by_role("button", name="选为成员：").first.click()
        await person.look("steps/panel-relaxed")
        await press(person, "确认小组…")
        await type_name(person, "1班", "确认")
        await hear(person, "已确认，成员已收到通知")
