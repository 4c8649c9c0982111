"""Special groups: seen, confirmed, refuted; only a proof guarantees; and declining the aid."""

import pytest
from sqlalchemy import select

from zizhu.common.tables import audit_line

BASE = "/api/v1/identification"


@pytest.fixture
async def filed(me):
    return await me.file(groups=["dibao", "disabled_parent"])


@pytest.fixture
def judge(place, filed):
    async def do(headers, act, code="dibao", **body):
        path = f"{BASE}/forms/{filed['id']}/claims/{code}/{act}"
        return await place.post(path, headers, json=body)

    return do


@pytest.fixture
def shown(place, filed, counselor):
    async def read():
        return (await place.get(f"{BASE}/forms/{filed['id']}", counselor)).json()

    return read


class TestProof:
    async def test_takes_a_counsellor_and_then_the_department(self, judge, shown, counselor, dept):
        early = await judge(dept, "confirm")
        assert (early.status_code, early.json()["code"]) == (409, "document_not_seen")
        assert (await judge(counselor, "see")).json()[0]["is_seen"] is True
        assert (await judge(dept, "confirm")).json()[0]["state"] == "documented"
        form = await shown()
        assert (form["is_guaranteed"], form["effective_score"], form["raw_score"]) == (True, 90, 0)

    async def test_of_a_group_that_only_weighs_guarantees_nothing(
        self, judge, shown, counselor, dept
    ):
        await judge(counselor, "see", "disabled_parent")
        await judge(dept, "confirm", "disabled_parent")
        assert (await shown())["is_guaranteed"] is False

    async def test_is_not_known_for_a_group_never_claimed(self, judge, counselor):
        answer = await judge(counselor, "see", "orphan")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_claim")

    async def test_says_nothing_of_the_group_to_the_audit(self, judge, counselor, parts):
        await judge(counselor, "see")
        async with parts.database.transaction() as tx:
            details = await tx.session.scalars(select(audit_line.c.details))
        assert not any(b"dibao" in (line or b"") for line in details)


class TestRefute:
    async def test_takes_a_guarantee_away_again(self, judge, shown, counselor, dept):
        await judge(counselor, "see")
        await judge(dept, "confirm")
        refused = await judge(counselor, "refute", reason="证件过期")
        assert (refused.status_code, refused.json()["code"]) == (403, "actor_may_not")
        done = await judge(dept, "refute", reason="证件过期")
        assert done.json()[0]["state"] == "refuted"
        assert (await shown())["effective_score"] == 0

    async def test_needs_a_reason(self, judge, counselor):
        assert (await judge(counselor, "refute")).json()["code"] == "reason_missing"


class TestDecline:
    @pytest.fixture
    def decline(self, place, one, me):
        async def do(choice="ranked", name=None):
            path = f"{BASE}/campaigns/{one['id']}/decline"
            body = {"choice": choice, "signed_name": me.name if name is None else name}
            return await place.post(path, me.headers, json=body)

        return do

    async def test_is_for_guaranteed_students(self, filed, decline):
        answer = await decline()
        assert (answer.status_code, answer.json()["code"]) == (409, "not_guaranteed")

    async def test_to_be_ranked_gives_the_full_marks_up(
        self, judge, shown, counselor, dept, decline
    ):
        await judge(counselor, "see")
        await judge(dept, "confirm")
        assert (await decline(name="别人")).json()["code"] == "reason_missing"
        assert (await decline()).status_code == 200
        form = await shown()
        assert (form["has_declined"], form["is_guaranteed"]) == (True, False)


class TestGuaranteedKinds:
    @pytest.fixture
    async def proved(self, judge, counselor, dept):
        await judge(counselor, "see", "disabled_parent")
        await judge(dept, "confirm", "disabled_parent")

    @pytest.mark.usefixtures("proved")
    async def test_adopted_by_a_running_round_are_judged_anew(self, shown, place, one, admin, seen):
        body = {
            "rules": one["rules"], "guaranteed": {"disabled_parent": True}, "reason": "学校决定",
        }  # fmt: skip
        path = f"{BASE}/campaigns/{one['id']}/rules"
        done = await place.post(path, seen(admin, one["version"]), json=body)
        assert done.status_code == 200
        assert (await shown())["is_guaranteed"] is True
