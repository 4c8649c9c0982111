"""Cut lines over HTTP: shares, suggestion, refusals with lists, proof, comparison."""

import pytest
from sqlalchemy import text

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.contracts.roster import BulkStarted
from zizhu.identification.domain.vocabulary import AuditState, Difference, FillState

BASE = "/api/v1/identification"
LINES = {"special": 80, "general": 60, "other": 40}


class Lines:
    """The school at its cut."""

    def __init__(self, place, judged, headers):
        self.place = place
        self.judged = judged
        self.headers = headers

    async def get(self, path, **params):
        answer = await self.place.get(f"{self.judged.path}/{path}", self.headers, params=params)
        return answer.json()

    async def cut(self, lines=LINES, set_aside=(), headers=None, **more):
        body = {"lines": lines, "set_aside": [*set_aside], **more}
        return await self.place.post(f"{self.judged.path}/cuts", headers or self.headers, json=body)

    async def made(self, lines=LINES, **more):
        answer = await self.cut(lines, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def verify(self, cut):
        answer = await self.place.get(f"{BASE}/cuts/{cut['id']}/verify", self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def lines(place, judged, admin):
    return Lines(place, judged, admin)


@pytest.fixture
async def twenty(make_school, feed, begin, put_forms):
    """Twenty students, ten of whom apply: E = 20, caps 1, 3, 5 and 9 in all."""
    school = await make_school(size=10, first=300, code="90003")
    judged = await begin(school)
    persons = [*school.classes[0].students]
    scores = dict(zip(persons, (85, 70, 65, 61, 50, 45, 41, 30, 21, 10), strict=True))
    await put_forms(judged, scores, difference=Difference.NORMAL)
    return judged, persons


@pytest.fixture
def pool(place, twenty):
    judged, persons = twenty
    admin = place.token(Role.SCHOOL_ADMIN, judged.school.id)
    return Lines(place, judged, admin), persons


class TestBasis:
    async def test_counts_students_by_status_and_what_stands_in_the_way(
        self, pool, change_student, change_form
    ):
        school, persons = pool
        await change_student(school.judged.school, persons[0], 2, status="suspended")
        await change_form(school.judged, persons[1], audit=AuditState.UNREVIEWED)
        body = await school.get("cut-basis")
        assert (body["enrolment"], body["by_status"]) == (19, {"active": 19, "suspended": 1})
        assert body["open_counts"]["unreviewed"] == 1
        assert body["open_cases"]["unreviewed"] == [str(persons[1])]
        assert body["applicants"] == 10

    async def test_shows_the_distribution_that_the_lines_are_drawn_on(self, pool):
        school, _ = pool
        body = await school.get("cut-basis")
        shown = [one["score"] for one in body["scores"]]
        assert shown == sorted(set(shown), reverse=True)
        counted = sum(one["students"] for one in body["scores"])
        assert counted + body["guaranteed"] == body["applicants"]
        assert body["rules"]["total_percent"] == 45

    async def test_an_official_number_needs_reason_and_document(self, pool):
        school, _ = pool
        path = f"{school.judged.path}/official-enrolment"
        put = school.place.client.put
        answer = await put(path, headers=school.headers, json={"students": 25, "reason": "含新生"})
        assert answer.json()["code"] == "reason_missing"
        body = {"students": 25, "reason": "含新生", "document": "校教〔2026〕8号"}
        shown = (await put(path, headers=school.headers, json=body)).json()
        assert (shown["enrolment"], shown["counted"], shown["official_gap"]) == (25, 20, 5)
        assert "相差5人" in shown["warnings"][0]
        back = await school.place.client.delete(path, headers=school.headers)
        assert back.json()["enrolment"] == 20


class TestShare:
    async def test_of_any_score_counts_everybody_at_or_above(self, pool):
        school, _ = pool
        assert await school.get("line-share", score=61) == {
            "students": 4, "enrolment": 20, "percent": "20.00%",
        }  # fmt: skip

    async def test_is_the_schools_alone(self, pool, dept):
        school, _ = pool
        path = f"{school.judged.path}/line-share?score=3"
        assert (await school.place.get(path, dept)).status_code == 403


class TestSuggest:
    async def test_fills_the_bands_by_share_and_keeps_the_least_score(self, pool):
        school, _ = pool
        body = await school.get("suggested-lines")
        assert (body["special"], body["general"], body["other"]) == (1, 3, 5)
        assert body["lines"] == {"special": 85, "general": 61, "other": 21}

    async def test_a_line_below_the_least_score_warns(self, pool):
        school, _ = pool
        trial = await school.place.post(
            f"{school.judged.path}/cut-trials",
            school.headers,
            json={"special": 85, "general": 61, "other": 10},
        )
        body = trial.json()
        assert any("最低分20分" in said for said in body["warnings"])
        assert len(body["errors"]) == 2  # 25 % and 45 %
        assert [share["students"] for share in body["shares"]] == [1, 4, 10]


class TestCut:
    async def test_turns_scores_into_grades(self, pool, form_of, audited):
        school, persons = pool
        made = await school.made({"special": 85, "general": 61, "other": 21})
        assert made["counts"] == {
            "special": 1, "general": 3, "other": 5, "none": 1, "undecided": 0,
        }  # fmt: skip
        grades = [(await form_of(school.judged, one)).grade for one in persons]
        assert grades == ["special", *["general"] * 3, *["other"] * 5, "none"]
        assert ("cut.make", "ok") in await audited()

    async def test_guaranteed_students_are_special_whatever_the_line(
        self, judged, lines, put_forms, form_of
    ):
        first, second, *_ = judged.school.classes[0].students
        await put_forms(
            judged, {first: {"raw_score": 5, "is_guaranteed": True}, second: 30},
            difference=Difference.NORMAL,
        )  # fmt: skip
        made = await lines.made({"special": 91, "general": 91, "other": 91})
        assert made["counts"]["special"] == 1
        assert (await form_of(judged, first)).grade == "special"
        assert (await form_of(judged, second)).grade == "none"

    async def test_over_a_maximum_is_refused(self, pool):
        school, _ = pool
        answer = await school.cut({"special": 85, "general": 61, "other": 10})
        assert (answer.status_code, answer.json()["code"]) == (400, "cap_exceeded")

    async def test_rising_lines_are_refused(self, pool):
        school, _ = pool
        answer = await school.cut({"special": 40, "general": 60, "other": 20})
        assert answer.json()["code"] == "lines_not_descending"

    @pytest.mark.parametrize(
        ("state", "kind"),
        [
            ({"audit": AuditState.UNREVIEWED}, "unreviewed"),
            ({"difference": Difference.ABNORMAL}, "open_abnormal"),
            ({"difference": Difference.UNCOMPUTED}, "uncomputed"),
            (
                {"fill": FillState.RETURNED, "audit": AuditState.UNREVIEWED},
                "unreviewed",
            ),
        ],
    )
    async def test_open_forms_are_listed_and_may_be_set_aside_with_a_reason(
        self, pool, change_form, state, kind
    ):
        school, persons = pool
        await change_form(school.judged, persons[4], **state)
        answer = await school.cut({"special": 85, "general": 61, "other": 21})
        assert answer.status_code == 409
        assert answer.json()["open_cases"] == {kind: [str(persons[4])]}
        aside = {"person_id": str(persons[4]), "reason": ""}
        answer = await school.cut({"special": 85, "general": 61, "other": 21}, [aside])
        assert answer.json()["code"] == "reason_missing"
        aside["reason"] = "材料待核"
        made = await school.made({"special": 85, "general": 61, "other": 21}, set_aside=[aside])
        assert made["counts"]["undecided"] == 1
        assert made["set_aside"] == [str(persons[4])]

    async def test_waits_for_the_register(self, pool, feed):
        school, _ = pool
        job_id = new_id()
        await feed(
            BulkStarted(job_id=job_id, kind="import"),
            subject=job_id,
            school_id=school.judged.school.id,
        )
        answer = await school.cut({"special": 85, "general": 61, "other": 21})
        assert (answer.status_code, answer.json()["code"]) == (409, "register_not_settled")
        assert (await school.get("cut-basis"))["is_settled"] is False

    async def test_the_same_key_cuts_once(self, pool):
        school, _ = pool
        keyed = {**school.headers, "idempotency-key": "one"}
        wanted = {"special": 85, "general": 61, "other": 21}
        first = await school.cut(wanted, headers=keyed)
        assert (await school.cut(wanted, headers=keyed)).json() == first.json()
        assert len(await school.get("cuts")) == 1

    async def test_who_did_not_see_the_newest_cut_hears_of_it(self, pool):
        school, _ = pool
        await school.made(after=0)
        problem = (await school.cut(after=0)).json()
        assert (problem["code"], problem["number"]) == ("cut_meanwhile", 1)
        assert (await school.made(after=1))["number"] == 2

    async def test_who_left_before_is_no_longer_cut(self, pool, change_student):
        school, persons = pool
        await change_student(school.judged.school, persons[0], 2, status="left")
        made = await school.made({"special": 70, "general": 61, "other": 30})
        assert sum(made["counts"].values()) == 9

    async def test_a_foreign_round_does_not_exist(self, pool, admin):
        school, _ = pool
        answer = await school.cut(headers=admin)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_campaign")


class TestVerify:
    async def test_computes_the_same_again_from_what_was_stored(self, pool, change_form):
        school, persons = pool
        made = await school.made({"special": 85, "general": 61, "other": 21})
        await change_form(school.judged, persons[0], audit=AuditState.UNREVIEWED)
        body = await school.verify(made)
        assert body["is_equal"]
        assert body["stored_digest"] == body["computed_digest"] == made["digest"]

    async def test_stores_no_name_and_no_plain_score(self, pool, parts):
        school, _ = pool
        await school.made({"special": 85, "general": 61, "other": 21})
        async with parts.database.transaction(school.judged.school.id) as tx:
            inputs = await tx.session.scalar(text("SELECT inputs FROM cut"))
        assert inputs.startswith("A256GCM:")

    async def test_a_changed_store_does_not_open(self, pool, parts):
        school, _ = pool
        made = await school.made({"special": 85, "general": 61, "other": 21})
        other = await school.made({"special": 85, "general": 61, "other": 30})
        async with parts.database.transaction(school.judged.school.id) as tx:
            await tx.session.execute(
                text(
                    "UPDATE cut SET grades = (SELECT grades FROM cut WHERE id = :b) WHERE id = :a"
                ),
                {"a": made["id"], "b": other["id"]},
            )
        answer = await school.place.get(f"{BASE}/cuts/{made['id']}/verify", school.headers)
        assert answer.status_code == 500


class TestCompare:
    async def test_names_everybody_whose_grade_moved(self, pool):
        school, persons = pool
        first = await school.made({"special": 85, "general": 61, "other": 21})
        second = await school.made({"special": 85, "general": 61, "other": 30})
        assert [one["number"] for one in await school.get("cuts")] == [2, 1]
        answer = await school.place.get(
            f"{BASE}/cuts/{first['id']}/compare/{second['id']}", school.headers
        )
        body = answer.json()
        assert body["moved"] == [{"person_id": str(persons[8]), "before": "other", "after": "none"}]
        assert body["is_same_input"] is False

    async def test_a_cut_of_another_school_does_not_exist(self, pool, admin, place):
        school, _ = pool
        made = await school.made({"special": 85, "general": 61, "other": 21})
        answer = await place.get(f"{BASE}/cuts/{made['id']}/verify", admin)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_cut")


class TestLastYear:
    async def test_shows_its_lines_and_warns_of_a_gap(self, pool, begin, put_forms):
        school, persons = pool
        earlier = await begin(school.judged.school, term="202501")
        await put_forms(earlier, {persons[0]: 50}, difference=Difference.NORMAL)
        body = {"students": 40, "reason": "含新生", "document": "校教〔2025〕8号"}
        await school.place.client.put(
            f"{earlier.path}/official-enrolment", headers=school.headers, json=body
        )
        await Lines(school.place, earlier, school.headers).made(
            {"special": 50, "general": 50, "other": 50}
        )
        basis = await school.get("cut-basis")
        assert basis["last_year"]["lines"] == {"special": 50, "general": 50, "other": 50}
        assert any("上年40人" in said for said in basis["warnings"])
