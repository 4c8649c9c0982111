"""What a student says of special groups: a document seen, confirmed by the department, refuted."""

import pytest

import filing
from acts import ROUND, give_reason, hear, press
from zizhu.embedded.demo import people

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
async def claimant(filed):
    """A student of the first class who says two things that no list sent down says."""
    busy = {one.number for some in filing.choose_people(filed) for one in some}
    first = filed.university.students[0].home
    student = next(
        one for one in filed.university.students if one.home == first and one.number not in busy
    )
    await people.activate_students(filed, [student])
    person, path = filed.pupils[student.document], f"{filing.ROUND}/{filed.campaign_id}/form"
    await person.post(path, filing.CONSENT)
    form = filing.form_of(student, seed=1)
    await person.patch(path, {"changes": {"purpose": "apply", **form}})
    await person.patch(path, {"changes": {"groups": ["dibao", "disabled_student"]}})
    await person.post(f"{path}/submit", filing.commitment_of(student))
    return student


async def open_claims(person, filed, student):
    await person.goto(f"{ROUND}/{filed.campaign_id}/forms?fill=all")
    await person.page.get_by_label("搜索申请").fill(student.name)
    await person.page.get_by_label("搜索申请").press("Enter")
    await press(person, student.name)
    await hear(person, student.number)
    return person.page.get_by_label("特殊群体", exact=True).get_by_role("listitem")


class TestClaims:
    async def test_counsellor_sees_a_document(self, counsellor, filed, claimant):
        person = await counsellor()
        lines = await open_claims(person, filed, claimant)
        first = lines.filter(has_text="最低生活保障家庭学生")
        await press(person, "已看证件", within=first)
        await first.get_by_role("button", name="复核确认").wait_for()
        await person.look("steps/claim-seen")

    async def test_nobody_confirms_what_they_saw_themselves(self, counsellor, filed, claimant):
        person = await counsellor()
        person.allow(r"^(403|409) POST \S+/confirm$")
        lines = await open_claims(person, filed, claimant)
        await press(person, "复核确认", within=lines.filter(has_text="最低生活保障家庭学生"))
        await person.page.get_by_role("alert").first.wait_for()
        await person.look("steps/claim-not-confirmed")

    async def test_department_confirms_it(self, department, filed, claimant):
        person = await department()
        lines = await open_claims(person, filed, claimant)
        first = lines.filter(has_text="最低生活保障家庭学生")
        await press(person, "复核确认", within=first)
        await first.get_by_text("证件已核实").wait_for()
        await person.look("steps/claim-confirmed")

    async def test_counsellor_refutes_another(self, counsellor, filed, claimant):
        person = await counsellor()
        lines = await open_claims(person, filed, claimant)
        second = lines.filter(has_text="残疾学生（本人）")
        await press(person, "不属实…", within=second)
        await give_reason(person, "证件已过期", "不属实")
        await second.get_by_text("证件已过期").wait_for()
        await person.look("steps/claim-refuted")
