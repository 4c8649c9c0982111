"""Single changes after the cut over HTTP: grades, wishes, false evidence, reopening."""

from datetime import UTC, datetime

from sqlalchemy import text

from zizhu.common.ids import new_id

BASE = "/api/v1/identification"
LINES = {"special": 80, "general": 60, "other": 40}
OVER = datetime(2026, 9, 16, 2, tzinfo=UTC)


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
