"""Rounds over HTTP: drafted, planned, opened, closed, cancelled, moved to other rules."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.common.tables import audit_line
from zizhu.identification.domain.defaults import default_scheme
from zizhu.identification.domain.scheme import dump_scheme, succeed_scheme
from zizhu.identification.models import CampaignRow

CAMPAIGNS = "/api/v1/identification/campaigns"


@pytest.fixture
def act(place, admin, seen):
    """Do one act to a round and return the answer."""

    async def do(one, name, **body):
        headers = seen(admin, one["version"])
        return await place.post(f"{CAMPAIGNS}/{one['id']}/{name}", headers, json=body)

    return do


@pytest.fixture
def release(place, admin):
    async def do(document):
        path = "/api/v1/identification/rules/scheme"
        assert (await place.post(path, admin, json={"document": document})).status_code == 201

    return do


class TestDraft:
    async def test_begins_with_the_default_rules(self, place, admin, audited):
        answer = await place.post(CAMPAIGNS, admin, json={"term": "202601", "title": "秋季认定"})
        one = answer.json()
        assert (answer.status_code, one["state"], one["version"]) == (201, "drafted", 1)
        assert one["rules"]["threshold_hundredths"] == 2500
        assert one["guaranteed"]["dibao"] is True
        assert await audited() == [("campaign.draft", "ok")]

    async def test_refuses_what_is_no_term(self, place, admin):
        answer = await place.post(CAMPAIGNS, admin, json={"term": "202603", "title": "秋季"})
        assert (answer.status_code, answer.json()["code"]) == (400, "term_invalid")

    async def test_copies_rules_and_phases_of_an_earlier_one(self, place, admin, draft_round):
        earlier = await draft_round(guaranteed={"relocation": True})
        body = {"term": "202701", "title": "次年", "copied_from": earlier["id"]}
        copied = (await place.post(CAMPAIGNS, admin, json=body)).json()
        assert copied["guaranteed"]["relocation"] is True
        assert len(copied["phases"]) == 7
        assert copied["phases"][0]["opens_at"] > earlier["phases"][0]["opens_at"]

    async def test_says_that_it_does_not_know_what_to_copy(self, place, admin):
        body = {"term": "202701", "title": "次年", "copied_from": str(new_id())}
        answer = await place.post(CAMPAIGNS, admin, json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")
        assert answer.headers["retry-after"]

    async def test_is_for_the_school_alone(self, place, school):
        for role in (Role.DEPT, Role.COUNSELOR, Role.STUDENT, Role.PLATFORM_ADMIN):
            headers = place.token(role, school.id, student_id=new_id())
            answer = await place.post(CAMPAIGNS, headers, json={"term": "202601", "title": "x"})
            assert answer.status_code == 403


class TestPlan:
    async def test_refuses_phases_that_run_backwards(self, place, admin, draft_round, seen, plan):
        one = await draft_round()
        phases = plan()["phases"]
        phases[2]["ends_at"] = phases[0]["opens_at"]
        answer = await place.client.put(
            f"{CAMPAIGNS}/{one['id']}/plan",
            headers=seen(admin, one["version"]),
            json=plan(phases=phases),
        )
        assert answer.json()["code"] == "phases_flawed"
        assert "review" in {item["field"] for item in answer.json()["errors"]}

    async def test_tells_the_audit_which_threshold_became_which(self, draft_round, parts):
        await draft_round(rules={"threshold_hundredths": 1250})
        async with parts.database.transaction() as tx:
            details = await tx.session.scalar(
                select(audit_line.c.details).where(audit_line.c.action == "campaign.plan")
            )
        assert b'"threshold_hundredths":[2500,1250]' in details

    async def test_refuses_who_saw_an_older_version(self, place, admin, draft_round, seen, plan):
        one = await draft_round()
        answer = await place.client.put(
            f"{CAMPAIGNS}/{one['id']}/plan", headers=seen(admin, 1), json=plan()
        )
        assert answer.status_code == 412

    async def test_refuses_rules_given_twice(self, place, admin, draft_round, seen, plan):
        one = await draft_round()
        answer = await place.client.put(
            f"{CAMPAIGNS}/{one['id']}/plan",
            headers=seen(admin, one["version"]),
            json=plan(rules={"min_score": 15}, parameters_version="default-v1"),
        )
        assert answer.json()["code"] == "plan_ambiguous"


class TestOpen:
    async def test_lets_the_round_begin(self, open_round, place, as_student, school):
        one = await open_round()
        assert one["state"] == "opened"
        assert one["phases_now"] == ["filing"]
        student = as_student(school.classes[0].students[0])
        assert [item["id"] for item in (await place.get(CAMPAIGNS, student)).json()] == [one["id"]]

    async def test_says_what_is_not_set_yet(self, draft_round, act):
        one = await draft_round(phases=[], subsistence_line=None)
        answer = await act(one, "open")
        assert answer.json()["code"] == "campaign_incomplete"
        assert len(answer.json()["errors"]) == 8

    async def test_hides_a_draft_from_everybody_else(self, draft_round, place, counselor):
        one = await draft_round()
        assert (await place.get(CAMPAIGNS, counselor)).json() == []
        answer = await place.get(f"{CAMPAIGNS}/{one['id']}", counselor)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_campaign")

    async def test_a_foreign_round_is_as_if_it_were_not(self, open_round, place, make_school):
        one = await open_round()
        other = await make_school(first=100, code="90002")
        headers = place.token(Role.SCHOOL_ADMIN, other.id)
        foreign = await place.get(f"{CAMPAIGNS}/{one['id']}", headers)
        nothing = await place.get(f"{CAMPAIGNS}/{new_id()}", headers)
        assert foreign.status_code == nothing.status_code == 404
        assert foreign.json()["detail"] == nothing.json()["detail"]


class TestClose:
    async def test_is_undone_with_a_reason_only(self, open_round, act):
        one = (await act(await open_round(), "close")).json()
        assert one["state"] == "closed"
        refused = await act(one, "reopen")
        assert refused.json()["code"] == "reason_missing"
        assert (await act(one, "reopen", reason="补充认定")).json()["state"] == "opened"

    async def test_closes_what_was_left_to_do(self, one, act, me, announced):
        await me.begin()
        assert (await act(one, "close")).status_code == 200
        last = (await announced("todo_changed"))[-1]
        assert last.data["is_open"] is False

    async def test_empties_what_mere_panel_members_wrote(self, one, act, me, announced):
        await me.begin()
        await me.save(purpose="panel_only")
        assert (await me.hand_in()).status_code == 200
        await act(one, "close")
        own = (await me.show()).json()
        assert own["form"]["basic"]["name"] is None
        assert (await announced("student_use_changed"))[-1].data["is_in_use"] is False


class TestCancel:
    async def test_needs_a_reason_and_is_final(self, open_round, act):
        one = await open_round()
        assert (await act(one, "cancel")).json()["code"] == "reason_missing"
        done = (await act(one, "cancel", reason="安排有变")).json()
        assert done["state"] == "cancelled"
        assert (await act(done, "open")).json()["code"] == "campaign_state_forbids"

    async def test_is_refused_once_publicity_began(self, open_round, act, parts, school):
        one = await open_round()
        async with parts.database.transaction(school.id) as tx:
            await tx.session.execute(
                update(CampaignRow)
                .where(CampaignRow.id == UUID(one["id"]))
                .values(published_at=parts.business.now())
            )
        answer = await act(one, "cancel", reason="安排有变")
        assert answer.json()["code"] == "publicity_started"


class TestAdoptRules:
    async def test_moves_a_running_round_with_a_reason(self, open_round, act, audited):
        one = await open_round()
        rules = one["rules"] | {"threshold_hundredths": 3000}
        assert (await act(one, "rules", rules=rules)).json()["code"] == "reason_missing"
        done = (await act(one, "rules", rules=rules, reason="学校会议决定")).json()
        assert done["rules"]["threshold_hundredths"] == 3000
        assert ("campaign.adopt_rules", "refused") in await audited()

    async def test_keeps_the_scheme_once_a_form_was_handed_in(self, one, act, me, release):
        await release(dump_scheme(succeed_scheme(default_scheme(), "own-v2")))
        await me.file()
        rules = one["rules"] | {"scheme_version": "own-v2"}
        answer = await act(one, "rules", rules=rules, reason="更换指标")
        assert answer.json()["code"] == "scheme_frozen"

    async def test_refuses_a_scheme_that_was_never_released(self, open_round, act):
        one = await open_round()
        rules = one["rules"] | {"scheme_version": "nobody-v1"}
        answer = await act(one, "rules", rules=rules, reason="更换指标")
        assert answer.json()["code"] == "unknown_version"


class TestQuestions:
    async def test_are_worded_in_yuan(self, open_round, place, as_student, school):
        one = await open_round()
        student = as_student(school.classes[0].students[0])
        shown = (await place.get(f"{CAMPAIGNS}/{one['id']}/questions", student)).json()
        assert any("36000元" in label for label in shown["labels"]["B3"].values())
        assert shown["consent"]["version"] == "consent.v1"
