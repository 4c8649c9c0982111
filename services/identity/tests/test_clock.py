"""The business clock, and what only demo and test installations have."""

from datetime import timedelta

from zizhu.identity.app import DEMO_PASSWORD

API = "/api/v1/identity"


class TestShift:
    async def test_moves_business_time_and_tells_everybody(self, world, clock):
        headers = await world.platform()
        answer = await world.client.post(
            f"{API}/clock/shift", json={"seconds": 86_400}, headers=headers
        )
        assert answer.json()["shift_seconds"] == 86_400
        assert world.parts.business.now() == clock.now() + timedelta(days=1)
        (event,) = await world.announced("business_clock_shifted")
        assert (event.version, event.data["shift_seconds"]) == (1, 86_400)
        assert event.school_id is None

    async def test_adds_up_and_may_name_an_instant(self, world, clock):
        headers = await world.platform()
        path = f"{API}/clock/shift"
        await world.client.post(path, json={"seconds": 60}, headers=headers)
        more = await world.client.post(path, json={"seconds": 60}, headers=headers)
        assert more.json()["shift_seconds"] == 120
        there = (clock.now() + timedelta(days=3)).isoformat()
        answer = await world.client.post(path, json={"to": there}, headers=headers)
        assert answer.json()["shift_seconds"] == 3 * 86_400
        assert (await world.client.get(f"{API}/clock")).json()["shift_seconds"] == 3 * 86_400

    async def test_is_the_platforms_alone(self, world):
        _, headers = await world.admin()
        answer = await world.client.post(
            f"{API}/clock/shift", json={"seconds": 60}, headers=headers
        )
        assert answer.status_code == 403

    async def test_wants_one_of_both(self, world):
        headers = await world.platform()
        answer = await world.client.post(f"{API}/clock/shift", json={}, headers=headers)
        assert answer.json()["code"] == "clock_immovable"


class TestDemo:
    async def test_lists_one_account_a_role_with_the_password_of_all(self, world):
        school_id = await world.school()
        await world.give_password(school_id, "school1")
        assert (await world.client.get(f"{API}/demo/accounts")).json() == []
        headers = await world.signed_in("school1")
        given = {"current": world.password, "new": DEMO_PASSWORD}
        await world.client.post(f"{API}/password", json=given, headers=headers)
        (one,) = (await world.client.get(f"{API}/demo/accounts")).json()
        assert (one["login"], one["role"]) == ("school1", "school_admin")
        assert one["label"] == "学校账号"
        assert (await world.sign_in(one["login"], one["password"])).status_code == 200


class TestProduction:
    async def test_has_neither_one_click_accounts_nor_codes(self, production):
        for path in ("/demo/accounts", "/demo/codes"):
            answer = await production.client.get(f"{API}{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not_in_this_installation")

    async def test_without_a_gateway_says_what_to_use_instead(self, production):
        answer = await production.client.post(f"{API}/session/code", json={"phone": "13800000001"})
        assert (answer.status_code, answer.json()["code"]) == (503, "sms_unavailable")
        assert "激活码" in answer.json()["detail"]
