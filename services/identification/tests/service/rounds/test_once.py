"""Handing in, planning and opening are done once per Idempotency-Key."""

from sqlalchemy import select

from zizhu.common.tables import idempotency_key

BASE = "/api/v1/identification/campaigns"
KEY = {"idempotency-key": "the-same"}


class TestHandIn:
    async def test_a_lost_answer_is_answered_again(self, me, place):
        await me.fill_in()
        body = {"commitment": {"version": "commitment.v1", "signed_name": me.name}}
        headers = {**me.headers, **KEY}
        answers = [await place.post(f"{me.path}/submit", headers, json=body) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
        assert answers[1].json()["fill"] == "submitted"

    async def test_keeps_no_copy_of_what_was_handed_in(self, me, place, parts):
        await me.fill_in()
        body = {"commitment": {"version": "commitment.v1", "signed_name": me.name}}
        await place.post(f"{me.path}/submit", {**me.headers, **KEY}, json=body)
        async with parts.database.transaction() as tx:
            (kept,) = (await tx.session.scalars(select(idempotency_key.c.answer))).all()
        assert kept == b""

    async def test_the_key_is_good_for_one_request(self, me, place):
        await me.fill_in()
        body = {"commitment": {"version": "commitment.v1", "signed_name": me.name}}
        await place.post(f"{me.path}/submit", {**me.headers, **KEY}, json=body)
        answer = await place.post(f"{me.path}/submit", {**me.headers, **KEY})
        assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")


class TestPlanAndOpen:
    async def test_repeated_answer_the_same_whatever_the_version_is_now(
        self, draft_round, place, admin, seen, plan
    ):
        one = await draft_round()
        for method, name, body in (("PUT", "plan", plan(title="春季认定")), ("POST", "open", None)):
            shown = (await place.get(f"{BASE}/{one['id']}", admin)).json()
            headers = {**seen(admin, shown["version"]), "idempotency-key": name}
            answers = [
                await place.client.request(
                    method, f"{BASE}/{one['id']}/{name}", headers=headers, json=body
                )
                for _ in range(2)
            ]
            assert [answer.status_code for answer in answers] == [200, 200]
            assert answers[0].json() == answers[1].json()
            assert answers[0].json()["version"] == shown["version"] + 1

    async def test_a_refusal_names_the_round_in_the_audit(
        self, draft_round, place, admin, seen, audited
    ):
        one = await draft_round(phases=[])
        await place.post(f"{BASE}/{one['id']}/open", seen(admin, one["version"]))
        assert ("campaign.open", "refused") in await audited()
