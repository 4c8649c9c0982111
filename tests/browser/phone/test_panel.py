"""Evaluating classmates on a phone."""

import pytest

import filing
from zizhu.embedded.demo.client import if_match

pytestmark = pytest.mark.browser


@pytest.fixture
async def member(open_round):
    """A student who sits on a confirmed panel about two classmates."""
    applicants = [await open_round.take() for _ in range(2)]
    members = [await open_round.take() for _ in range(5)]
    for student, client in applicants:
        await open_round.begin(client, **filing.form_of(student, seed=5))
        await client.post(f"{open_round.path}/form/submit", filing.commitment_of(student))
    for _, client in members:
        await client.post(f"{open_round.path}/form", filing.CONSENT)
        await client.patch(f"{open_round.path}/form", {"changes": {"purpose": "panel_only"}})
        await client.post(f"{open_round.path}/form/submit")
    officer, form = await open_round.counsellor_of(applicants[0][0])
    made = await officer.post(
        f"{open_round.path}/panels", {"class_ids": [form["place"]["class_id"]]}
    )
    path = f"/identification/panels/{made['id']}"
    found = (await officer.get(f"{path}/candidates"))["candidates"]
    names = {student.name for student, _ in applicants}
    seats = {student.name for student, _ in members}
    choice = {
        "members": [
            {"person_id": one["person_id"], "kind": one["kind"]}
            for one in found
            if one["may_be_member"] and one["name"] in seats and one["kind"] == "student"
        ],
        "applicants": [
            one["person_id"] for one in found if one["may_be_applicant"] and one["name"] in names
        ],
    }
    staff = next(one for one in found if one["person_id"] == officer.session["account_id"])
    choice["members"].append({"person_id": staff["person_id"], "kind": staff["kind"]})
    chosen = await officer.put(f"{path}/choice", choice, headers=if_match(made["version"]))
    await officer.post(f"{path}/confirm", headers=if_match(chosen["version"]))
    return members[0]


class TestEvaluating:
    async def test_one_card_a_classmate_and_one_confirmation(self, phone, open_round, member):
        student, client = member
        person = await phone(student.phone)
        page = person.page
        await page.get_by_text("您有民主评议任务待完成").first.click()
        await page.get_by_text("0/2").wait_for()
        await person.look("panel-tasks")
        await page.get_by_text("待评议").first.click()
        for _ in range(2):
            card = page.get_by_role("article")
            for group in await card.get_by_role("group").all():
                await group.locator("label").first.click()
            await person.look("panel-card")
            await page.reload()  # what is answered stays until it is handed in
            await person.settle()
            await page.get_by_role("button", name="评好了，下一位").click()
        await page.get_by_text("2/2").wait_for()
        await page.get_by_role("button", name="提交已评的 2 份").click()
        await page.get_by_text("提交后不能修改或撤回").wait_for()
        await page.get_by_role("button", name="确认提交").click()
        await page.get_by_text("全部提交了，谢谢").wait_for()
        await person.look("panel-done")
        tasks = await client.get(
            "/identification/panel-tasks", campaign_id=open_round.stage.campaign_id
        )
        assert {one["state"] for one in tasks} == {"submitted"}
