"""How far the trail is sealed, and what its last verification found."""

from datetime import timedelta

import pytest

from zizhu.common.trail.standing import VERIFIED, read_standing, verify_own

DAY = timedelta(days=1)


@pytest.fixture
def stands(trail):
    async def read():
        async with trail.transaction() as tx:
            return await read_standing(tx)

    return read


class TestSealedUntil:
    async def test_is_now_where_every_line_is_sealed(self, trail, stands, clock):
        await trail.sealed(2)
        assert (await stands()).sealed_until == clock.now()

    async def test_is_the_first_line_that_is_not(self, trail, stands, clock):
        await trail.sealed(1)
        clock.advance(timedelta(minutes=1))
        first = clock.now()
        await trail.write()
        clock.advance(timedelta(minutes=1))
        await trail.write()
        assert (await stands()).sealed_until == first


class TestVerifyOwn:
    async def test_says_nothing_of_a_trail_without_a_seal(self, trail, stands):
        await trail.write()
        await verify_own(trail.parts)
        found = await stands()
        assert (found.verified_until, found.verified_at, found.is_whole) == (None, None, None)

    async def test_writes_down_until_when_the_trail_is_whole(self, trail, stands, clock):
        await trail.sealed(2)
        until = clock.now()
        await verify_own(trail.parts)
        clock.advance(timedelta(minutes=5))
        found = await stands()
        assert (found.verified_until, found.verified_at, found.is_whole) == (until, until, True)

    async def test_is_a_line_that_is_sealed_too(self, trail):
        await trail.sealed(1)
        await verify_own(trail.parts)
        assert await trail.sealer.pass_once() == 1
        assert await trail.problems() == []

    async def test_is_done_once_a_day(self, trail, clock):
        count = f"SELECT count(*) FROM audit_line WHERE action = '{VERIFIED}'"
        await trail.sealed(1)
        for _ in range(3):
            await verify_own(trail.parts)
        assert await trail.ask(count) == [(1,)]
        clock.advance(DAY)
        await verify_own(trail.parts)
        assert await trail.ask(count) == [(2,)]

    async def test_tells_when_a_line_was_changed(self, trail, stands):
        await trail.sealed(2)
        await trail.tamper("UPDATE audit_line SET account_id = NULL WHERE seq = 1")
        await verify_own(trail.parts)
        assert (await stands()).is_whole is False
