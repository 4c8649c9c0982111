"""Signing in by phone and code, proving oneself again, and changing the login phone."""

from datetime import timedelta

import pytest

API = "/api/v1/identity"


@pytest.fixture
def send(world):
    async def request(phone, path="/session/code", headers=None):
        answer = await world.client.post(
            f"{API}{path}", json={"phone": phone} if phone else None, headers=headers
        )
        assert answer.status_code == 202, answer.text

    return request


@pytest.fixture
def latest(world):
    async def code(phone):
        answer = await world.client.post(f"{API}/demo/codes", json={"phone": phone})
        return answer.json()[0]["text"].removeprefix("验证码 ")[:6]

    return code


@pytest.fixture
def enter(world):
    async def sign_in(phone, code, **more):
        given = {"phone": phone, "code": code} | more
        return await world.client.post(f"{API}/session/phone", json=given)

    return sign_in


class TestSignIn:
    async def test_opens_the_only_post_of_a_phone(self, world, send, latest, enter):
        school_id = await world.school()
        await send("13800000001")
        answer = await enter("13800000001", await latest("13800000001"))
        assert answer.json()["school_id"] == str(school_id)

    async def test_a_phone_in_two_schools_chooses(self, world, send, latest, enter):
        phone = "13800000001"
        await world.school(1)
        second = await world.school(2, admin_phone=phone)
        await send(phone)
        code = await latest(phone)
        choices = (await enter(phone, code)).json()["choices"]
        assert {one["school_name"] for one in choices} == {"甲乙大学1分校", "甲乙大学2分校"}
        wanted = next(one for one in choices if one["school_name"] == "甲乙大学2分校")
        answer = await enter(phone, code, post_id=wanted["post"]["id"])
        assert answer.json()["school_id"] == str(second)
        assert (await enter(phone, code)).status_code == 401

    async def test_an_unknown_number_learns_it_only_with_the_code(self, world, send, latest, enter):
        phone = "13700000000"
        await send(phone)
        assert (await enter(phone, "000000")).json()["code"] == "sign_in_refused"
        answer = await enter(phone, await latest(phone))
        assert (answer.status_code, answer.json()["code"]) == (403, "account_not_opened")

    async def test_wrong_codes_lock_the_number(self, world, send, latest, enter):
        await world.school()
        await send("13800000001")
        code = await latest("13800000001")
        wrong = "000000" if code != "000000" else "111111"
        tries = [(await enter("13800000001", wrong)).status_code for _ in range(5)]
        assert tries == [401] * 5
        assert (await enter("13800000001", code)).json()["code"] == "sign_in_locked"

    async def test_a_newer_code_replaces_the_older(self, world, send, latest, enter):
        await world.school()
        await send("13800000001")
        older = await latest("13800000001")
        await send("13800000001")
        newer = await latest("13800000001")
        if older != newer:
            assert (await enter("13800000001", older)).status_code == 401
        assert (await enter("13800000001", newer)).status_code == 200

    async def test_ten_codes_an_hour(self, world, send, clock):
        for _ in range(10):
            await send("13800000001")
        answer = await world.client.post(f"{API}/session/code", json={"phone": "13800000001"})
        assert (answer.status_code, answer.json()["code"]) == (429, "tried_too_often")
        clock.advance(timedelta(hours=1))
        await send("13800000001")


