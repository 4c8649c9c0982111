"""Single changes, proposals, returned lists, objections and the final list, over HTTP."""

import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import text

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.ids import new_id
from zizhu.identification.domain.special import match_claim
from zizhu.identification.domain.vocabulary import Difference
from zizhu.identification.jobs.publicity import end_publicities
from zizhu.identification.repository import campaigns
from zizhu.identification.service import standings

BASE = "/api/v1/identification"
LINES = {"special": 80, "general": 60, "other": 40}
OVER = datetime(2026, 9, 16, 2, tzinfo=UTC)


@pytest.fixture
async def cut(school_desk, put_forms):
    """Four of a class: special, general, other, none."""
    persons = [*school_desk.judged.school.classes[0].students]
    await put_forms(
        school_desk.judged,
        dict(zip(persons, (85, 65, 45, 30), strict=True)),
        difference=Difference.NORMAL,
    )
    await school_desk.cut(LINES)
    return persons


@pytest.fixture
async def published(school_desk, cut, release):
    made = await school_desk.prepared()
    await release(made)
    return made


@pytest.fixture
async def over(school_desk, published, machine):
    machine.instant = OVER
    await end_publicities(school_desk.parts)
    return published


class TestChange:
    async def test_needs_a_reason_and_a_difference(self, school_desk, cut):
        answer = await school_desk.change(cut[1], grade="other")
        assert answer.json()["code"] == "reason_missing"
        answer = await school_desk.change(cut[1], grade="general", reason="复核")
        assert answer.json()["code"] == "grade_unchanged"
        answer = await school_desk.change(cut[1], grade="undecided", reason="复核")
        assert answer.json()["code"] == "grade_not_givable"

    async def test_is_logged_and_kept_by_the_next_cut(
        self, school_desk, cut, form_of, audited, counselor
    ):
        answer = await school_desk.change(cut[1], grade="special", reason="家庭突发变故")
        assert answer.status_code == 201, answer.text
        assert answer.json()["published_anew"] is False
        again = await school_desk.cut(LINES)
        assert again["reapplied"] == [
            {"person_id": str(cut[1]), "by_lines": "general", "kept": "special"}
        ]
        assert (await form_of(school_desk.judged, cut[1])).grade == "special"
        (line,) = (await school_desk.get("changes", counselor)).json()
        assert (line["reason"], line["cause"]) == ("家庭突发变故", "correction")
        assert ("grade.change", "ok") in await audited()

    async def test_its_reason_is_encrypted_everywhere(self, school_desk, cut, parts):
        await school_desk.change(cut[1], grade="special", reason="家庭突发变故")
        async with parts.database.transaction(school_desk.judged.school.id) as tx:
            kept = await tx.session.scalar(text("SELECT reason FROM grade_change"))
            lines = await tx.session.scalars(text("SELECT coalesce(reason, '') FROM audit_line"))
            assert kept.startswith("A256GCM:")
            assert all("变故" not in line for line in lines)

    async def test_before_the_release_freezes_the_list_anew(self, school_desk, cut, announced):
        first = await school_desk.prepared()
        answer = await school_desk.change(cut[3], grade="other", reason="复核")
        assert answer.json()["published_anew"]
        seen = await school_desk.publicities()
        assert [(one["state"], one["rows"]) for one in seen] == [
            ("withdrawn", 3), ("prepared", 4),
        ]  # fmt: skip
        assert seen[0]["id"] == first["id"]
        states = [event.data["state"] for event in await announced("publicity_changed")]
        assert states == ["prepared", "withdrawn", "prepared"]

    async def test_during_publicity_marks_the_line_and_is_published_apart(
        self, school_desk, cut, published, release
    ):
        before = (await school_desk.rows(published)).json()["items"]
        answer = await school_desk.change(cut[1], grade="special", reason="复核")
        assert answer.json()["supplemented"]
        main, apart = await school_desk.publicities()
        assert (apart["is_supplement"], apart["rows"], apart["state"]) == (True, 1, "prepared")
        after = (await school_desk.rows(published)).json()["items"]
        assert [row["grade"] for row in after] == [row["grade"] for row in before]
        assert [row["is_changed"] for row in after].count(True) == 1
        assert await school_desk.integrity(main)
        await release(apart)
        shown = (await school_desk.rows(apart)).json()["items"]
        assert [row["grade"] for row in shown] == ["special"]

    async def test_a_wish_may_be_added_until_publicity_ends(
        self, school_desk, cut, published, machine, form_of
    ):
        await school_desk.change(cut[0], wants_grant=False, reason="本人放弃")
        answer = await school_desk.change(cut[0], wants_grant=True, reason="本人更正")
        assert answer.json()["supplemented"] is False
        assert (await form_of(school_desk.judged, cut[0])).wants_grant is True
        await school_desk.change(cut[0], wants_grant=False, reason="本人放弃")
        machine.instant = OVER
        answer = await school_desk.change(cut[0], wants_grant=True, reason="本人更正")
        assert answer.json()["code"] == "wish_too_late"

    async def test_is_the_schools_alone(self, school_desk, cut, dept, counselor):
        for headers in (dept, counselor):
            answer = await school_desk.change(cut[0], headers, grade="other", reason="复核")
            assert answer.status_code == 403

    async def test_of_somebody_without_an_application_does_not_exist(self, school_desk, cut):
        answer = await school_desk.change(new_id(), grade="other", reason="复核")
        assert (answer.status_code, answer.json()["code"]) == (404, "applicant_unknown")

    async def test_waits_for_the_cut(self, school_desk, put_forms):
        person = school_desk.judged.school.classes[0].students[0]
        await put_forms(school_desk.judged, {person: 50})
        answer = await school_desk.change(person, grade="other", reason="复核")
        assert answer.json()["code"] == "not_cut_yet"


