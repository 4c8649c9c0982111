"""A repeated POST answers what the first one answered, and does nothing."""

import asyncio

from sqlalchemy import func, select, text, update

from zizhu.common.auth import Role
from zizhu.common.idempotency import LONGEST_KEY, drop_keys
from zizhu.common.ids import new_id
from zizhu.common.tables import audit_line, idempotency_key
from zizhu_testing import eventually

ITEMS = "/api/v1/trial/items"


async def add(door, headers, key: str | None, name: str = "a"):
    keyed = headers if key is None else headers | {"idempotency-key": key}
    return await door.client.post(ITEMS, headers=keyed, json={"name": name})


async def count(door, table) -> int:
    async with door.parts.database.transaction() as tx:
        return await tx.session.scalar(select(func.count()).select_from(table))


class TestOnce:
    async def test_the_same_key_gets_the_same_answer_and_one_effect(self, door, shop):
        headers = door.headers()
        first, second = [await add(door, headers, "k") for _ in range(2)]
        assert (first.status_code, first.json()) == (201, {"number": 1})
        assert (second.status_code, second.content) == (201, first.content)
        assert shop.made == 1
        assert await count(door, audit_line) == 1

    async def test_the_same_key_with_another_body_is_refused(self, door, shop):
        headers = door.headers()
        await add(door, headers, "k", "a")
        answer = await add(door, headers, "k", "b")
        assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
        assert shop.made == 1

    async def test_a_concurrent_pair_has_one_effect(self, door, shop):
        shop.gate = asyncio.Event()
        headers = door.headers()
        pair = [asyncio.create_task(add(door, headers, "k")) for _ in range(2)]
        await eventually(lambda: _one_waits(door))
        shop.gate.set()
        answers = await asyncio.gather(*pair)
        assert [answer.json() for answer in answers] == [{"number": 1}] * 2
        assert shop.made == 1

    async def test_keys_belong_to_an_account(self, door, shop):
        for account in (new_id(), new_id()):
            await add(door, door.headers(Role.SCHOOL_ADMIN, account_id=account), "k")
        assert shop.made == 2

    async def test_without_a_key_each_request_counts(self, door, shop):
        headers = door.headers()
        assert [(await add(door, headers, None)).json()["number"] for _ in range(2)] == [1, 2]

    async def test_a_refused_request_may_be_repeated_with_its_key(self, door, shop):
        headers = door.headers()
        assert (await add(door, headers, "k", "full")).status_code == 409
        assert await count(door, idempotency_key) == 0
        assert (await add(door, headers, "k", "a")).status_code == 201

    async def test_refuses_a_key_that_no_index_could_hold(self, door, shop):
        answer = await add(door, door.headers(), "k" * (LONGEST_KEY + 1))
        assert answer.status_code == 422
        assert shop.made == 0


async def _one_waits(door) -> bool:
    """Whether one request is inside and another waits for its key."""
    async with door.parts.database.transaction() as tx:
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return await tx.session.scalar(waiting) > 0


class TestDropKeys:
    async def test_drops_keys_older_than_48_hours(self, door):
        headers = door.headers()
        await add(door, headers, "old")
        async with door.parts.database.transaction() as tx:
            past = func.now() - func.make_interval(0, 0, 0, 0, 49)
            await tx.session.execute(update(idempotency_key).values(created_at=past))
        await add(door, headers, "young")
        await drop_keys(door.parts.database)
        assert await count(door, idempotency_key) == 1