class TestVerify:
    async def test_a_password_makes_the_sign_in_fresh_again(self, world, clock):
        _, headers = await world.admin()
        clock.advance(timedelta(minutes=9))
        answer = await world.client.post(
            f"{API}/session/verification", json={"password": world.password}, headers=headers
        )
        assert answer.status_code == 200
        token = answer.json()["access_token"]
        principal = await world.parts.tokens.verify(token)
        assert principal.signed_in_at == clock.now()

    async def test_a_code_to_ones_own_phone_as_well(self, world, send, latest):
        _, headers = await world.admin()
        await send(None, "/session/verification/code", headers)
        given = {"code": await latest("13800000001")}
        answer = await world.client.post(f"{API}/session/verification", json=given, headers=headers)
        assert answer.status_code == 200

    async def test_a_wrong_password_counts_like_a_failed_sign_in(self, world):
        _, headers = await world.admin()
        path = f"{API}/session/verification"
        for _ in range(5):
            answer = await world.client.post(path, json={"password": "x" * 12}, headers=headers)
            assert answer.status_code == 401
        assert (await world.sign_in("school1")).status_code == 429


class TestPassword:
    async def test_is_changed_with_the_present_one_and_ends_other_sessions(self, world, cookie_of):
        _, headers = await world.admin()
        other = cookie_of(await world.sign_in("school1"))
        given = {"current": world.password, "new": "a whole new sentence"}
        answer = await world.client.post(f"{API}/password", json=given, headers=headers)
        assert answer.status_code == 204
        assert (await world.refresh(other)).status_code == 401
        assert (await world.sign_in("school1")).status_code == 401
        assert (await world.sign_in("school1", "a whole new sentence")).status_code == 200

    async def test_is_not_changed_without_it(self, world):
        _, headers = await world.admin()
        given = {"new": "a whole new sentence"}
        answer = await world.client.post(f"{API}/password", json=given, headers=headers)
        assert answer.status_code == 401

    async def test_is_set_right_after_a_code_without_it(
        self, world, send, latest, enter, headers_of
    ):
        await world.admin()
        await send("13800000001")
        signed = await enter("13800000001", await latest("13800000001"))
        given = {"new": "a whole new sentence"}
        answer = await world.client.post(f"{API}/password", json=given, headers=headers_of(signed))
        assert answer.status_code == 204
        assert (await world.sign_in("school1", "a whole new sentence")).status_code == 200


class TestChangePhone:
    async def test_needs_codes_of_both_numbers_and_tells_both(self, world, send, latest):
        _, headers = await world.admin()
        new = "13600000000"
        await send(new, "/phone/codes", headers)
        given = {
            "phone": new,
            "old_code": await latest("13800000001"),
            "new_code": await latest(new),
        }
        wrong = await world.client.post(
            f"{API}/phone", json=given | {"old_code": "x"}, headers=headers
        )
        assert wrong.json()["code"] == "code_refused"
        answer = await world.client.post(f"{API}/phone", json=given, headers=headers)
        assert answer.status_code == 204
        for phone in ("13800000001", new):
            shown = await world.client.post(f"{API}/demo/codes", json={"phone": phone})
            assert "已变更" in shown.json()[0]["text"]
        assert (await world.sign_in(new)).status_code == 200
        assert (await world.sign_in("13800000001")).status_code == 401


class TestActivationCode:
    async def test_outlives_the_wrong_claims_of_others(self, world, resident_number):
        """Whoever knows a number shall not keep its holder from activating."""
        school_id = await world.school()
        tree = await world.tree(school_id)
        await world.students(school_id, world.student_state(tree, 1, name="甲小明"))
        phone = "13900000001"
        right = {"school_code": "90001", "name": "甲小明", "phone": phone}
        own = right | {"document_number": resident_number(1)}
        await world.client.post(f"{API}/activation/code", json=own)
        shown = await world.client.post(f"{API}/demo/codes", json={"phone": phone})
        code = shown.json()[0]["text"].removeprefix("验证码 ")[:6]
        for number in range(10, 15):
            foreign = right | {"document_number": resident_number(number)}
            await world.client.post(f"{API}/activation/code", json=foreign)
            wrong = foreign | {"code": "000000", "password": world.password}
            assert not (await world.client.post(f"{API}/activation", json=wrong)).is_success
        used = own | {"code": code, "password": world.password}
        assert (await world.client.post(f"{API}/activation", json=used)).status_code == 200


