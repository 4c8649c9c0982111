"""Confirmed panels over HTTP: extended, members and applicants gone, rules relaxed, at once."""

import asyncio

BASE = "/api/v1/identification"


class TestExtend:
    async def test_a_late_applicant_gives_every_live_member_one_more_task(
        self, desk, seated, as_student
    ):
        one, (first, second), members = seated
        panel = await desk.confirmed(one.class_id, members, [first])
        await desk.evaluate_all([as_student(member) for member in members])
        answer = await desk.act(panel, "extend", {"applicants": [str(second)], "reason": "补报"})
        assert answer.status_code == 200, answer.text
        shown = answer.json()
        assert set(shown["matrix"][str(first)].values()) == {"submitted"}
        assert set(shown["matrix"][str(second)].values()) == {"pending"}
        assert [len(await desk.tasks(as_student(one))) for one in members] == [2, 2]

    async def test_needs_a_reason(self, desk, seated):
        one, (first, second), members = seated
        panel = await desk.confirmed(one.class_id, members, [first])
        answer = await desk.act(panel, "extend", {"applicants": [str(second)]})
        assert answer.json()["code"] == "reason_missing"


class TestWithdraw:
    async def test_the_last_missing_sheet_is_not_waited_for(
        self, desk, seated, as_student, dept, sheet_of
    ):
        one, applicants, members = seated
        panel = await desk.confirmed(one.class_id, members, applicants)
        await desk.evaluate_all([as_student(members[0])], sheet_of(9))
        answer = await desk.act(
            panel, f"members/{members[1]}/withdraw", {"reason": "因病住院"}, dept
        )
        assert answer.status_code == 200, answer.text
        shown = answer.json()
        assert shown["state"] == "completed"
        assert [item["peer_score"] for item in shown["applicants"]] == ["9.00", "9.00"]
        assert shown["members"][1]["reason"] == "因病住院"

    async def test_a_panel_that_became_too_small_waits(self, desk, seated, dept):
        one, applicants, members = seated
        panel = await desk.confirmed(one.class_id, members[:1], applicants)
        answer = await desk.act(panel, f"members/{members[0]}/withdraw", {"reason": "回避"}, dept)
        assert (answer.json()["state"], answer.json()["missing_students"]) == ("needs_more", 1)

    async def test_is_not_the_counsellors(self, desk, seated, counselor):
        one, applicants, members = seated
        panel = await desk.confirmed(one.class_id, members, applicants)
        answer = await desk.act(
            panel, f"members/{members[0]}/withdraw", {"reason": "回避"}, counselor
        )
        assert answer.status_code == 403


class TestRelax:
    async def test_lets_wishers_sit_where_everybody_applies(
        self, desk, school, judged, put_forms, dept
    ):
        one = school.classes[0]
        await put_forms(judged, dict.fromkeys(one.students, 30))
        panel = (await desk.open(one.class_id)).json()
        answer = await desk.act(panel, "relax", {"kind": "wishers", "reason": "全班申请"}, dept)
        assert answer.json()["exceptions"] == ["wishers"]
        await desk.choose(panel, one.students[:2], one.students)
        answer = await desk.act(panel, "confirm")
        assert answer.status_code == 200, answer.text
        matrix = answer.json()["matrix"]
        assert list(matrix[str(one.students[0])]) == [str(one.students[1])]

    async def test_is_refused_where_a_panel_can_be_formed(self, desk, seated, dept):
        panel = (await desk.open(seated[0].class_id)).json()
        answer = await desk.act(panel, "relax", {"kind": "wishers", "reason": "省事"}, dept)
        assert answer.json()["code"] == "exception_not_needed"


class TestRemind:
    async def test_sends_a_message_to_those_who_have_not_handed_in(
        self, desk, seated, as_student, announced
    ):
        one, applicants, members = seated
        panel = await desk.confirmed(one.class_id, members, applicants)
        await desk.evaluate_all([as_student(members[0])])
        answer = await desk.place.post(f"{BASE}/panels/{panel['id']}/remind", desk.headers)
        assert answer.json() == {"count": 1}
        (message,) = await announced("message_sent")
        assert message.data["address"]["student_id"] == str(members[1])
        await desk.evaluate_all([as_student(members[1])])
        answer = await desk.place.post(f"{BASE}/panels/{panel['id']}/remind", desk.headers)
        assert answer.json()["code"] == "nobody_to_remind"


class TestRemoveApplicant:
    async def test_cancels_the_tasks_about_them(self, desk, seated, as_student):
        one, (first, second), members = seated
        panel = await desk.confirmed(one.class_id, members, [first, second])
        answer = await desk.act(panel, f"applicants/{first}/remove", {"reason": "撤回申请"})
        assert set(answer.json()["matrix"][str(first)].values()) == {"cancelled"}
        assert len(await desk.tasks(as_student(members[0]))) == 1


class TestAtOnce:
    async def test_two_panels_never_bind_the_same_applicant(self, desk, seated):
        one, applicants, members = seated
        panels = [(await desk.open(one.class_id)).json() for _ in range(2)]
        for panel, member in zip(panels, members, strict=True):
            await desk.choose(panel, [member], applicants)
        answers = await asyncio.gather(*(desk.act(panel, "confirm") for panel in panels))
        codes = sorted(answer.status_code for answer in answers)
        assert codes == [200, 400]

    async def test_the_last_two_sheets_make_one_score(self, desk, seated, as_student, sheet_of):
        one, applicants, members = seated
        panel = await desk.confirmed(one.class_id, members, applicants)
        headers = [as_student(member) for member in members]
        tasks = [await desk.tasks(each) for each in headers]
        totals = (9, 12)
        answers = await asyncio.gather(
            *(
                desk.hand_in(each, its, sheet_of(total))
                for each, its, total in zip(headers, tasks, totals, strict=True)
            )
        )
        assert [answer.status_code for answer in answers] == [200, 200]
        shown = (await desk.get(panel)).json()
        assert [item["peer_score"] for item in shown["applicants"]] == ["10.50", "10.50"]


class TestUnevaluated:
    async def test_a_class_with_a_late_applicant_asks_its_counsellor(self, desk, seated, announced):
        one, (first, second), members = seated
        panel = await desk.confirmed(one.class_id, members, [first])
        todos = [
            e for e in await announced("todo_changed") if e.data["kind"] == "panel_unevaluated"
        ]
        assert todos[-1].data["is_open"]
        assert todos[-1].data["address"]["place"]["class_id"] == str(one.class_id)
        await desk.act(panel, "extend", {"applicants": [str(second)], "reason": "补报"})
        todos = [
            e for e in await announced("todo_changed") if e.data["kind"] == "panel_unevaluated"
        ]
        assert not todos[-1].data["is_open"]
