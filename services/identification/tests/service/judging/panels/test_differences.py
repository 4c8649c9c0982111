"""Rank differences and their clearing: worked examples of domain.md 5.4 over HTTP."""

from datetime import date

from sqlalchemy import text, update

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.ids import new_id
from zizhu.identification.domain.vocabulary import AuditState, Difference, Purpose
from zizhu.identification.models import FormRow

BASE = "/api/v1/identification"


async def calculate(desk, *class_ids, headers=None):
    return await desk.place.post(
        f"{desk.judged.path}/differences/calculate",
        headers or desk.headers,
        json={"class_ids": [str(one) for one in class_ids]},
    )


async def results(desk, headers=None, **filters):
    answer = await desk.place.get(
        f"{desk.judged.path}/differences", headers or desk.headers, params=filters
    )
    assert answer.status_code == 200, answer.text
    return {item["person_id"]: item for item in answer.json()}


def visit(**changes):
    record = {
        "visitor": "周老师", "way": "home", "visited_on": date(2026, 9, 7).isoformat(),
        "finding": "情况属实",
    }  # fmt: skip
    return {"visit": {**record, **changes}}


class TestCalculate:
    async def test_flags_whoever_lies_more_than_the_threshold_apart(self, desk, opposed, form_of):
        one, (a, b, c, d) = opposed
        answer = await calculate(desk, one.class_id)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["students"], answer.json()["abnormal"]) == (4, 1)
        found = await results(desk)
        ranks = [(found[str(x)]["raw_rank"], found[str(x)]["peer_rank"]) for x in (a, b, c, d)]
        assert ranks == [(1, 3), (2, 1), (3, 2), (4, 4)]
        assert found[str(a)]["flag_label"] == "异常"
        assert "相差2名（2/4=50.00%），超过阈值25.00%" in found[str(a)]["arithmetic"]
        assert found[str(b)]["flag_label"] == "正常"  # one place of four is exactly the threshold
        assert (await form_of(desk.judged, a)).difference == "abnormal"
        assert list(await results(desk, flag="abnormal")) == [str(a)]

    async def test_lists_a_class_with_unreviewed_forms_instead(
        self, desk, opposed, change_form, form_of
    ):
        one, (a, b, *_) = opposed
        await change_form(desk.judged, b, audit=AuditState.UNREVIEWED)
        body = (await calculate(desk, one.class_id)).json()
        assert body["classes"] == []
        assert [each["person_id"] for each in body["waiting"][0]["unreviewed"]] == [str(b)]
        assert (await form_of(desk.judged, a)).difference == "uncomputed"

    async def test_small_classes_show_too_few(self, desk, judged, school, put_forms, put_peers):
        one = school.classes[0]
        a, b, c, _ = one.students
        await put_forms(judged, {a: 50, b: 40, c: 30})
        await put_peers(judged, one, {a: 3, b: 9, c: 15})
        await calculate(desk, one.class_id)
        found = await results(desk)
        assert {item["flag_label"] for item in found.values()} == {"正常（人数过少）"}

    async def test_warns_where_the_panel_told_nobody_apart(
        self, desk, judged, school, put_forms, put_peers
    ):
        one = school.classes[0]
        await put_forms(judged, dict(zip(one.students, (50, 40, 30, 20), strict=True)))
        await put_peers(judged, one, dict.fromkeys(one.students, 9))
        body = (await calculate(desk, one.class_id)).json()
        assert body["flat"] == [str(one.class_id)]

    async def test_of_a_foreign_class_is_not_yet_known(self, desk, opposed, school, counselor):
        answer = await calculate(desk, school.classes[1].class_id, headers=counselor)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")

    async def test_of_every_class_is_one_job(self, desk, opposed, change_form, place):
        _one, (_, b, *_) = opposed
        await change_form(desk.judged, b, audit=AuditState.UNREVIEWED)
        path = f"{desk.judged.path}/differences/calculate-all"
        answer = await place.post(path, desk.headers)
        assert answer.status_code == 202, answer.text
        await place.settle()
        job = (await place.get(f"{BASE}/jobs/{answer.json()['id']}", desk.headers)).json()
        assert (job["state"], job["result"]["waiting"]) == ("done", 1)
        findings = await place.get(f"{BASE}/jobs/{job['id']}/findings", desk.headers)
        assert "1份申请表未审核" in findings.json()["items"][0]["message"]

    async def test_classes_say_how_far_they_are(self, desk, opposed, change_form):
        _one, (_, b, *_) = opposed
        await change_form(desk.judged, b, audit=AuditState.UNREVIEWED)
        answer = await desk.place.get(f"{desk.judged.path}/differences/classes", desk.headers)
        (seen,) = answer.json()
        assert (seen["applicants"], seen["reviewed"], seen["evaluated"]) == (4, 3, 4)
        assert (seen["is_ready"], len(seen["unreviewed"])) == (False, 1)


