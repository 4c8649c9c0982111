"""Posts: given, changed, ended; rights end as fast as the change is committed."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from zizhu.common.auth import ScopeRow
from zizhu.identity.app import HOLDINGS, SERVICE
from zizhu.identity.repository.accounts import lock_account, update_account
from zizhu.identity.service.posts import end_post, give_post
from zizhu_testing.waiting import eventually

API = "/api/v1/identity"
ACCOUNTS = f"{API}/accounts"


async def two_posts(world):
    """A school whose account `both` is a department and a counsellor."""
    school_id, headers = await world.admin()
    tree = await world.tree(school_id)
    given = {
        "login": "both",
        "name": "陈老师",
        "phone": "13700000001",
        "document_number": world.resident_number(1),
        "scope": [{"college_id": str(tree.college)}],
    }
    account = (await world.client.post(ACCOUNTS, json=given, headers=headers)).json()
    more = {"scope": [{"college_id": str(tree.other), "year": 2026}], "reason": "兼任辅导员"}
    answer = await world.client.post(
        f"{ACCOUNTS}/{account['id']}/posts", json=more, headers=headers
    )
    assert answer.status_code == 200, answer.text
    await world.give_password(school_id, "both")
    return school_id, headers, tree, answer.json()


class TestGive:
    async def test_the_post_held_before_stays(self, world):
        *_, account = await two_posts(world)
        assert [post["role"] for post in account["posts"]] == ["dept", "counselor"]

    async def test_the_same_role_gets_more_rows(self, world):
        _, headers, tree, account = await two_posts(world)
        more = {"scope": [{"college_id": str(tree.college), "year": 2025}], "reason": "代管"}
        answer = await world.client.post(
            f"{ACCOUNTS}/{account['id']}/posts", json=more, headers=headers
        )
        counselor = answer.json()["posts"][1]
        assert len(counselor["scope"]) == 2
        assert counselor["version"] == 2

    async def test_of_another_school_is_not_found(self, world):
        *_, account = await two_posts(world)
        other_id, other = await world.admin(2)
        tree = await world.tree(other_id)
        more = {"scope": [{"college_id": str(tree.college)}], "reason": "越权"}
        answer = await world.client.post(
            f"{ACCOUNTS}/{account['id']}/posts", json=more, headers=other
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_account")

    async def test_slips_that_somebody_below_printed_do_not_open_it(self, world):
        """A department could keep a slip until the school gives its counsellor more than that."""
        _school_id, headers, tree, _ = await two_posts(world)
        given = {
            "login": "below",
            "name": "周老师",
            "phone": "13700000002",
            "document_number": world.resident_number(2),
            "scope": [{"college_id": str(tree.college), "year": 2026}],
        }
        account = (await world.client.post(ACCOUNTS, json=given, headers=headers)).json()
        dean = await world.signed_in("both")
        printed = await world.client.post(
            f"{ACCOUNTS}/slips", json={"account_ids": [account["id"]]}, headers=dean
        )
        more = {"scope": [{"college_id": str(tree.other)}], "reason": "升任院系"}
        await world.client.post(f"{ACCOUNTS}/{account['id']}/posts", json=more, headers=headers)
        kept = {"login": "below", "slip": printed.json()["slips"][0]["slip"]}
        answer = await world.client.post(
            f"{API}/activation/staff", json=kept | {"password": world.password}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "slip_refused")


class TestChoose:
    async def test_an_account_with_two_posts_switches_between_them(self, world, headers_of):
        await two_posts(world)
        signed = await world.sign_in("both")
        body = signed.json()
        assert body["post"]["role"] == "dept"
        target = next(post["id"] for post in body["posts"] if post["role"] == "counselor")
        answer = await world.client.post(
            f"{API}/session/post", json={"post_id": target}, headers=headers_of(signed)
        )
        assert answer.json()["post"]["role"] == "counselor"
        refused = await world.client.post(f"{ACCOUNTS}/search", json={}, headers=headers_of(answer))
        assert refused.json()["code"] == "not_allowed"

    async def test_the_choice_survives_a_refresh(self, world, headers_of, cookie_of):
        await two_posts(world)
        signed = await world.sign_in("both")
        target = signed.json()["posts"][1]["id"]
        await world.client.post(
            f"{API}/session/post", json={"post_id": target}, headers=headers_of(signed)
        )
        assert (await world.refresh(cookie_of(signed))).json()["post"]["id"] == target

    async def test_somebody_elses_post_is_not_found(self, world, headers_of):
        *_, account = await two_posts(world)
        _, other = await world.admin(2)
        answer = await world.client.post(
            f"{API}/session/post", json={"post_id": account["posts"][0]["id"]}, headers=other
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_post")


class TestEnd:
    async def end(self, world, headers, account, index=0):
        path = f"{ACCOUNTS}/{account['id']}/posts/{account['posts'][index]['id']}/end"
        return await world.client.post(path, json={"reason": "调离岗位"}, headers=headers)

    async def test_makes_tokens_stale_and_says_so_to_everybody(self, world, headers_of, cookie_of):
        _, headers, _, account = await two_posts(world)
        signed = await world.sign_in("both")
        assert (await self.end(world, headers, account)).status_code == 204
        stale = await world.client.get(f"{API}/sessions", headers=headers_of(signed))
        assert stale.json()["code"] == "token_stale"
        assert (await world.refresh(cookie_of(signed))).json()["post"]["role"] == "counselor"
        assert (await world.announced("post_changed"))[-1].data["status"] == "ended"
        event = (await world.announced("access_changed"))[-1]
        assert event.subject == account["id"]

    async def test_of_the_last_one_ends_every_session(self, world, cookie_of):
        _, headers, _, account = await two_posts(world)
        signed = await world.sign_in("both")
        await self.end(world, headers, account, 0)
        await self.end(world, headers, account, 1)
        assert (await world.refresh(cookie_of(signed))).status_code == 401
        assert (await world.sign_in("both")).json()["code"] == "no_post"

    async def test_twice_is_told(self, world):
        _, headers, _, account = await two_posts(world)
        await self.end(world, headers, account)
        assert (await self.end(world, headers, account)).json()["code"] == "post_ended"

    async def test_of_ones_own_last_admin_role_is_refused(self, world):
        _, headers = await world.admin()
        listed = await world.client.post(f"{ACCOUNTS}/search", json={}, headers=headers)
        (own,) = listed.json()["items"]
        answer = await self.end(world, headers, own)
        assert (answer.status_code, answer.json()["code"]) == (409, "own_last_admin")


class TestScope:
    async def test_is_replaced_and_old_rights_end(self, world, headers_of):
        _, headers, tree, account = await two_posts(world)
        signed = await world.sign_in("both")
        path = f"{ACCOUNTS}/{account['id']}/posts/{account['posts'][1]['id']}/scope"
        rows = {"scope": [{"college_id": str(tree.college), "year": 2025}], "reason": "换年级"}
        answer = await world.client.put(path, json=rows, headers=headers)
        (row,) = answer.json()["posts"][1]["scope"]
        assert (row["college"], row["year"]) == ("外语学院", 2025)
        stale = await world.client.get(f"{API}/sessions", headers=headers_of(signed))
        assert stale.json()["code"] == "token_stale"

    async def test_a_renamed_unit_keeps_its_rights_and_shows_its_new_name(self, world):
        school_id, headers, tree, account = await two_posts(world)
        await world.tell(tree.event(2, 外语学院="国际学院"), school_id=school_id)
        answer = await world.client.get(f"{ACCOUNTS}/{account['id']}", headers=headers)
        (row,) = answer.json()["posts"][0]["scope"]
        assert (row["college"], row["college_id"]) == ("国际学院", str(tree.college))


WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


class TestTwoOfficersAtOnce:
    """One has written and not yet committed when the other comes to the same account."""

    @pytest.fixture
    async def scene(self, world):
        school_id, headers, tree, account = await two_posts(world)
        token = headers["authorization"].removeprefix("Bearer ")
        principal = await world.parts.tokens.verify(token)
        return school_id, headers, tree, account, principal

    async def second(self, world, headers, tree, account):
        """Let the other officer give a row, and return once they wait for the first."""
        more = {"scope": [{"college_id": str(tree.college), "year": 2025}], "reason": "代管"}
        path = f"{ACCOUNTS}/{account['id']}/posts"
        return await self.waiting(world, world.client.post(path, json=more, headers=headers))

    async def somebody_waits(self, world):
        async with world.parts.database.transaction() as tx:
            return await tx.session.scalar(WAITING) > 0

    async def waiting(self, world, call):
        asked = asyncio.create_task(call)
        await eventually(lambda: self.somebody_waits(world))
        assert not asked.done()
        return asked

    async def test_the_rows_that_both_give_stay(self, world, scene):
        school_id, headers, tree, account, principal = scene
        async with world.parts.database.transaction(school_id) as tx:
            row = ScopeRow(tree.college, 2026)
            await give_post(tx, principal, UUID(account["id"]), [row], reason="代管")
            asked = await self.second(world, headers, tree, account)
        counselor = (await asked).json()["posts"][1]
        assert sorted(row["year"] for row in counselor["scope"]) == [2025, 2026, 2026]

    async def test_a_post_that_one_ends_is_not_given_rights_by_the_other(self, world, scene):
        school_id, headers, tree, account, principal = scene
        ended = account["posts"][1]["id"]
        async with world.parts.database.transaction(school_id) as tx:
            await end_post(tx, principal, UUID(account["id"]), UUID(ended), reason="调离岗位")
            asked = await self.second(world, headers, tree, account)
        assert ended not in [post["id"] for post in (await asked).json()["posts"]]
        told = [one for one in await world.announced("post_changed") if one.subject == ended]
        assert told[-1].data["status"] == "ended"

    async def test_a_correction_of_what_the_other_corrects_is_stale(self, world, scene):
        school_id, headers, _, account, _ = scene
        async with world.parts.database.transaction(school_id) as tx:
            await lock_account(tx, UUID(account["id"]))
            change = {"remark": "第二个", "reason": "更正备注"}
            path, seen = f"{ACCOUNTS}/{account['id']}", {"if-match": str(account["version"])}
            call = world.client.patch(path, json=change, headers=headers | seen)
            asked = await self.waiting(world, call)
            await update_account(tx, UUID(account["id"]), remark="第一个")
        assert (await asked).json()["code"] == "stale_version"


class TestResync:
    async def test_states_every_staff_post(self, world):
        from zizhu.common.resync import resync

        school_id, *_ = await two_posts(world)
        before = len(await world.announced("post_changed"))
        await resync(world.parts, SERVICE.republishers, to="notification")
        stated = (await world.announced("post_changed"))[before:]
        assert len(stated) == 3
        posts = next(one for one in HOLDINGS if one.kind == "posts")
        async with world.parts.database.transaction() as tx:
            assert (await posts.count(tx))[school_id][0] == 3


class TestOwnPhone:
    async def test_is_not_set_without_codes(self, world):
        _, headers = await world.admin()
        listed = await world.client.post(f"{ACCOUNTS}/search", json={}, headers=headers)
        (own,) = listed.json()["items"]
        answer = await world.client.patch(
            f"{ACCOUNTS}/{own['id']}",
            json={"phone": "13600000000", "reason": "换号"},
            headers=headers | {"if-match": f'"{own["version"]}"'},
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "beyond_own_scope")