class TestVoid:
    async def test_empties_the_score_and_the_grade(self, school_desk, cut, form_of):
        answer = await school_desk.post(
            f"applicants/{cut[0]}/void", {"reason": "证明系伪造", "was_paid": True}
        )
        assert answer.json()["recovers_payment"]
        form = await form_of(school_desk.judged, cut[0])
        assert (form.grade, form.raw_score, form.effective_score) == ("none", 0, 0)


class TestReopen:
    async def test_opens_the_grade_and_voids_earlier_changes(self, school_desk, cut, form_of):
        await school_desk.change(cut[1], grade="special", reason="复核")
        answer = await school_desk.post(f"applicants/{cut[1]}/reopen", {"reason": "补充材料"})
        assert answer.status_code == 204
        form = await form_of(school_desk.judged, cut[1])
        assert (form.grade, form.is_reopened, form.audit) == ("undecided", True, "reviewed")
        again = await school_desk.cut(LINES)
        assert again["reapplied"] == []
        assert (await form_of(school_desk.judged, cut[1])).grade == "general"


def workbook(rows):
    book = openpyxl.Workbook()
    book.active.append(["学号", "姓名", "认定等级", "是否申请国家助学金", "修改原因"])
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return {"file": ("名单.xlsx", target.getvalue())}


class TestProposals:
    async def test_come_from_a_returned_list_row_by_row(self, school_desk, cut):
        number = [school_desk.judged.school.states[one].student_number for one in cut]
        rows = [
            [number[0], "", "特别困难", "是", ""],
            [number[1], "", "特别困难", "是", "复核"],
            [number[2], "", "一般困难", "是", ""],
            ["999", "", "一般困难", "是", "复核"],
            [number[3], "", "很困难", "是", "复核"],
        ]
        path = f"{school_desk.judged.path}/returned-lists"
        answer = await school_desk.place.client.post(
            path, headers=school_desk.headers, files=workbook(rows)
        )
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["proposals"], body["unchanged"]) == (1, 1)
        assert [(one["row"], one["column"]) for one in body["findings"]] == [
            (4, "修改原因"), (5, None), (6, "认定等级"),
        ]  # fmt: skip
        (one,) = (await school_desk.get("proposals", state="open")).json()
        assert (one["person_id"], one["after"]["grade"]) == (str(cut[1]), "special")
        take = f"{BASE}/proposals/{one['id']}/take"
        answer = await school_desk.place.post(take, school_desk.headers)
        assert answer.json()["cause"] == "reimport"
        answer = await school_desk.place.post(take, school_desk.headers)
        assert answer.json()["code"] == "proposal_decided"

    async def test_what_is_no_workbook_is_refused_by_name(self, school_desk, cut):
        answer = await school_desk.place.client.post(
            f"{school_desk.judged.path}/returned-lists",
            headers=school_desk.headers,
            files={"file": ("名单.xlsx", b"hello")},
        )
        assert answer.status_code == 400, answer.text

    async def test_a_guarantee_found_after_the_cut_is_proposed_and_changes_nothing(
        self, school_desk, cut, form_of, scope, announced
    ):
        parts = school_desk.parts
        async with parts.database.transaction(scope.school_id) as tx:
            one = await campaigns.find_round(tx, scope, school_desk.judged.id)
            ring = parts.keys.ring
            kept, standing = await standings.hold_standing(tx, ring, one, cut[2])
            claims, _ = match_claim(
                standing.claims, "dibao", source="民政部门", compared_on=date(2026, 9, 8),
                kinds=one.kinds, now=OVER,
            )  # fmt: skip
            after = type(standing)(claims, standing.namings, standing.decline)
            await standings.keep_standing(tx, ring, one, kept, after)
        assert (await form_of(school_desk.judged, cut[2])).grade == "other"
        (one,) = (await school_desk.get("proposals")).json()
        assert (one["cause"], one["after"]["grade"]) == ("late_guarantee", "special")
        assert "民政部门" in one["reason"]
        left = await school_desk.place.post(
            f"{BASE}/proposals/{one['id']}/leave", school_desk.headers
        )
        assert left.status_code == 204
        todos = [e for e in await announced("todo_changed") if e.data["kind"] == "grade_proposals"]
        assert [e.data["is_open"] for e in todos] == [True, False]


