"""Signing in by password, staying signed in, and signing out."""

import asyncio
from datetime import timedelta

from zizhu.common.auth import Role
from zizhu.common.tokens import key_id_of
from zizhu.identity.models import RefreshTokenRow

API = "/api/v1/identity"
SESSION = f"{API}/session"


class TestSignIn:
    async def test_opens_a_session_with_the_schools_post(self, world):
        school_id = await world.school()
        await world.give_password(school_id, "school1")
        answer = await world.sign_in("School1")  # login names know no case
        body = answer.json()
        assert answer.status_code == 200
        assert (body["school_id"], body["post"]["role"]) == (str(school_id), Role.SCHOOL_ADMIN)
        assert body["post"]["kind_label"] == "学校账号"
        assert body["expires_in"] == 600

    async def test_sets_a_cookie_that_scripts_and_other_paths_never_see(self, world):
        await world.admin()
        answer = await world.sign_in("school1")
        cookie = answer.headers["set-cookie"].lower()
        for word in ("httponly", "secure", "samesite=strict", "path=/api/v1/identity/session"):
            assert word in cookie
        assert "max-age" not in cookie

    async def test_the_token_is_verified_by_the_published_key(self, world):
        await world.admin()
        answer = await world.sign_in("school1")
        keys = (await world.client.get("/.well-known/jwks.json")).json()["keys"]
        assert [key["kid"] for key in keys] == [key_id_of(answer.json()["access_token"])]
        assert all("d" not in key for key in keys)

    async def test_answers_the_same_for_a_wrong_password_and_an_unknown_account(self, world):
        await world.admin()
        wrong = await world.sign_in("school1", "wrong horse battery")
        unknown = await world.sign_in("nobody", "wrong horse battery")
        assert wrong.status_code == unknown.status_code == 401
        assert wrong.json()["code"] == "sign_in_refused"
        assert wrong.json()["detail"] == unknown.json()["detail"]

    async def test_leaves_a_line_for_each_failure_without_what_was_typed(self, world):
        school_id, _ = await world.admin()
        await world.sign_in("school1", "wrong horse battery")
        await world.sign_in("nobody", "wrong horse battery")
        lines = await world.audited("session.open")
        assert [line.result for line in lines] == ["ok", "failed", "failed"]
        assert [line.school_id for line in lines] == [school_id, school_id, None]
        assert lines[2].object_id == "unknown"

    async def test_by_phone_and_password_as_well(self, world):
        await world.admin()
        assert (await world.sign_in("138 0000 0001")).status_code == 200

    async def test_is_refused_before_a_password_was_ever_set(self, world):
        await world.school()
        assert (await world.sign_in("school1")).status_code == 401


class TestLock:
    async def fail(self, world, login, times):
        return [
            (await world.sign_in(login, "wrong horse battery")).status_code for _ in range(times)
        ]

    async def test_after_five_failures_even_the_right_password_waits(self, world):
        await world.admin()
        assert await self.fail(world, "school1", 5) == [401] * 5
        answer = await world.sign_in("school1")
        assert (answer.status_code, answer.json()["code"]) == (429, "sign_in_locked")
        assert 0 < int(answer.headers["retry-after"]) <= 901

    async def test_ends_after_fifteen_minutes(self, world, clock):
        await world.admin()
        await self.fail(world, "school1", 5)
        clock.advance(timedelta(minutes=15))
        assert (await world.sign_in("school1")).status_code == 200

    async def test_locks_unknown_accounts_alike(self, world):
        assert await self.fail(world, "nobody", 6) == [401] * 5 + [429]

    async def test_a_success_forgets_the_failures(self, world):
        await world.admin()
        await self.fail(world, "school1", 4)
        await world.signed_in("school1")
        assert await self.fail(world, "school1", 5) == [401] * 5

    async def test_locks_only_what_was_typed(self, world):
        await world.admin()
        await self.fail(world, "nobody", 5)
        assert (await world.sign_in("school1")).status_code == 200


