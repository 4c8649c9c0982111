"""Two rankings compared, a visit recorded, and the lines drawn."""

import re

import pytest
from playwright.async_api import expect

import cutting
import evaluation
import reviewing
from acts import (
    ROUND,
    choose,
    dialog,
    give_reason,
    hear,
    press,
    press_in_dialog,
)
from campuses import evaluate_against, file_some

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def reviewed(filed):
    """Every form is approved, and one applicant's class thinks otherwise than their form."""
    await evaluation.seat_panels(filed)
    forms = await filed.officer.get(f"{ROUND}/{filed.campaign_id}/forms", purpose="apply")
    college = filed.university.students[0].college
    own = [one for one in forms["items"] if (one["college"], one["class_name"]) == (college, "1班")]
    filed.ids["odd"] = max(own, key=lambda one: one["raw_score"])["name"]
    await evaluate_against(filed, filed.ids["odd"])
    await reviewing.review(filed)
    return filed


async def odd_one(reviewed):
    found = await reviewed.officer.get(f"{ROUND}/{reviewed.campaign_id}/differences")
    return next(one for one in found if one["name"] == reviewed.ids["odd"])


class TestDifferences:
    async def test_are_calculated_for_a_class_and_opened_from_the_picture(
        self, counsellor, reviewed
    ):
        person = await counsellor()
        await person.goto(f"{ROUND}/{reviewed.campaign_id}/differences")
        await press(person, "1班")
        await person.look("steps/differences-none")
        await press(person, "计算本班")
        await hear(person, "已计算 4 人，异常")
        await person.look("steps/differences-class")
        one = await odd_one(reviewed)
        picture = person.page.get_by_role("img", name=re.compile("两种名次散点图"))
        box = await picture.bounding_box()
        # The frame of the picture: what `scatter.ts` leaves around it, ranks from 0 to all and one.
        width, height, most = box["width"] - 80, box["height"] - 68, one["population"] + 1
        at_x = 56 + width * one["raw_rank"] / most
        at_y = 20 + height * (1 - one["peer_rank"] / most)
        await picture.click(position={"x": at_x, "y": at_y})
        await expect(dialog(person)).to_contain_text(one["name"])
        await hear(person, "由院系负责人指定专人核查后确认")
        await person.look("steps/difference-counsellor")

    async def test_are_calculated_for_all_classes_at_once(self, school, reviewed):
        person = await school()
        await person.goto(f"{ROUND}/{reviewed.campaign_id}/differences")
        await press(person, "计算全部班级")
        await hear(person, "计算全部班级：已完成")
        await person.look("steps/differences-all")
        found = await reviewed.officer.get(f"{ROUND}/{reviewed.campaign_id}/differences")
        assert len(found) == 12

    async def test_are_cleared_by_the_department_with_the_record_of_a_visit(
        self, department, reviewed
    ):
        one = await odd_one(reviewed)
        person = await department()
        await person.goto(f"{ROUND}/{reviewed.campaign_id}/differences?flag=abnormal")
        await press(person, one["name"])
        act = dialog(person).get_by_role("button", name="测评无误")
        assert await act.is_disabled()
        await dialog(person).get_by_label("核查人").fill("李示例")
        await choose(person, "核查方式", "家访", within=dialog(person))
        await dialog(person).get_by_label("核查情况").fill("家访核实，申请情况属实")
        await person.look("steps/difference-clear")
        await press_in_dialog(person, "测评无误")
        await hear(person, "已确认测评无误")
        assert (await odd_one(reviewed))["flag"] != "abnormal"


class TestCut:
    async def test_waits_for_open_cases_or_sets_them_aside(self, school, reviewed):
        """One more applicant handed in after the others were reviewed."""
        late = reviewed.university.students[11]
        await reviewing.clear(reviewed)
        await file_some(reviewed, [late], [])
        await cutting.import_special_list(reviewed)
        person = await school()
        await person.goto(f"{ROUND}/{reviewed.campaign_id}/cut")
        await hear(person, "尚未审核 1 人")
        button = person.page.get_by_role("button", name=re.compile("^切线"))
        await expect(button).to_be_disabled()
        await person.look("steps/cut-open")
        await press(person, "暂不纳入…")
        await give_reason(person, "学生联系不上，材料待补", "确定")
        await press(person, "用建议线")
        await press(person, "切线（1 人暂不纳入）")
        await press_in_dialog(person, "切线")
        await hear(person, "第 1 次切线已完成")
        (made,) = await reviewed.officer.get(f"{ROUND}/{reviewed.campaign_id}/cuts")
        assert sum(made["counts"].values()) >= 12
        await person.look("steps/cut-first")

    async def test_lines_are_typed_and_dragged_and_held_by_the_cap(self, school, reviewed):
        person = await school()
        await person.goto(f"{ROUND}/{reviewed.campaign_id}/cut")
        await hear(person, "特别困难中含兜底学生 1 人")
        for label, score in (("特别困难", "90"), ("一般困难", "90"), ("其他困难", "0")):
            field = person.page.get_by_label(f"{label}分数线", exact=True)
            await field.fill(score)
            await field.press("Enter")
        alert = person.page.get_by_label("分数线", exact=True).get_by_role("alert")
        await alert.first.wait_for()
        await expect(person.page.get_by_role("button", name=re.compile("^切线"))).to_be_disabled()
        await person.look("steps/cut-over-cap")
        picture = person.page.get_by_role("img", name=re.compile("得分分布图"))
        box = await picture.bounding_box()
        left, right = box["x"] + 52, box["x"] + box["width"] - 24
        await person.page.mouse.move(left, box["y"] + 150)
        await person.page.mouse.down()
        await person.page.mouse.move((left + right) / 3, box["y"] + 150, steps=8)
        await person.page.mouse.up()
        await expect(picture).not_to_have_accessible_name(re.compile("其他困难 ≥ 0"))
        await person.look("steps/cut-dragged")

    async def test_is_drawn_again_compared_and_checked(self, school, reviewed):
        person = await school()
        await person.goto(f"{ROUND}/{reviewed.campaign_id}/cut")
        await press(person, "暂不纳入…")
        await give_reason(person, "家访尚未完成", "确定")
        await press(person, "用建议线")
        field = person.page.get_by_label("特别困难分数线", exact=True)
        await field.press("ArrowUp")
        await press(person, "切线（1 人暂不纳入）")
        await press_in_dialog(person, "切线")
        await hear(person, "第 2 次切线已完成")
        await press(person, "与最新比较")
        await hear(person, "第 1 次与最新一次相比")
        await person.look("steps/cut-compared")
        await person.page.get_by_role("button", name="重算核对").first.click()
        await hear(person, "重算一致")

    async def test_takes_the_schools_own_number_of_students(self, school, reviewed):
        person = await school()
        await person.goto(f"{ROUND}/{reviewed.campaign_id}/cut")
        await press(person, "改用学校核定人数")
        await dialog(person).get_by_label("核定人数").fill("40")
        await dialog(person).get_by_label("差异原因").fill("含交换生")
        await dialog(person).get_by_label("依据文件（文号）").fill("示例〔2026〕1号")
        await press_in_dialog(person, "保存")
        await hear(person, "已按学校核定人数计算")
        await press(person, "核定人数，查看或更改")
        await press_in_dialog(person, "改回名册人数")
        await hear(person, "已改回名册人数")