class Cases:
    """Objections as a student opens and the school handles them."""

    def __init__(self, desk, publicity):
        self.desk = desk
        self.publicity = publicity

    async def line_of(self, grade):
        items = (await self.desk.rows(self.publicity)).json()["items"]
        return next(row["line"] for row in items if row["grade"] == grade)

    async def submit(self, headers, line, said="该生家庭情况与公示不符"):
        path = f"{BASE}/publicities/{self.publicity['id']}/objections"
        return await self.desk.place.post(path, headers, json={"line": line, "text": said})

    async def step(self, case, act, headers=None, **body):
        path = f"{BASE}/objections/{case['id']}/{act}"
        return await self.desk.place.post(path, headers or self.desk.headers, json=body)


@pytest.fixture
def cases(school_desk, published):
    return Cases(school_desk, published)


class TestObjection:
    async def test_goes_its_steps_and_never_says_who_objected(
        self, school_desk, cases, cut, as_student, announced
    ):
        objector = as_student(cut[3])
        made = (await cases.submit(objector, await cases.line_of("general"))).json()
        assert made["reply_due_on"] == "2026-09-11"
        listed = await school_desk.get("objections")
        assert str(cut[3]) not in listed.text
        assert listed.json()[0]["about"] == str(cut[1])
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


class TestFinal:
    async def draw(self, desk, **body):
        return await desk.post("final-lists", body)

    async def test_waits_for_the_end_of_publicity(self, school_desk, cut, published):
        answer = await self.draw(school_desk)
        assert (answer.status_code, answer.json()["code"]) == (409, "publicity_still_running")

    async def test_confirms_and_closes_the_round_for_all_but_changes(self, school_desk, over, cut):
        done = (await self.draw(school_desk)).json()
        assert (done["confirmed"], done["grants"], done["waiting"]) == (3, 2, {})
        answer = await school_desk.post("cuts", {"lines": LINES, "set_aside": []})
        assert answer.json()["code"] == "campaign_state_forbids"
        answer = await school_desk.post(f"applicants/{cut[0]}/reopen", {"reason": "重审"})
        assert answer.json()["code"] == "campaign_state_forbids"
        changed = await school_desk.change(cut[0], grade="general", reason="复核")
        assert changed.json()["moves_payment"]
        shown = (await school_desk.get("final-list")).json()
        assert shown["digest"] == done["digest"]

    async def test_holds_back_only_whom_an_open_objection_is_about(
        self, school_desk, cases, cut, as_student, machine
    ):
        made = (await cases.submit(as_student(cut[3]), await cases.line_of("general"))).json()
        machine.instant = OVER
        await end_publicities(school_desk.parts)
        first = (await self.draw(school_desk)).json()
        assert first["waiting"] == {str(cut[1]): ["objection"]}
        assert first["confirmed"] == 2
        await cases.step(made, "accept")
        await cases.step(made, "verify", note="已走访")
        await cases.step(made, "uphold", note="材料属实")
        await cases.step(made, "answer", note="维持")
        second = (await self.draw(school_desk)).json()
        assert (second["number"], second["confirmed"], second["waiting"]) == (2, 3, {})

    async def test_holds_back_a_changed_student_until_their_own_days_are_over(
        self, school_desk, cut, published, release, machine
    ):
        machine.instant = datetime(2026, 9, 14, 2, tzinfo=UTC)
        await school_desk.change(cut[1], grade="special", reason="复核")
        await release((await school_desk.publicities())[-1])
        machine.instant = OVER
        first = (await self.draw(school_desk)).json()
        assert first["waiting"] == {str(cut[1]): ["supplement"]}
        machine.instant = datetime(2026, 9, 30, 2, tzinfo=UTC)
        second = (await self.draw(school_desk)).json()
        assert second["waiting"] == {}

    async def test_nobody_is_promoted_for_somebody_who_left(
        self, school_desk, over, cut, change_student
    ):
        await change_student(school_desk.judged.school, cut[0], 2, status="left")
        done = (await self.draw(school_desk)).json()
        assert (done["left"], done["confirmed"]) == ([str(cut[0])], 2)

    async def test_is_not_there_before_it_is_drawn(self, school_desk, cut):
        answer = await school_desk.get("final-list")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_final_list")
