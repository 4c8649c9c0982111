"""The list sent down from above: imported, read by school and counsellor, proved, exported."""

from datetime import date

import pytest

import filing
from acts import (
    ROUND,
    choose,
    file_of,
    give_reason,
    hear,
    opened,
    press,
    receive,
    take_file,
)
from cutting import HEADER
from zizhu.embedded.demo.synthetic import identity_number, workbook

pytestmark = pytest.mark.browser
KIND = "最低生活保障家庭学生"


def the_list(filed, kind=KIND):
    """Two applicants, one who did not apply, and one whom nobody here knows; the last row's kind
    is `kind`.
    """
    applicants, panel = filing.choose_people(filed)
    known = [(one.name, one.document) for one in (*applicants[:2], panel[0])]
    rows = [
        (name, "居民身份证", document, KIND, "民政部门", "2026-08-20")
        for name, document in [*known, ("示例某", identity_number(date(2001, 1, 1), 5))]
    ]
    rows[0] = (*rows[0][:3], kind, *rows[0][4:])
    return workbook("特殊群体名单", HEADER, rows)


async def give(person, content):
    file = file_of("特殊群体名单.xlsx", content)
    await person.page.get_by_label("点击选择名单表格").set_input_files([file])
    await person.settle()


class TestSpecialList:
    async def test_is_imported_after_its_bad_row_was_mended(self, school, filed):
        person = await school()
        await person.goto(f"{ROUND}/{filed.campaign_id}/special-list")
        template = opened(await take_file(person, "下载模板（含可用的类别）"))
        assert "姓名" in [cell.value for row in template.iter_rows() for cell in row]
        await give(person, the_list(filed, kind="没有这种类别"))
        await hear(person, "共 4 行，1 行有问题，什么都没有写入")
        await person.look("steps/special-list-bad")
        await give(person, the_list(filed))
        await hear(person, "匹配到在籍学生 3 人，不在籍 1 人")
        await person.look("steps/special-list-done")
        counts = await filed.officer.get(f"{ROUND}/{filed.campaign_id}/special-list")
        (low,) = [one for one in counts if one["label"] == KIND]
        assert (low["applied"], low["not_applied"], low["not_enrolled"]) == (2, 1, 1)

    async def test_leads_to_those_who_are_to_be_spoken_with(self, counsellor, filed):
        _, panel = filing.choose_people(filed)
        person = await counsellor()
        await person.goto(f"{ROUND}/{filed.campaign_id}/special-list")
        await choose(person, "比对结果", "未申请")
        table = person.page.get_by_role("table").last
        assert panel[0].name in await person.page.inner_text("main")
        assert await table.get_by_role("row").count() == 1
        await person.look("steps/special-list-counsellor")

    async def test_counts_go_out_as_a_workbook(self, school, filed):
        person = await school()
        await person.goto(f"{ROUND}/{filed.campaign_id}/special-list")
        await press(person, "导出人数")
        content = await receive(person, give_reason(person, "上报资助管理中心", "导出"))
        cells = [str(cell.value) for row in opened(content).iter_rows() for cell in row]
        assert KIND in cells
        assert filing.choose_people(filed)[0][0].name not in cells

    async def test_claim_is_proved_on_the_form(self, counsellor, filed):
        applicants, _ = filing.choose_people(filed)
        person = await counsellor()
        found = await filed.officer.get(
            f"{ROUND}/{filed.campaign_id}/forms", text=applicants[0].name
        )
        student = found["items"][0]["student_id"]
        await person.goto(f"{ROUND}/{filed.campaign_id}/forms?student={student}")
        await hear(person, "兜底学生")
        await person.look("steps/special-list-form")
