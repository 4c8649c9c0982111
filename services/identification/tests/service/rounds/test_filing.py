"""A student's own form over HTTP: begun, saved at each answer, handed in, withdrawn."""

import pytest
from sqlalchemy import select

from zizhu.common.ids import new_id
from zizhu.common.tables import outbox
from zizhu.identification.models import EvidenceRow, FormRow, StandingRow, SubmissionRow

BASE = "/api/v1/identification"


class TestBegin:
    async def test_takes_over_what_the_register_knows(self, me):
        own = (await me.begin()).json()
        basic = own["form"]["basic"]
        assert (own["fill"], basic["name"], basic["class_name"]) == ("filling", "钱测1", "1班")
        assert (basic["phone"], basic["sex"]) == ("13800000001", "女")
        assert "*" in basic["document_number"]

    async def test_shows_the_form_that_is_there(self, me):
        first = (await me.begin()).json()
        assert (await me.begin(consent=None)).json()["id"] == first["id"]

    async def test_tells_roster_that_the_student_is_needed(self, me, announced):
        await me.begin()
        (event,) = await announced("student_use_changed")
        assert event.data == {
            "student_id": str(me.student_id), "is_in_use": True, "uses": ["form"],
        }  # fmt: skip

    async def test_gives_the_student_something_to_do(self, me, announced):
        await me.begin()
        (event,) = await announced("todo_changed")
        assert (event.data["kind"], event.data["is_open"]) == ("form_fill", True)
        assert event.data["due_at"]

    async def test_is_refused_outside_the_window(self, me, shift):
        await shift(30)
        answer = await me.begin()
        assert (answer.status_code, answer.json()["code"]) == (410, "filing_closed")

    async def test_is_refused_to_who_is_not_here(self, me, school, change_student):
        await change_student(school, me.student_id, 2, status="left")
        assert (await me.begin()).json()["code"] == "student_not_enrolled"

    async def test_is_for_students_alone(self, place, me, counselor):
        assert (await place.post(me.path, counselor)).status_code == 403

    async def test_knows_no_foreign_round(self, place, me):
        answer = await place.post(f"{BASE}/campaigns/{new_id()}/form", me.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_campaign")

    async def test_takes_last_years_form_without_its_signature(self, me, open_round, applicant):
        await me.file(answers={"A1": "chronic"})
        later = applicant(await open_round(), me.student_id)
        form = (await later.begin(consent=None)).json()["form"]
        assert form["answers"]["A1"] == "chronic"
        assert form["commitment"] is None
        assert form["consent"] is None


class TestSave:
    async def test_merges_fields_and_keeps_the_rest(self, me):
        await me.begin()
        await me.save(contact={"address": "测试路1号"})
        await me.save(answers={"A1": "chronic"})
        form = (await me.show()).json()["form"]
        assert form["contact"]["address"] == "测试路1号"
        assert form["answers"]["A1"] == "chronic"

    async def test_refuses_a_device_that_did_not_see_what_another_saved(self, me):
        seen = (await me.begin()).json()["version"]
        first = await me.save(seen=seen, contact={"address": "测试路1号"})
        later = await me.save(seen=seen, contact={"address": "测试路2号"})
        assert (first.status_code, first.json()["version"]) == (200, seen + 1)
        assert later.json()["code"] == "stale_version"
        assert (await me.show()).json()["form"]["contact"]["address"] == "测试路1号"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"answers": {"A1": "immortal"}}, "answers_invalid"),
            ({"basic": {"name": "别人"}}, "register_owned"),
            ({"score": 90}, "document_unreadable"),
            ({"members": "无"}, "document_unreadable"),
        ],
    )
    async def test_refuses_what_could_not_be_scored(self, me, changes, code):
        await me.begin()
        answer = await me.save(**changes)
        assert (answer.status_code, answer.json()["code"]) == (400, code)

    async def test_refuses_before_the_form_was_begun(self, me):
        answer = await me.save()
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_form")

    async def test_each_student_has_a_form_of_their_own(self, me, one, school, applicant):
        await me.begin()
        other = applicant(one, school.classes[0].students[1])
        assert (await other.show()).json()["code"] == "no_such_form"


