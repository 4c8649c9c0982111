"""The main job as people see it: a register goes in, a cut, published result comes out.

What hundreds of people do at once (filling in, evaluating) is arranged over HTTP by the steps of
the main job; what one officer decides is clicked.
"""

import re

import pytest

import evaluation
import filing
import reviewing
from zizhu.embedded.demo.stage import Stage
from zizhu.embedded.demo.synthetic import University, student_workbook
from zizhu_testing.browser import Visitor

ROUND = "/identification/campaigns"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_with_a_bad_row() -> bytes:
    """Four newcomers; the last one's identity number has a wrong check digit."""
    newcomers = University(104, seed=9, tag="demo").students[100:]
    wrong = newcomers[-1]
    digit = "1" if wrong.document[-1] != "1" else "2"
    object.__setattr__(wrong, "document", wrong.document[:-1] + digit)
    return student_workbook(newcomers)


async def press(person: Visitor, name: str) -> None:
    await person.page.get_by_role("button", name=name, exact=True).click()


async def press_in_dialog(person: Visitor, name: str) -> None:
    await person.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


async def import_newcomers(person: Visitor) -> None:
    """The wizard finds the bad row, and takes the good ones."""
    await person.goto("/roster/imports/students")
    file = {"name": "新生.xlsx", "mimeType": XLSX, "buffer": workbook_with_a_bad_row()}
    await person.page.locator("input[type=file]").set_input_files(file)
    await person.page.get_by_role("button", name=re.compile("^先导入 3 行")).click(timeout=60_000)
    await person.page.get_by_text("导入完成", exact=True).wait_for(timeout=60_000)
    assert "写入 3 行，另有 1 行未写入" in await person.page.inner_text("body")


async def approve_one(person: Visitor, campaign: str) -> None:
    """A counsellor reads the first waiting form and finds nothing wrong."""
    await person.goto(f"{ROUND}/{campaign}/forms?audit=unreviewed")
    await press(person, "信息无误（A）")
    await person.page.get_by_text("：信息无误").first.wait_for()


async def cut(person: Visitor, campaign: str) -> None:
    """The suggested lines are tried at once; the cut asks a second time."""
    await person.goto(f"{ROUND}/{campaign}/cut")
    button = person.page.get_by_role("button", name="切线", exact=True)
    await button.click(timeout=60_000)
    await press_in_dialog(person, "切线")
    await person.page.get_by_text("第 1 次", exact=True).wait_for(timeout=60_000)


async def publish(person: Visitor, campaign: str) -> None:
    """The list is frozen; its notice is reviewed, then released."""
    await person.goto(f"{ROUND}/{campaign}/publicity")
    await press(person, "冻结名单，准备公示")
    await person.page.get_by_label("公示情况").wait_for(timeout=60_000)
    await person.goto("/notification/announcements")
    await person.page.get_by_role("button", name=re.compile("公示")).first.click(timeout=60_000)
    await press(person, "审核")
    await press_in_dialog(person, "审核通过")
    await press(person, "发布")
    await press_in_dialog(person, "发布")
    await person.page.get_by_text("已发布").first.wait_for(timeout=60_000)


@pytest.mark.timeout(300)
async def test_main_job_by_hand(stage: Stage, officer, phone):
    await filing.open_round(stage)
    await filing.file_forms(stage)
    await evaluation.seat_panels(stage)
    await evaluation.evaluate(stage)

    school = await officer()
    await import_newcomers(school)
    login = next(one for one in stage.staff if "dept" not in one)
    await approve_one(await officer(login), stage.campaign_id)
    await reviewing.review(stage)
    await reviewing.compare(stage)
    await reviewing.clear(stage)

    school.allow(r"^(401|403) POST \S+/cuts$")  # a fresh sign-in may be asked for
    await cut(school, stage.campaign_id)
    await publish(school, stage.campaign_id)

    applicants, _ = filing.choose_people(stage)
    student = await phone(applicants[0].phone, stage.password)
    await student.goto(f"/m{ROUND}/{stage.campaign_id}/result")
    await student.look("result")
    assert "公示中" in await student.page.inner_text("body")
