"""The school account: opened from roster's event, corrected, suspended, resumed."""

import pytest
from sqlalchemy import select, text

from zizhu.identity.app import HOLDINGS
from zizhu.identity.models import AccountRow, PostRow, SchoolRow

API = "/api/v1/identity"


class TestOpen:
    async def test_opens_one_account_with_its_post(self, world):
        school_id = await world.school()
        assert await world.count(AccountRow, school_id) == 1
        (event,) = await world.announced("post_changed")
        assert event.data["role"] == "school_admin"
        assert event.data["name"] == "林测试"
        assert event.data["rows"] == []
        assert event.school_id == school_id

    async def test_twice_changes_nothing(self, world):
        school_id = await world.school()
        await world.school(school_id=school_id)
        assert await world.count(AccountRow, school_id) == 1
        assert await world.count(PostRow, school_id) == 1
        assert len(await world.announced("post_changed")) == 1

    async def test_older_news_changes_nothing(self, world):
        school_id = await world.school(version=3, name="新名称")
        await world.school(school_id=school_id, version=2, name="旧名称", status="suspended")
        async with world.parts.database.transaction() as tx:
            found = (await tx.session.execute(select(SchoolRow.name, SchoolRow.status))).one()
        assert tuple(found) == ("新名称", "active")

    async def test_a_login_that_is_taken_gets_the_schools_code(self, world):
        first = await world.school(1, admin_login="shared")
        second = await world.school(2, admin_login="Shared")
        await world.give_password(first, "shared")
        await world.give_password(second, "shared-90002")
        assert (await world.sign_in("shared")).json()["school_id"] == str(first)
        assert (await world.sign_in("shared-90002")).json()["school_id"] == str(second)

    async def test_the_phone_is_stored_encrypted(self, world):
        school_id = await world.school()
        async with world.parts.database.transaction(school_id) as tx:
            stored = await tx.session.scalar(select(AccountRow.phone))
        assert stored is not None
        assert stored.startswith("A256GCM:")
        assert "13800000001" not in stored

    async def test_the_name_is_corrected_only_until_somebody_signed_in(self, world):
        school_id = await world.school()
        await world.school(school_id=school_id, version=2, admin_name="王测试")
        await world.give_password(school_id, "school1")
        assert (await world.sign_in("school1")).json()["name"] == "王测试"
        await world.school(school_id=school_id, version=3, admin_name="李测试")
        assert (await world.sign_in("school1")).json()["name"] == "王测试"


class TestSuspend:
    async def test_ends_sessions_and_tokens(self, world, cookie_of):
        school_id, headers = await world.admin()
        cookie = cookie_of(await world.sign_in("school1"))
        await world.school(school_id=school_id, version=2, status="suspended")
        stale = await world.client.get(f"{API}/sessions", headers=headers)
        assert stale.json()["code"] == "token_stale"
        assert (await world.refresh(cookie)).status_code == 401
        (event,) = await world.announced("access_changed")
        assert event.data["account_id"] == event.subject

    async def test_refuses_to_sign_in_and_says_why_only_after_the_password(self, world):
        school_id, _ = await world.admin()
        await world.school(school_id=school_id, version=2, status="suspended")
        wrong = await world.sign_in("school1", "wrong horse battery")
        right = await world.sign_in("school1")
        assert wrong.json()["code"] == "sign_in_refused"
        assert (right.status_code, right.json()["code"]) == (403, "school_suspended")
        assert [line.result for line in await world.audited("session.open")] == [
            "ok",
            "failed",
            "refused",
        ]

    async def test_is_over_when_the_school_is_resumed(self, world):
        school_id, _ = await world.admin()
        await world.school(school_id=school_id, version=2, status="suspended")
        await world.school(school_id=school_id, version=3)
        assert (await world.sign_in("school1")).status_code == 200

    async def test_leaves_other_schools_alone(self, world):
        first, _ = await world.admin(1)
        _, headers = await world.admin(2)
        await world.school(school_id=first, version=2, status="suspended")
        assert (await world.client.get(f"{API}/sessions", headers=headers)).status_code == 200


class TestTwoLocks:
    """Row-level security under the scope: no school set, no person seen."""

    async def test_without_a_school_no_account_is_seen(self, world):
        await world.school()
        assert await world.count(AccountRow) == 0

    async def test_a_school_sees_only_its_own(self, world):
        first = await world.school(1)
        await world.school(2)
        assert await world.count(AccountRow, first) == 1

    async def test_a_row_of_another_school_cannot_be_written(self, world):
        first, second = await world.school(1), await world.school(2)
        with pytest.raises(Exception, match="row-level security"):
            async with world.parts.database.transaction(first) as tx:
                await tx.session.execute(
                    text("UPDATE account SET school_id = :other"), {"other": second}
                )


class TestList:
    async def test_names_active_schools_to_anybody_and_nothing_else(self, world):
        await world.school(1)
        gone = await world.school(2)
        await world.school(2, school_id=gone, version=2, status="suspended")
        answer = await world.client.get(f"{API}/activation/schools")
        assert answer.json() == [{"code": "90001", "name": "甲乙大学1分校"}]


class TestHoldings:
    async def test_count_schools_by_version(self, world):
        school_id = await world.school(version=7)
        counts = {}
        for holding in HOLDINGS:
            async with world.parts.database.transaction() as tx:
                counts[holding.kind] = await holding.count(tx)
        assert counts["schools"][school_id][0] == 1
        assert counts["posts"][school_id][0] == 1
        assert counts["students"] == {}