class TestHandIn:
    async def test_scores_on_the_server(self, me):
        own = await me.file(answers={"A1": "chronic"})
        assert (own["fill"], own["raw_score"], own["by_item"]["A1"]) == ("submitted", 4, 4)

    async def test_names_each_field_that_is_missing(self, me):
        await me.begin()
        answer = await me.hand_in()
        assert answer.json()["code"] == "form_incomplete"
        assert {item["field"] for item in answer.json()["errors"]} == {"purpose"}

    async def test_asks_a_mere_panel_member_for_little(self, me, place):
        await me.begin(consent={"version": "consent.v1", "covers_sensitive": False})
        await me.save(purpose="panel_only", contact={"address": "测试路1号"})
        own = (await place.post(f"{me.path}/submit", me.headers)).json()
        assert (own["fill"], own["raw_score"]) == ("submitted", None)
        assert own["form"]["contact"]["address"] is None

    async def test_leaves_nothing_readable_in_the_tables(self, me, parts, school):
        await me.file(contact={"address": "测试县测试镇测试村9号"})
        async with parts.database.transaction(school.id) as tx:
            stored = [
                repr(dict(row))
                for model in (FormRow, SubmissionRow, StandingRow, EvidenceRow)
                for row in (await tx.session.execute(select(model.__table__))).mappings()
            ]
            events = [bytes(body) for body in await tx.session.scalars(select(outbox.c.body))]
        assert stored
        told = "".join(stored) + b"".join(events).decode()
        assert "测试村" not in told
        assert me.name not in told
        assert "110101" not in told

    async def test_is_refused_twice(self, me):
        await me.file()
        answer = await me.hand_in()
        assert (answer.status_code, answer.json()["code"]) == (409, "form_state_forbids")

    async def test_closes_the_students_task_and_opens_the_counsellors(self, me, announced, school):
        await me.file()
        own, theirs = (await announced("todo_changed"))[-2:]
        assert (own.data["kind"], own.data["is_open"]) == ("form_fill", False)
        assert theirs.data["address"]["role"] == "counselor"
        assert theirs.data["address"]["place"]["class_id"] == str(school.classes[0].class_id)
        assert theirs.data["title"] == "1班有 1 份申请表待审核"

    async def test_claims_what_was_ticked_and_guarantees_nothing(self, me, parts, school):
        await me.file(groups=["dibao"])
        async with parts.database.transaction(school.id) as tx:
            standing = (await tx.session.scalars(select(StandingRow))).one()
            form = (await tx.session.scalars(select(FormRow))).one()
        assert (standing.open_claims, standing.is_guaranteed) == (1, False)
        assert form.effective_score == form.raw_score == 0


class TestWithdraw:
    async def test_deletes_what_was_written(self, me):
        await me.file(groups=["dibao"])
        gone = (await me.withdraw()).json()
        assert (gone["fill"], gone["form"]["answers"]) == ("withdrawn", {})
        assert gone["raw_score"] is None

    async def test_frees_the_student_and_leaves_nothing_to_review(self, me, announced):
        await me.file()
        await me.withdraw()
        assert (await announced("student_use_changed"))[-1].data["is_in_use"] is False
        assert (await announced("todo_changed"))[-1].data["is_open"] is False

    async def test_lets_the_student_begin_anew(self, me):
        first = await me.file()
        await me.withdraw()
        again = (await me.begin()).json()
        assert (again["fill"], again["id"]) == ("filling", first["id"])
        assert again["form"]["answers"] == {}

    async def test_is_refused_after_the_cut(self, me, one, draw_lines):
        await me.file()
        await draw_lines(one)
        assert (await me.withdraw()).json()["code"] == "cut_already_made"


class TestSuggest:
    async def test_reads_the_other_blocks(self, me, place):
        await me.begin()
        await me.save(contact={"address": "测试县测试镇测试村9号"})
        shown = await place.get(f"{me.path}/suggestions", me.headers)
        assert shown.json()["answers"] == {"A2": "rural"}
