"""What officers do to forms: approve, return with two clicks, and see what changed since."""

from uuid import UUID

import pytest
from sqlalchemy import update

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.identification.models import FormRow

FORMS = "/api/v1/identification/forms"


@pytest.fixture
def act(place, seen):
    """Do one act to a form as it is now, or as `version` saw it."""

    async def do(headers, form_id, name, *, version=None, **body):
        if version is None:
            shown = await place.get(f"{FORMS}/{form_id}", headers)
            version = shown.json().get("version", 1)
        return await place.post(f"{FORMS}/{form_id}/{name}", seen(headers, version), json=body)

    return do


@pytest.fixture
async def filed(me):
    return await me.file()


class TestApprove:
    async def test_confirms_the_information(self, act, counselor, filed, announced, audited):
        done = await act(counselor, filed["id"], "approve")
        assert (done.status_code, done.json()["audit"]) == (200, "reviewed")
        (message,) = await announced("message_sent")
        assert message.data["address"]["student_id"]
        todo = (await announced("todo_changed"))[-1]
        assert (todo.data["kind"], todo.data["is_open"]) == ("form_review", False)
        assert ("form.approve", "ok") in await audited()

    async def test_waits_for_a_document_that_an_answer_asks_for(self, act, counselor, me):
        own = await me.file(answers={"A1": "serious"})
        answer = await act(counselor, own["id"], "approve")
        assert (answer.status_code, answer.json()["code"]) == (409, "evidence_missing")
        assert "A1" in answer.json()["detail"]

    async def test_takes_a_document_for_an_answer(self, act, counselor, me):
        await me.begin()
        await me.prove("A1")
        own = await me.file(answers={"A1": "serious"})
        assert (await act(counselor, own["id"], "approve")).status_code == 200

    async def test_is_refused_to_who_filled_in_for_the_student(
        self, act, place, filed, parts, school
    ):
        account_id = new_id()
        async with parts.database.transaction(school.id) as tx:
            await tx.session.execute(
                update(FormRow).where(FormRow.id == UUID(filed["id"])).values(filled_by=account_id)
            )
        row = school.classes[0].row
        headers = place.token(Role.COUNSELOR, school.id, [row], account_id=account_id)
        answer = await act(headers, filed["id"], "approve")
        assert (answer.status_code, answer.json()["code"]) == (403, "reviewer_filled_in")

    async def test_refuses_who_saw_an_older_version(self, act, counselor, filed):
        answer = await act(counselor, filed["id"], "approve", version=1)
        assert answer.status_code == 412

    async def test_is_the_counsellors_alone(self, act, dept, admin, me, filed):
        for headers in (dept, admin, me.headers):
            answer = await act(headers, filed["id"], "approve", version=3)
            assert answer.status_code == 403

    async def test_a_form_outside_the_scope_is_as_if_it_were_not(self, act, place, school, filed):
        other = place.token(Role.COUNSELOR, school.id, [school.classes[1].row])
        foreign = await act(other, filed["id"], "approve", version=3)
        nothing = await act(other, new_id(), "approve", version=3)
        assert (foreign.status_code, nothing.status_code) == (404, 404)
        assert foreign.json()["detail"] == nothing.json()["detail"]

    async def test_goes_on_after_the_phase_and_says_that_it_is_late(
        self, act, counselor, filed, place, shift
    ):
        path = f"{FORMS}/{filed['id']}"
        assert (await place.get(path, counselor)).json()["is_review_late"] is False
        await shift(70)
        shown = (await place.get(path, counselor)).json()
        assert shown["is_review_late"] is True
        assert (await act(counselor, filed["id"], "approve")).status_code == 200
        assert (await place.get(path, counselor)).json()["is_review_late"] is False


