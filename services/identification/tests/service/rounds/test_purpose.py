"""A counsellor corrects whether somebody applies or only evaluates, over HTTP."""

import pytest
from sqlalchemy import update

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.identification.models import PanelRow
from zizhu.identification.models.panel import PanelMemberRow

FORMS = "/api/v1/identification/forms"


@pytest.fixture
def correct(place, seen, counselor):
    async def do(form_id, purpose, reason="与学生核实后更正", headers=None):
        headers = headers or counselor
        shown = await place.get(f"{FORMS}/{form_id}", headers)
        sent = seen(headers, shown.json().get("version", 1))
        body = {"purpose": purpose, "reason": reason}
        return await place.post(f"{FORMS}/{form_id}/purpose", sent, json=body)

    return do


@pytest.fixture
def steps_of(place, counselor):
    async def read(form_id):
        return (await place.get(f"{FORMS}/{form_id}/steps", counselor)).json()

    return read


@pytest.fixture
def seat(parts, school, machine, student_id, one):
    """Put the student on a panel that is still a draft; `confirm` it then."""

    class Seat:
        async def draft(self):
            panel_id = new_id()
            async with parts.database.transaction(school.id) as tx:
                tx.session.add(
                    PanelRow(
                        id=panel_id, school_id=school.id, campaign_id=one["id"], minimum=1,
                        exceptions=[], created_at=machine.now(), confirmed_at=None, version=1,
                    )
                )  # fmt: skip
                await tx.session.flush()
                tx.session.add(
                    PanelMemberRow(
                        panel_id=panel_id, person_id=student_id, school_id=school.id, seq=1,
                        kind="student", position="",
                    )
                )  # fmt: skip

        async def confirm(self):
            async with parts.database.transaction(school.id) as tx:
                await tx.session.execute(update(PanelRow).values(confirmed_at=machine.now()))

    return Seat()


@pytest.fixture
def only_evaluates(me):
    async def make():
        await me.begin()
        await me.save(purpose="panel_only")
        return (await me.hand_in()).json()

    return make


class TestToPanelOnly:
    async def test_takes_the_score_the_wishes_and_the_claims(self, correct, me, place, counselor):
        own = await me.file(answers={"A2": "rural"}, groups=["dibao"])
        done = await correct(own["id"], "panel_only")
        assert done.status_code == 200, done.text
        now = done.json()
        assert (now["purpose"], now["fill"]) == ("panel_only", "submitted")
        assert (now["raw_score"], now["effective_score"], now["is_guaranteed"]) == (
            None, None, False,
        )  # fmt: skip
        shown = (await place.get(f"{FORMS}/{own['id']}", counselor)).json()
        assert shown["claims"] == []
        listed = await place.get(
            f"{me.path.removesuffix('/form')}/forms", counselor, params={"purpose": "apply"}
        )
        assert listed.json()["items"] == []

    async def test_is_logged_and_told_with_the_reason_to_officers_alone(
        self, correct, me, steps_of, audited, announced
    ):
        own = await me.file()
        assert (await correct(own["id"], "panel_only", reason="")).json()["code"] == (
            "reason_missing"
        )
        await correct(own["id"], "panel_only")
        steps = await steps_of(own["id"])
        assert (steps[-1]["transition"], steps[-1]["act"]) == ("5.2", "correct_purpose")
        assert ("form.correct_purpose", "ok") in await audited()
        assert ("form.correct_purpose", "refused") in await audited()
        message = (await announced("message_sent"))[-1]
        assert (message.data["kind"], "核实" in message.model_dump_json()) == (
            "purpose_corrected", False,
        )  # fmt: skip

    async def test_may_be_taken_back_and_nothing_has_to_be_typed_again(self, correct, me):
        own = await me.file(answers={"A2": "rural"})
        await correct(own["id"], "panel_only")
        back = (await correct(own["id"], "apply")).json()
        assert (back["fill"], back["purpose"]) == ("returned", "panel_only")
        again = (await me.hand_in()).json()
        assert (again["purpose"], again["fill"]) == ("apply", "submitted")


class TestToApply:
    async def test_gives_the_form_back_to_be_completed(self, correct, only_evaluates, me):
        own = await only_evaluates()
        done = await correct(own["id"], "apply")
        assert (done.status_code, done.json()["fill"]) == (200, "returned")
        shown = (await me.show()).json()
        assert shown["form"]["purpose"] == "apply"
        assert "请补全申请内容" in shown["return_reason"]
        assert (await me.hand_in()).json()["code"] == "form_incomplete"

    async def test_also_when_the_form_was_reviewed(
        self, correct, only_evaluates, place, seen, counselor
    ):
        own = await only_evaluates()
        path = f"{FORMS}/{own['id']}/approve"
        await place.post(path, seen(counselor, own["version"]))
        done = (await correct(own["id"], "apply")).json()
        assert (done["fill"], done["audit"]) == ("returned", "unreviewed")

    async def test_after_filing_gives_three_working_days(self, correct, only_evaluates, me, shift):
        own = await only_evaluates()
        await shift(12)
        await correct(own["id"], "apply")
        assert (await me.show()).json()["filing_ends_at"].startswith("2026-09-23T16:00:00")


class TestRefusals:
    async def test_a_confirmed_panel_settles_it(self, correct, me, seat):
        own = await me.file()
        await seat.draft()
        assert (await correct(own["id"], "panel_only")).status_code == 200
        await seat.confirm()
        answer = await correct(own["id"], "apply")
        assert (answer.status_code, answer.json()["code"]) == (409, "purpose_settled")

    async def test_so_does_the_cut(self, correct, me, one, draw_lines):
        own = await me.file()
        await draw_lines(one)
        answer = await correct(own["id"], "panel_only")
        assert answer.json()["code"] == "cut_already_made"

    async def test_nothing_would_change(self, correct, me):
        own = await me.file()
        assert (await correct(own["id"], "apply")).json()["code"] == "purpose_unchanged"

    async def test_it_is_the_counsellors_of_the_student(self, correct, me, dept, place, school):
        own = await me.file()
        assert (await correct(own["id"], "panel_only", headers=dept)).status_code == 403
        other = place.token(Role.COUNSELOR, school.id, [school.classes[1].row])
        assert (await correct(own["id"], "panel_only", headers=other)).status_code == 404