class TestClear:
    async def clear(self, desk, person, body, headers):
        path = f"{desk.judged.path}/applicants/{person}/clear"
        return await desk.place.post(path, headers, json=body)

    async def test_needs_the_record_of_a_visit(self, desk, opposed, dept):
        one, (a, *_) = opposed
        await calculate(desk, one.class_id)
        answer = await self.clear(desk, a, {"reason": "没有问题"}, dept)
        assert answer.json()["code"] == "visit_missing"
        answer = await self.clear(desk, a, visit(visited_on="2026-10-01"), dept)
        assert answer.json()["code"] == "visit_missing"

    async def test_stays_while_both_scores_are_unchanged(
        self, desk, opposed, dept, form_of, announced
    ):
        one, (a, *_) = opposed
        await calculate(desk, one.class_id)
        answer = await self.clear(desk, a, visit(), dept)
        assert answer.status_code == 201, answer.text
        assert (await form_of(desk.judged, a)).difference == "normal"
        again = (await calculate(desk, one.class_id)).json()
        assert again["abnormal"] == 0
        todos = [e for e in await announced("todo_changed") if e.data["kind"] == "difference_clear"]
        assert [e.data["is_open"] for e in todos] == [True, False]
        assert todos[0].data["address"]["role"] == "dept"

    async def test_ends_when_a_score_changes(self, desk, opposed, dept, parts):
        one, (a, *_) = opposed
        await calculate(desk, one.class_id)
        await self.clear(desk, a, visit(), dept)
        async with desk.transaction() as tx:
            await tx.session.execute(
                update(FormRow).where(FormRow.student_id == a).values(raw_score=51)
            )
        assert (await calculate(desk, one.class_id)).json()["abnormal"] == 1

    async def test_is_offered_only_for_what_is_flagged(self, desk, opposed, dept):
        one, (a, b, *_) = opposed
        assert (await self.clear(desk, a, visit(), dept)).json()["code"] == "nothing_to_clear"
        await calculate(desk, one.class_id)
        assert (await self.clear(desk, b, visit(), dept)).json()["code"] == "nothing_to_clear"

    async def test_is_the_departments_alone(self, desk, opposed, counselor):
        one, (a, *_) = opposed
        await calculate(desk, one.class_id)
        for headers in (desk.headers, counselor):
            assert (await self.clear(desk, a, visit(), headers)).status_code == 403

    async def test_somebody_elsewhere_does_not_exist(self, desk, opposed, school, place):
        other = place.token(Role.DEPT, school.id, [ScopeRow(school.classes[1].college_id)])
        answer = await self.clear(desk, opposed[1][0], visit(), other)
        assert (answer.status_code, answer.json()["code"]) == (404, "applicant_unknown")

    async def test_keeps_what_was_found_encrypted_and_its_attachments_with_it(
        self, desk, opposed, dept, place
    ):
        one, (a, *_) = opposed
        await calculate(desk, one.class_id)
        pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]"
        pdf += b"/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        sent = await place.client.post(f"{BASE}/uploads", headers=dept, content=pdf)
        assert sent.status_code == 201, sent.text
        file_id = sent.json()["file_id"]
        answer = await self.clear(desk, a, visit(attachment_ids=[file_id]), dept)
        assert answer.status_code == 201, answer.text
        async with desk.transaction() as tx:
            kept = await tx.session.scalar(text("SELECT visit FROM clearance"))
        assert kept.startswith("A256GCM:")
        path = f"{desk.judged.path}/applicants/{a}/clearances"
        (seen,) = (await place.get(path, desk.headers)).json()
        assert seen["visit"]["finding"] == "情况属实"
        opened = await place.get(f"{path}/files/{file_id}", desk.headers)
        assert opened.content == pdf

    async def test_an_unknown_attachment_is_not_yet_known(self, desk, opposed, dept):
        one, (a, *_) = opposed
        await calculate(desk, one.class_id)
        answer = await self.clear(desk, a, visit(attachment_ids=[str(new_id())]), dept)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")


class TestPopulation:
    async def test_mere_panel_members_are_not_ranked(
        self, desk, opposed, put_forms, school, change_form
    ):
        one, (*_, d) = opposed
        await change_form(desk.judged, d, purpose=Purpose.PANEL_ONLY)
        await calculate(desk, one.class_id)
        found = await results(desk)
        assert str(d) not in found
        assert {item["population"] for item in found.values()} == {3}
        assert Difference.TOO_FEW.label in {item["flag_label"] for item in found.values()}
