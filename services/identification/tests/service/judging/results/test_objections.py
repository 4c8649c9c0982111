"""Objections as cases over HTTP; who objects is never shown."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.clock import business_day

BASE = "/api/v1/identification"
LINES = {"special": 80, "general": 60, "other": 40}
OVER = datetime(2026, 9, 16, 2, tzinfo=UTC)


class TestObjection:
    async def test_goes_its_steps_and_never_says_who_objected(
        self, school_desk, cases, cut, as_student, announced
    ):
        objector = as_student(cut[3])
        made = (await cases.submit(objector, await cases.line_of("general"))).json()
        assert made["reply_due_on"] == "2026-09-11"
        listed = await school_desk.get("objections")
        assert str(cut[3]) not in listed.text
        (case,) = listed.json()
        assert (case["about"], case["grade"]) == (str(cut[1]), "general")
        answer = await cases.step(made, "uphold", note="属实")
        assert answer.json()["code"] == "objection_out_of_order"
        for act, note in (("accept", ""), ("verify", "已走访"), ("uphold", "材料属实")):
            answer = await cases.step(made, act, **({"note": note} if note else {}))
            assert answer.status_code == 200, answer.text
        done = (await cases.step(made, "answer", note="经核实，维持原认定结果。")).json()
        assert done["state"] == "answered"
        path = f"{BASE}/objections/own"
        (own,) = (await school_desk.place.get(path, objector)).json()
        assert own["reply"] == "经核实，维持原认定结果。"
        assert "已走访" not in str(own)
        assert (await school_desk.place.get(path, as_student(cut[1]))).json() == []
        todos = [e for e in await announced("todo_changed") if e.data["kind"] == "objection"]
        assert [e.data["is_open"] for e in todos] == [True, False]
        due = datetime.fromisoformat(todos[0].data["due_at"])
        assert business_day(due) == date.fromisoformat(made["reply_due_on"]) + timedelta(days=1)

    async def test_the_one_it_is_about_learns_nothing_of_it(
        self, school_desk, cases, cut, as_student
    ):
        await cases.submit(as_student(cut[3]), await cases.line_of("general"))
        about = as_student(cut[1])
        result = await school_desk.get("result", about)
        assert "异议" not in " ".join(result.json()["sentences"])
        assert (await school_desk.get("objections", about)).status_code == 403

    async def test_changes_the_result_by_a_change_of_its_own(
        self, school_desk, cases, cut, as_student, form_of
    ):
        made = (await cases.submit(as_student(cut[3]), await cases.line_of("special"))).json()
        answer = await cases.step(made, "change", grade="general", reason="复核")
        assert answer.json()["code"] == "objection_out_of_order"
        await cases.step(made, "accept")
        await cases.step(made, "verify", note="收入有误")
        done = await cases.step(made, "change", grade="general", reason="复核")
        assert done.status_code == 200, done.text
        (line,) = (await school_desk.get("changes")).json()
        assert (line["id"], line["cause"]) == (done.json()["change_id"], "objection")
        assert (await form_of(school_desk.judged, cut[0])).grade == "general"
        (case,) = (await school_desk.get("objections")).json()
        assert case["grade_label"] == "一般困难"

    async def test_counts_to_the_last_minute_of_the_last_day(
        self, school_desk, cases, cut, machine
    ):
        line = await cases.line_of("general")
        machine.instant = datetime(2026, 9, 15, 15, 59, tzinfo=UTC)
        answer = await cases.submit(school_desk.headers, line)
        assert answer.status_code == 201, answer.text
        machine.advance(timedelta(minutes=1))
        answer = await cases.submit(school_desk.headers, line)
        assert (answer.status_code, answer.json()["code"]) == (410, "objection_too_late")

    async def test_is_about_a_line_of_the_list(self, cases, as_student, cut):
        answer = await cases.submit(as_student(cut[3]), 99)
        assert answer.json()["code"] == "not_on_the_list"
        answer = await cases.submit(as_student(cut[3]), 1, "  ")
        assert answer.json()["code"] == "reason_missing"

    async def test_without_a_line_is_about_the_own_result_that_no_list_holds(
        self, school_desk, cases, cut, as_student, form_of
    ):
        own = await cases.submit(as_student(cut[3]))
        assert own.status_code == 201, own.text
        assert own.json()["name"] != ""
        (listed,) = (await school_desk.get("objections")).json()
        assert (listed["about"], listed["name"]) == (str(cut[3]), own.json()["name"])
        await cases.step(own.json(), "accept")
        await cases.step(own.json(), "verify", note="已核对病历")
        done = await cases.step(own.json(), "change", grade="other", reason="复核")
        assert done.status_code == 200, done.text
        assert (await form_of(school_desk.judged, cut[3])).grade == "other"

    async def test_without_a_line_is_for_those_who_applied(self, school_desk, cases, as_student):
        (foreign, *_) = school_desk.judged.school.classes[1].students
        for headers in (school_desk.headers, as_student(foreign)):
            answer = await cases.submit(headers)
            assert answer.json()["code"] == "not_on_the_list"

    async def test_departments_see_cases_of_their_own_students(
        self, school_desk, cases, cut, as_student, dept
    ):
        made = (await cases.submit(as_student(cut[3]), await cases.line_of("general"))).json()
        school = school_desk.judged.school
        far = school_desk.place.token(
            Role.DEPT, school.id, [ScopeRow(school.classes[1].college_id)]
        )
        path = f"{BASE}/objections/{made['id']}"
        assert (await school_desk.place.get(path, dept)).status_code == 200
        assert (await school_desk.place.get(path, far)).status_code == 404
        assert (await cases.step(made, "accept", far)).status_code == 404

    async def test_keeps_what_was_said_encrypted(self, school_desk, cases, cut, as_student):
        await cases.submit(as_student(cut[3]), await cases.line_of("general"))
        async with school_desk.parts.database.transaction(school_desk.judged.school.id) as tx:
            kept = await tx.session.scalar(text("SELECT steps FROM objection"))
        assert kept.startswith("A256GCM:")
