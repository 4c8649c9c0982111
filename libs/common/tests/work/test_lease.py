"""The one primitive of long work: claim, heartbeat, fence."""

from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, true, update

from zizhu.common.ids import new_id
from zizhu.common.lease import LeaseLost, claim, fenced, heartbeat, kept_alive, postpone, release
from zizhu.common.tables import job
from zizhu_testing import eventually


async def add_jobs(database, count: int) -> list:
    ids = sorted(new_id() for _ in range(count))
    async with database.transaction() as tx:
        rows = [{"id": i, "kind": "k", "params": {}, "state": "queued"} for i in ids]
        await tx.session.execute(insert(job), rows)
    return ids


async def take(database, token, *, limit: int = 10, seconds: float = 60) -> list:
    async with database.transaction() as tx:
        rows = await claim(tx.session, job, true(), token=token, limit=limit, seconds=seconds)
        return [row.id for row in rows]


async def row_of(database, key):
    async with database.transaction() as tx:
        return (await tx.session.execute(select(job).where(job.c.id == key))).one()


async def expire(database) -> None:
    async with database.transaction() as tx:
        past = func.now() - func.make_interval(0, 0, 0, 0, 1)
        await tx.session.execute(update(job).values(leased_until=past))


class TestClaim:
    async def test_takes_in_order_and_leaves_what_others_hold(self, database):
        ids = await add_jobs(database, 5)
        assert await take(database, uuid4(), limit=2) == ids[:2]
        assert await take(database, uuid4(), limit=10) == ids[2:]
        assert await take(database, uuid4()) == []

    async def test_passes_over_rows_that_another_transaction_is_claiming(self, database):
        ids = await add_jobs(database, 4)
        async with database.transaction() as tx:
            held = await claim(tx.session, job, true(), token=uuid4(), limit=2, seconds=60)
            assert await take(database, uuid4()) == ids[2:]
        assert [row.id for row in held] == ids[:2]

    async def test_takes_an_expired_claim_and_counts_the_attempts(self, database):
        (key,) = await add_jobs(database, 1)
        await take(database, uuid4())
        await expire(database)
        token = uuid4()
        assert await take(database, token) == [key]
        row = await row_of(database, key)
        assert (row.attempts, row.lease_token) == (2, token)


class TestFenced:
    async def test_writes_for_the_holder_only(self, database):
        (key,) = await add_jobs(database, 1)
        token = uuid4()
        await take(database, token)
        async with database.transaction() as tx:
            await fenced(tx.session, job, key, token=token, done=7)
            with pytest.raises(LeaseLost):
                await fenced(tx.session, job, key, token=uuid4(), done=9)
        assert (await row_of(database, key)).done == 7


class TestHeartbeat:
    async def test_prolongs_the_holder_s_claim(self, database):
        (key,) = await add_jobs(database, 1)
        token = uuid4()
        await take(database, token, seconds=5)
        before = (await row_of(database, key)).leased_until
        async with database.transaction() as tx:
            await heartbeat(tx.session, job, key, token=token, seconds=600)
        assert (await row_of(database, key)).leased_until > before

    async def test_kept_alive_prolongs_while_the_body_works(self, database):
        (key,) = await add_jobs(database, 1)
        token = uuid4()
        await take(database, token, seconds=1)
        before = (await row_of(database, key)).leased_until

        async def is_prolonged():
            return (await row_of(database, key)).leased_until > before

        async with kept_alive(database, job, key, token=token, seconds=1):
            await eventually(is_prolonged)

    async def test_kept_alive_does_not_take_a_lost_claim_back(self, database):
        (key,) = await add_jobs(database, 1)
        await take(database, uuid4())
        holder = (await row_of(database, key)).lease_token
        async with kept_alive(database, job, key, token=uuid4(), seconds=0.001):
            for _ in range(10):  # while its beats come and go
                assert (await row_of(database, key)).lease_token == holder


class TestRelease:
    async def test_gives_back_at_once_as_if_never_claimed(self, database):
        ids = await add_jobs(database, 2)
        token = uuid4()
        await take(database, token)
        async with database.transaction() as tx:
            await release(tx.session, job, token=token)
        assert (await row_of(database, ids[0])).attempts == 0
        assert await take(database, uuid4()) == ids


class TestPostpone:
    async def test_frees_the_row_after_a_pause_that_grows(self, database):
        (key,) = await add_jobs(database, 1)
        pauses = []
        for _ in range(3):
            token = uuid4()
            await expire(database)
            await take(database, token)
            async with database.transaction() as tx:
                await postpone(tx.session, job, token=token, first=100, longest=250)
                left = func.extract("epoch", job.c.leased_until - func.now())
                pauses.append(float(await tx.session.scalar(select(left))))
        assert await take(database, uuid4()) == []
        assert (await row_of(database, key)).lease_token is None
        assert 75 <= pauses[0] <= 125
        assert 150 <= pauses[1] <= 250
        assert 187 <= pauses[2] <= 313
