"""Panels over HTTP: candidates with reasons, 确认, tasks, extension, departures, reminders."""

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.ids import new_id
from zizhu.contracts.roster import Unit, UnitsChanged
from zizhu.identification.domain.vocabulary import AuditState, FillState

BASE = "/api/v1/identification"


class TestCandidates:
    async def test_each_has_every_reason_as_a_sentence(self, desk, seated, hire, change_form):
        one, (first, _), (third, fourth) = seated
        account, _ = await hire()
        await change_form(desk.judged, fourth, fill=FillState.RETURNED)
        panel = (await desk.open(one.class_id)).json()
        answer = await desk.get(panel, "/candidates")
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["students"], body["applicants"], body["minimum_students"]) == (4, 2, 1)
        by_id = {item["person_id"]: item for item in body["candidates"]}
        assert by_id[str(first)]["why_not_member"] == ["本人申请国家助学金，不能担任评议成员。"]
        assert by_id[str(first)]["may_be_applicant"]
        assert by_id[str(third)]["may_be_member"]
        assert by_id[str(third)]["why_not_applicant"] == ["填报目的为“仅参与评议”，无需被评议。"]
        assert by_id[str(fourth)]["why_not_member"] == ["表格已退回重填，重新提交后方可选择。"]
        assert by_id[str(account)]["kind"] == "staff"
        assert by_id[str(account)]["may_be_member"]

    async def test_a_foreign_panel_does_not_exist(self, desk, seated, make_school, place):
        other = await make_school(first=200, code="90002")
        panel = (await desk.open(seated[0].class_id)).json()
        stranger = place.token(Role.SCHOOL_ADMIN, other.id)
        assert (await desk.get(panel, "/candidates", stranger)).status_code == 404
        dept = place.token(Role.DEPT, desk.judged.school.id, [ScopeRow(new_id())])
        assert (await desk.get(panel, "", dept)).status_code == 404


class TestOpen:
    async def test_an_unknown_class_is_not_yet_known(self, desk, seated):
        answer = await desk.open(new_id())
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")

    async def test_classes_of_other_majors_do_not_share_a_panel(self, desk, seated, school):
        answer = await desk.open(*[one.class_id for one in school.classes])
        assert (answer.status_code, answer.json()["code"]) == (400, "classes_not_mergeable")

    async def test_a_counsellor_opens_none_outside_their_class(
        self, desk, seated, school, counselor
    ):
        answer = await desk.open(school.classes[1].class_id, headers=counselor)
        assert answer.json()["code"] == "not_yet_known"


class TestConfirm:
    async def test_gives_every_member_a_task_about_every_applicant(
        self, desk, seated, as_student, announced, audited
    ):
        one, applicants, members = seated
        panel = await desk.confirmed(one.class_id, members, applicants)
        assert panel["state"] == "confirmed"
        assert panel["matrix"] == {str(a): {str(m): "pending" for m in members} for a in applicants}
        tasks = await desk.tasks(as_student(members[0]))
        assert len(tasks) == 2
        assert {*tasks[0]} == {"task_id", "campaign_id", "name", "class_name", "state"}
        todos = await announced("todo_changed")
        kinds = [(e.data["kind"], e.data["address"]["student_id"]) for e in todos]
        assert sorted(kinds) == sorted(("panel_evaluate", str(one)) for one in members)
        uses = await announced("student_use_changed")
        assert {e.data["student_id"] for e in uses} == {str(x) for x in [*members, *applicants]}
        assert ("panel.confirm", "ok") in await audited()

    async def test_is_final(self, desk, seated):
        one, applicants, members = seated
        panel = await desk.confirmed(one.class_id, members, applicants)
        for path in ("reset", "confirm"):
            answer = await desk.act(panel, path)
            assert answer.json()["code"] == "setup_already_confirmed"
        answer = await desk.choose(panel, members, applicants)
        assert answer.json()["code"] == "setup_already_confirmed"

    async def test_names_everybody_who_may_not_be_chosen(self, desk, seated):
        one, (first, second), (third, _) = seated
        panel = (await desk.open(one.class_id)).json()
        await desk.choose(panel, [first], [second, third])
        answer = await desk.act(panel, "confirm")
        assert answer.json()["code"] == "not_eligible"
        assert {item["field"] for item in answer.json()["errors"]} == {str(first), str(third)}

    async def test_needs_enough_students(self, desk, seated, hire):
        one, applicants, _ = seated
        account, _ = await hire()
        panel = (await desk.open(one.class_id)).json()
        await desk.choose(panel, [], applicants, [account])
        answer = await desk.act(panel, "confirm")
        assert answer.json()["code"] == "setup_incomplete"

    async def test_somebody_unknown_is_not_yet_known(self, desk, seated):
        one, applicants, _ = seated
        panel = (await desk.open(one.class_id)).json()
        answer = await desk.choose(panel, [new_id()], applicants)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")

    async def test_an_applicant_is_in_exactly_one_panel(self, desk, seated):
        one, applicants, members = seated
        await desk.confirmed(one.class_id, members, applicants[:1])
        second = (await desk.open(one.class_id)).json()
        await desk.choose(second, members, applicants)
        answer = await desk.act(second, "confirm")
        assert answer.json()["code"] == "not_eligible"
        assert [item["field"] for item in answer.json()["errors"]] == [str(applicants[0])]

    async def test_an_older_version_is_refused(self, desk, seated):
        one, _, _ = seated
        panel = (await desk.open(one.class_id)).json()
        headers = {**desk.headers, "if-match": '"9"'}
        answer = await desk.place.post(f"{BASE}/panels/{panel['id']}/reset", headers)
        assert answer.status_code == 412


class TestStaffMembers:
    async def test_evaluate_under_their_account(self, desk, seated, hire, announced):
        one, applicants, members = seated
        account, headers = await hire()
        panel = await desk.confirmed(one.class_id, members, applicants, [account])
        assert len(await desk.tasks(headers)) == 2
        await desk.evaluate_all([headers])
        shown = (await desk.get(panel)).json()
        states = {row[str(account)] for row in shown["matrix"].values()}
        assert states == {"submitted"}
        todos = [e for e in await announced("todo_changed") if e.data["address"]["post_id"]]
        assert [e.data["is_open"] for e in todos] == [True, False]


class TestReview:
    async def test_states_do_not_matter_to_a_panel(self, desk, seated, change_form):
        """A form may be evaluated before its counsellor reviewed it (domain.md 5.1)."""
        one, (first, second), members = seated
        await change_form(desk.judged, first, audit=AuditState.UNREVIEWED)
        panel = await desk.confirmed(one.class_id, members, [first, second])
        assert panel["state"] == "confirmed"


class TestMerge:
    async def test_small_classes_of_one_year_and_major_share_a_panel(
        self, desk, seated, feed, change_student
    ):
        one, (first, second), (third, fourth) = seated
        school = desk.judged.school
        sister = Unit(
            unit_id=new_id(), version=1, kind="class", name="2班", college_id=one.college_id,
            year=one.year, major_id=one.major_id,
        )  # fmt: skip
        await feed(UnitsChanged(entries=(sister,)), subject=school.id, school_id=school.id)
        await change_student(school, fourth, 2, class_id=sister.unit_id)
        panel = (await desk.open(one.class_id)).json()
        both = {"class_ids": [str(one.class_id), str(sister.unit_id)]}
        answer = await desk.act(panel, "classes", both, method="PUT")
        assert sorted(answer.json()["class_names"]) == ["1班", "2班"]
        await desk.choose(panel, [third, fourth], [first, second])
        assert (await desk.act(panel, "confirm")).json()["state"] == "confirmed"
