"""Sheets are sealed until the last one is in, and every look at one afterwards is recorded."""

import pytest
from sqlalchemy import text

from zizhu.common.ids import new_id
from zizhu.common.tables import audit_line, outbox
from zizhu.identification.domain.vocabulary import Purpose
from zizhu.identification.errors.judging import SheetSealed
from zizhu.identification.repository.sheets import peer_scores

BASE = "/api/v1/identification"


@pytest.fixture
async def at_work(desk, judged, put_forms, school):
    """A confirmed panel of two about two."""
    first, second, third, fourth = school.classes[0].students
    await put_forms(judged, {first: 50, second: 40})
    sits = {"wants_grant": False}
    await put_forms(judged, {third: sits, fourth: sits}, purpose=Purpose.PANEL_ONLY)
    panel = await desk.confirmed(school.classes[0].class_id, [third, fourth], [first, second])
    return panel, (first, second), (third, fourth)


async def sheet_paths(desk, panel):
    feedback = (await desk.get(panel, "/feedback")).json()
    return [f"/sheets/{item['task_id']}" for item in feedback]


class TestHandIn:
    async def test_a_question_left_out_is_refused_and_nothing_is_kept(
        self, desk, at_work, as_student, sheet_of
    ):
        headers = as_student(at_work[2][0])
        tasks = await desk.tasks(headers)
        short = {key: value for key, value in sheet_of(15).items() if key != "Q3"}
        answer = await desk.hand_in(headers, tasks, short)
        assert answer.json()["code"] == "answers_invalid"
        assert {task["state"] for task in await desk.tasks(headers)} == {"pending"}

    async def test_a_sheet_is_handed_in_once(self, desk, at_work, as_student):
        headers = as_student(at_work[2][0])
        tasks = await desk.tasks(headers)
        assert (await desk.hand_in(headers, tasks[:1])).json() == {"count": 1}
        answer = await desk.hand_in(headers, tasks)
        assert (answer.status_code, answer.json()["code"]) == (409, "task_closed")

    async def test_a_task_of_somebody_else_does_not_exist(self, desk, at_work, as_student):
        _, applicants, (third, fourth) = at_work
        tasks = await desk.tasks(as_student(third))
        for other in (fourth, applicants[0]):
            answer = await desk.hand_in(as_student(other), tasks)
            assert (answer.status_code, answer.json()["code"]) == (404, "task_unknown")
        answer = await desk.hand_in(as_student(third), [{"task_id": str(new_id())}])
        assert answer.json()["code"] == "task_unknown"


class TestSeal:
    async def test_holds_until_the_last_sheet_is_in(self, desk, at_work, as_student, sheet_of):
        panel, _, (third, _) = at_work
        await desk.evaluate_all([as_student(third)], sheet_of(7))
        for path in await sheet_paths(desk, panel):
            answer = await desk.get(panel, path)
            assert (answer.status_code, answer.json()["code"]) == (409, SheetSealed.code)
        shown = (await desk.get(panel)).json()
        assert [item["peer_score"] for item in shown["applicants"]] == [None, None]
        feedback = (await desk.get(panel, "/feedback")).json()
        assert {item["total"] for item in feedback} == {None}
        assert [item["is_submitted"] for item in feedback].count(True) == 2

    async def test_opens_with_the_last_sheet_and_each_look_is_recorded(
        self, desk, at_work, as_student, audited, sheet_of
    ):
        panel, (first, _), (third, fourth) = at_work
        await desk.evaluate_all([as_student(third)], sheet_of(13))
        await desk.evaluate_all([as_student(fourth)], sheet_of(10))
        paths = await sheet_paths(desk, panel)
        opened = [(await desk.get(panel, path)).json() for path in paths]
        assert sorted(item["total"] for item in opened) == [10, 10, 13, 13]
        assert opened[0]["answers"] in (sheet_of(13), sheet_of(10))
        looks = [line for line in await audited() if line == ("panel.read_sheet", "ok")]
        assert len(looks) == 4
        shown = (await desk.get(panel)).json()
        assert [item["peer_score"] for item in shown["applicants"]] == ["11.50", "11.50"]
        async with desk.transaction() as tx:
            scores = await peer_scores(tx, desk.judged.id)
        assert (scores[first].total, scores[first].sheets) == (23, 2)

    async def test_is_not_the_members_to_open_even_for_their_own(self, desk, at_work, as_student):
        panel, _, (third, fourth) = at_work
        await desk.evaluate_all([as_student(third), as_student(fourth)])
        for path in await sheet_paths(desk, panel):
            assert (await desk.get(panel, path, as_student(third))).status_code == 403
        assert "total" not in (await desk.tasks(as_student(third)))[0]

    async def test_no_row_event_or_audit_line_holds_an_answer(
        self, desk, at_work, as_student, sheet_of
    ):
        _, _, (third, _) = at_work
        await desk.evaluate_all([as_student(third)], sheet_of(3))
        async with desk.transaction() as tx:
            kept = (
                (
                    await tx.session.execute(
                        text("SELECT row_to_json(panel_task)::text FROM panel_task")
                    )
                )
                .scalars()
                .all()
            )
            bodies = [
                bytes(one)
                for one in await tx.session.scalars(
                    outbox.select().with_only_columns(outbox.c.body)
                )
            ]
            lines = [
                bytes(one or b"")
                for one in await tx.session.scalars(
                    audit_line.select().with_only_columns(audit_line.c.details)
                )
            ]
        everything = " ".join(kept).encode() + b" ".join(bodies + lines)
        for word in ("lavish", "over_3000", '"total":3', '"total": 3'):
            assert word.encode() not in everything


class TestQuestions:
    async def test_come_with_a_warning(self, desk, at_work, as_student):
        answer = await desk.place.get(
            f"{desk.judged.path}/panel-questions", as_student(at_work[2][0])
        )
        body = answer.json()
        assert body["questionnaire"]["full_marks"] == 15
        assert "不得传播" in body["warning"]
        assert (
            await desk.place.get(f"{BASE}/campaigns/{new_id()}/panel-questions", desk.headers)
        ).status_code == 404


class TestRegisterMoves:
    async def test_an_applicant_who_changes_class_is_evaluated_anew_there(
        self, desk, at_work, as_student, change_student
    ):
        panel, (first, _), (third, _) = at_work
        school = desk.judged.school
        away = school.classes[1]
        await change_student(
            school, first, 2,
            college_id=away.college_id, major_id=away.major_id, class_id=away.class_id,
        )  # fmt: skip
        shown = (await desk.get(panel)).json()
        assert set(shown["matrix"][str(first)].values()) == {"cancelled"}
        assert len(await desk.tasks(as_student(third))) == 1

    async def test_a_finished_evaluation_stays_in_the_old_class(
        self, desk, at_work, as_student, change_student, sheet_of
    ):
        panel, (first, _), members = at_work
        school = desk.judged.school
        await desk.evaluate_all([as_student(one) for one in members], sheet_of(8))
        away = school.classes[1]
        await change_student(school, first, 2, class_id=away.class_id)
        shown = (await desk.get(panel)).json()
        assert shown["applicants"][0]["peer_score"] == "8.00"

    async def test_tasks_about_somebody_who_left_are_cancelled(
        self, desk, at_work, change_student, school, as_student
    ):
        _, (first, _), (third, _) = at_work
        await change_student(school, first, 2, status="left")
        assert len(await desk.tasks(as_student(third))) == 1