class TestRefresh:
    async def test_rotates_the_token(self, world, cookie_of, headers_of):
        await world.admin()
        first = cookie_of(await world.sign_in("school1"))
        answer = await world.refresh(first)
        assert answer.status_code == 200
        assert cookie_of(answer) != first
        listed = await world.client.get(f"{API}/sessions", headers=headers_of(answer))
        assert listed.status_code == 200

    async def test_a_used_token_ends_the_whole_session(self, world, clock, cookie_of, headers_of):
        await world.admin()
        first = cookie_of(await world.sign_in("school1"))
        answer = await world.refresh(first)
        clock.advance(timedelta(seconds=31))
        again = await world.refresh(first)
        assert (again.status_code, again.json()["code"]) == (401, "refresh_invalid")
        assert (await world.refresh(cookie_of(answer))).status_code == 401
        stale = await world.client.get(f"{API}/sessions", headers=headers_of(answer))
        assert stale.json()["code"] == "token_stale"
        assert [line.result for line in await world.audited("session.reuse")] == ["refused"]

    async def test_whose_answer_was_lost_is_repeated_with_the_same_next_token(
        self, world, clock, cookie_of
    ):
        await world.admin()
        first = cookie_of(await world.sign_in("school1"))
        lost = await world.refresh(first)
        clock.advance(timedelta(seconds=30))
        again = await world.refresh(first)
        assert again.status_code == 200
        assert cookie_of(again) == cookie_of(lost)
        assert (await world.refresh(cookie_of(again))).status_code == 200

    async def test_by_two_windows_at_once_keeps_both_signed_in(self, world, cookie_of):
        await world.admin()
        first = cookie_of(await world.sign_in("school1"))
        answers = await asyncio.gather(*(world.refresh(first) for _ in range(2)))
        assert [answer.status_code for answer in answers] == [200, 200]
        assert len({cookie_of(answer) for answer in answers}) == 1

    async def test_is_not_repeated_once_its_answer_was_used(self, world, cookie_of):
        """Whoever has the answer needs no repetition: then somebody else asks."""
        await world.admin()
        first = cookie_of(await world.sign_in("school1"))
        second = cookie_of(await world.refresh(first))
        third = cookie_of(await world.refresh(second))
        assert (await world.refresh(first)).status_code == 401
        assert (await world.refresh(third)).status_code == 401

    async def test_is_not_repeated_for_another_device(self, world, cookie_of):
        await world.admin()
        first = cookie_of(await world.sign_in("school1"))
        second = cookie_of(await world.refresh(first))
        thief = {"cookie": f"zizhu_refresh={first}", "user-agent": "another browser"}
        assert (await world.client.post(f"{SESSION}/refresh", headers=thief)).status_code == 401
        assert (await world.refresh(second)).status_code == 401
        assert [line.result for line in await world.audited("session.reuse")] == ["refused"]

    async def test_keeps_only_a_digest(self, world, cookie_of):
        await world.admin()
        token = cookie_of(await world.sign_in("school1"))
        async with world.parts.database.transaction() as tx:
            stored = list(await tx.session.scalars(RefreshTokenRow.__table__.select()))
        assert stored
        assert all(token.encode() not in digest for digest in stored)

    async def test_ends_after_thirty_idle_minutes(self, world, clock, cookie_of):
        await world.admin()
        token = cookie_of(await world.sign_in("school1"))
        clock.advance(timedelta(minutes=29))
        token = cookie_of(await world.refresh(token))
        clock.advance(timedelta(minutes=30))
        assert (await world.refresh(token)).status_code == 401

    async def test_ends_after_twelve_hours_however_busy(self, world, clock, cookie_of):
        await world.admin()
        token = cookie_of(await world.sign_in("school1"))
        for _ in range(35):
            clock.advance(timedelta(minutes=20))
            token = cookie_of(await world.refresh(token))
        clock.advance(timedelta(minutes=20))
        assert (await world.refresh(token)).status_code == 401

    async def test_without_a_cookie_is_refused(self, world):
        assert (await world.client.post(f"{SESSION}/refresh")).status_code == 401


class TestSignOut:
    async def test_ends_the_session_and_its_tokens(self, world, cookie_of, headers_of):
        await world.admin()
        answer = await world.sign_in("school1")
        cookie = {"cookie": f"zizhu_refresh={cookie_of(answer)}"}
        assert (await world.client.delete(SESSION, headers=cookie)).status_code == 204
        assert (await world.refresh(cookie_of(answer))).status_code == 401
        after = await world.client.get(f"{API}/sessions", headers=headers_of(answer))
        assert after.json()["code"] == "token_stale"

    async def test_without_a_session_is_no_error(self, world):
        assert (await world.client.delete(SESSION)).status_code == 204

    async def test_everywhere_ends_every_session(self, world, cookie_of):
        await world.admin()
        cookies = [cookie_of(await world.sign_in("school1")) for _ in range(2)]
        headers = await world.signed_in("school1")
        answer = await world.client.delete(f"{API}/sessions", headers=headers)
        assert answer.json() == {"ended": 4}
        assert [(await world.refresh(cookie)).status_code for cookie in cookies] == [401, 401]
        (event,) = await world.announced("access_changed")
        assert event.version == 1

    async def test_on_another_device_leaves_this_one(self, world, cookie_of, headers_of):
        await world.admin()
        mine = await world.sign_in("school1")
        listed = (await world.client.get(f"{API}/sessions", headers=headers_of(mine))).json()
        assert [one["is_current"] for one in listed].count(True) == 1
        target = next(one["id"] for one in listed if not one["is_current"])
        gone = await world.client.delete(f"{API}/sessions/{target}", headers=headers_of(mine))
        assert gone.status_code == 204
        again = await world.refresh(cookie_of(mine))
        left = (await world.client.get(f"{API}/sessions", headers=headers_of(again))).json()
        assert [one["is_current"] for one in left] == [True]

    async def test_of_somebody_elses_session_is_not_found(self, world):
        await world.admin(1)
        first = await world.signed_in("school1")
        theirs = (await world.client.get(f"{API}/sessions", headers=first)).json()[0]["id"]
        _, second = await world.admin(2)
        gone = await world.client.delete(f"{API}/sessions/{theirs}", headers=second)
        assert gone.status_code == 404


class TestFreshness:
    async def test_a_token_issued_after_the_change_is_fresh_in_the_same_instant(
        self, world, cookie_of
    ):
        """The clock stands still: the order in the database decides, not the clock."""
        await world.admin()
        keep = cookie_of(await world.sign_in("school1"))
        gone = cookie_of(await world.sign_in("school1"))
        await world.client.delete(SESSION, headers={"cookie": f"zizhu_refresh={gone}"})
        answer = await world.refresh(keep)
        headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
        assert (await world.client.get(f"{API}/sessions", headers=headers)).status_code == 200