class TestApproveAll:
    @pytest.fixture
    def approve_all(self, place, counselor, one):
        async def do(*pairs):
            forms = [{"form_id": str(form_id), "version": version} for form_id, version in pairs]
            path = f"/api/v1/identification/campaigns/{one['id']}/forms/approve"
            return (await place.post(path, counselor, json={"forms": forms})).json()

        return do

    async def test_approves_what_was_seen_and_lists_what_changed(
        self, approve_all, applicant, one, school, act
    ):
        students = school.classes[0].students
        good, changed = [await applicant(one, student).file() for student in students[:2]]
        missing = await applicant(one, students[2]).file(answers={"A1": "serious"})
        done = await approve_all(
            (good["id"], good["version"]),
            (changed["id"], changed["version"] - 1),
            (missing["id"], missing["version"]),
            (new_id(), 1),
        )
        assert [form["id"] for form in done["approved"]] == [good["id"]]
        assert [item["code"] for item in done["passed"]] == [
            "stale_version", "evidence_missing", "no_such_form",
        ]  # fmt: skip
        assert done["passed"][0]["now"]["version"] == changed["version"]

    async def test_leaves_one_task_a_class(self, approve_all, applicant, one, school, announced):
        forms = [await applicant(one, student).file() for student in school.classes[0].students]
        titles = [event.data["title"] for event in await announced("todo_changed")]
        assert "1班有 4 份申请表待审核" in titles
        await approve_all(*((form["id"], form["version"]) for form in forms[:3]))
        last = (await announced("todo_changed"))[-1].data
        assert (last["title"], last["is_open"]) == ("1班有 1 份申请表待审核", True)


class TestReturn:
    async def test_reaches_the_student_with_marks(self, act, counselor, me, filed, announced):
        marks = [{"field": "answers.B1", "remark": "与说明不一致"}]
        done = await act(counselor, filed["id"], "return", reason="请核对", marks=marks)
        assert done.json()["fill"] == "returned"
        own = (await me.show()).json()
        assert (own["return_reason"], own["marks"]) == ("请核对", marks)
        assert own["may_file"] is True
        (message,) = await announced("message_sent")
        assert "请核对" not in message.model_dump_json()

    async def test_needs_a_reason(self, act, counselor, filed):
        assert (await act(counselor, filed["id"], "return")).json()["code"] == "reason_missing"

    async def test_of_a_reviewed_form_takes_the_counsellor_two_clicks(self, act, counselor, filed):
        await act(counselor, filed["id"], "approve")
        first = (await act(counselor, filed["id"], "return")).json()
        assert (first["fill"], first["audit"]) == ("submitted", "unreviewed")
        second = (await act(counselor, filed["id"], "return", reason="请核对")).json()
        assert second["fill"] == "returned"

    async def test_of_a_reviewed_form_takes_the_department_one(self, act, counselor, dept, filed):
        await act(counselor, filed["id"], "approve")
        done = (await act(dept, filed["id"], "return", reason="请核对")).json()
        assert (done["fill"], done["audit"]) == ("returned", "unreviewed")

    async def test_is_refused_after_the_cut(self, act, counselor, filed, one, draw_lines):
        await draw_lines(one)
        answer = await act(counselor, filed["id"], "return", reason="请核对")
        assert answer.json()["code"] == "cut_already_made"

    async def test_after_filing_gives_three_working_days(self, act, counselor, me, filed, shift):
        await shift(12)  # Sunday 20 September 2026, which is worked
        await act(counselor, filed["id"], "return", reason="请核对")
        own = (await me.show()).json()
        assert own["may_file"] is True
        assert own["filing_ends_at"].startswith("2026-09-23T16:00:00")

    async def test_shows_the_second_reviewer_what_changed(self, act, counselor, me, filed, place):
        marks = [{"field": "answers.A1", "remark": ""}]
        await act(counselor, filed["id"], "return", reason="请核对", marks=marks)
        await me.save(answers={"A1": "chronic"}, contact={"address": "测试县测试镇1号"})
        seen_meanwhile = (await place.get(f"{FORMS}/{filed['id']}", counselor)).json()
        assert seen_meanwhile["form"]["answers"]["A1"] == "healthy"
        assert (await me.hand_in()).status_code == 200
        changes = (await place.get(f"{FORMS}/{filed['id']}/changes", counselor)).json()
        assert (changes[0]["field"], changes[0]["was_marked"]) == ("answers.A1", True)
        assert [changes[0]["before"], changes[0]["after"]] == ["healthy", "chronic"]
        address = next(one for one in changes if one["field"] == "contact.address")
        assert "****" in address["after"]

    async def test_keeps_its_steps(self, act, counselor, filed, place):
        await act(counselor, filed["id"], "return", reason="请核对")
        steps = (await place.get(f"{FORMS}/{filed['id']}/steps", counselor)).json()
        assert [step["transition"] for step in steps] == ["0", "1", "3"]