HALF_A_YEAR = timedelta(days=180)


@pytest.fixture
async def officer(world):
    """The phone of an officer whose account was opened just now."""
    school_id, headers = await world.admin()
    tree = await world.tree(school_id)
    await world.students(school_id, world.student_state(tree, 1))
    given = {
        "login": "JYone",
        "name": "吴示例",
        "phone": "13700000009",
        "document_number": world.resident_number(9),
        "scope": [{"college_id": str(tree.college)}],
    }
    answer = await world.client.post(f"{API}/accounts", json=given, headers=headers)
    assert answer.status_code == 201, answer.text
    return given["phone"]


class TestAfterHalfAYear:
    @pytest.fixture
    def try_code(self, send, latest, enter):
        async def sign_in(phone, **more):
            await send(phone)
            said = {"confirmation": more} if more else {}
            return await enter(phone, await latest(phone), **said)

        return sign_in

    async def test_the_holder_says_name_and_the_end_of_the_document(
        self, world, clock, officer, try_code
    ):
        clock.advance(HALF_A_YEAR)
        asked = await try_code(officer)
        assert (asked.status_code, asked.json()["code"]) == (403, "phone_needs_confirmation")
        assert asked.json()["asks"] == "tail"
        tail = world.resident_number(9)[-4:].lower()
        clock.advance(timedelta(minutes=2))
        assert (await try_code(officer, name="吴 示例", document=tail)).status_code == 200
        clock.advance(HALF_A_YEAR - timedelta(minutes=1))
        assert (await try_code(officer)).status_code == 200

    async def test_a_number_in_use_is_not_asked(self, clock, officer, try_code):
        clock.advance(HALF_A_YEAR - timedelta(seconds=1))
        assert (await try_code(officer)).status_code == 200

    async def test_wrong_answers_lock_like_wrong_codes(self, world, clock, officer, try_code):
        clock.advance(HALF_A_YEAR)
        tail = world.resident_number(9)[-4:]
        for said in ({"name": "吴示例", "document": "0000"}, {"name": "别人", "document": tail}):
            answer = await try_code(officer, **said)
            assert (answer.status_code, answer.json()["code"]) == (403, "confirmation_refused")
        codes = [
            (await try_code(officer, name="吴示例", document="0000")).json()["code"]
            for _ in range(4)
        ]
        assert codes[-1] == "sign_in_locked"

    async def test_an_account_without_a_document_takes_another_way(self, world, clock, try_code):
        await world.school()
        clock.advance(HALF_A_YEAR)
        answer = await try_code("13800000001")
        assert (answer.status_code, answer.json()["code"]) == (403, "phone_dormant")

    async def test_the_whole_number_does_as_well(self, world, clock, officer, try_code):
        clock.advance(HALF_A_YEAR)
        said = {"name": "吴示例", "document": world.resident_number(9)}
        assert (await try_code(officer, **said)).status_code == 200

    async def test_a_student_says_the_whole_number(self, world, clock, latest, try_code):
        """Of a student's document only the digest is here."""
        school_id, _ = await world.admin()
        tree = await world.tree(school_id)
        await world.students(school_id, world.student_state(tree, 1, name="甲小明"))
        phone, number = "13900000001", world.resident_number(1)
        claim = {"school_code": "90001", "name": "甲小明", "document_number": number}
        claim |= {"phone": phone}
        await world.client.post(f"{API}/activation/code", json=claim)
        given = claim | {"code": await latest(phone), "password": world.password}
        done = await world.client.post(f"{API}/activation", json=given)
        assert done.status_code == 200, done.text
        clock.advance(HALF_A_YEAR)
        assert (await try_code(phone)).json()["asks"] == "number"
        tail = await try_code(phone, name="甲小明", document=number[-4:])
        assert tail.json()["code"] == "confirmation_refused"
        assert (await try_code(phone, name="甲小明", document=number)).status_code == 200
