"""Hints between two processes, over a cache that may go away."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest
from fakeredis import FakeAsyncRedis, FakeServer
from redis.asyncio import Redis

from zizhu.common.auth import Post, Principal, Role
from zizhu.common.hints import Hint, Hints, next_kinds
from zizhu.common.hintwire import CHANNEL, carried
from zizhu.common.ids import new_id
from zizhu.common.logs import get_log
from zizhu_testing import eventually

SCHOOL, ACCOUNT, STUDENT = new_id(), new_id(), new_id()
LOG = get_log("trial")


def principal(role: Role = Role.SCHOOL_ADMIN, student_id=None) -> Principal:
    now = datetime.now(UTC)
    post = Post(new_id(), role, SCHOOL, (), student_id)
    return Principal(ACCOUNT, new_id(), post, now, now)


@pytest.fixture(params=["in process", "redis"])
def connect(request):
    """Make a client of one and the same cache."""
    if request.param == "redis":
        server = request.getfixturevalue("redis_server")
        return lambda: Redis.from_url(server.url, socket_timeout=1)
    server = FakeServer()
    return lambda: FakeAsyncRedis(server=server)


@pytest.fixture
async def two(connect):
    """The hints of two processes on one cache, both listening."""
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(2):
            cache, hints = connect(), Hints()
            stack.push_async_callback(cache.aclose)
            await stack.enter_async_context(carried(hints, cache, LOG))
            made.append((hints, cache))

        async def both_listen():
            return dict(await made[0][1].pubsub_numsub(CHANNEL))[CHANNEL.encode()] == 2

        await eventually(both_listen)
        yield made


class TestCarried:
    @pytest.mark.parametrize(
        ("hint", "who"),
        [
            (Hint("todos", SCHOOL, role="school_admin"), principal()),
            (Hint("job:roster:7", SCHOOL, account_id=ACCOUNT), principal()),
            (Hint("messages", SCHOOL, student_id=STUDENT), principal(Role.STUDENT, STUDENT)),
        ],
    )
    async def test_brings_a_hint_to_the_readers_of_another_process(self, two, hint, who):
        (here, _), (there, _) = two
        async with there.reading(who) as reader:
            here.tell(hint)
            assert await next_kinds(reader, 20) == {hint.kind}

    async def test_tells_the_own_readers_once(self, two):
        (here, _), (there, _) = two
        async with here.reading(principal()) as own, there.reading(principal()) as other:
            here.tell(Hint("todos", SCHOOL))
            there.tell(Hint("messages", SCHOOL))
            await eventually(lambda: own.waiting.qsize() >= 2 and other.waiting.qsize() >= 2)
            told = [own.waiting.get_nowait() for _ in range(own.waiting.qsize())]
        assert sorted(told) == ["messages", "todos"]

    async def test_passes_over_what_is_no_hint(self, two):
        (here, cache), (there, _) = two
        async with there.reading(principal()) as reader:
            for body in (b"?", b"[]", b'{"from": "x", "kind": "todos", "school_id": "7"}'):
                await cache.publish(CHANNEL, body)
            here.tell(Hint("todos", SCHOOL))
            assert await next_kinds(reader, 20) == {"todos"}

    async def test_does_without_a_cache(self):
        hints = Hints()
        async with carried(hints, None, LOG), hints.reading(principal()) as reader:
            hints.tell(Hint("todos", SCHOOL))
            assert await next_kinds(reader, 20) == {"todos"}

    async def test_loses_hints_and_nothing_else_while_the_cache_is_away(self):
        hints, server = Hints(), FakeServer()
        server.connected = False
        cache = FakeAsyncRedis(server=server)
        async with carried(hints, cache, LOG), hints.reading(principal()) as reader:
            hints.tell(Hint("todos", SCHOOL))
            assert await next_kinds(reader, 20) == {"todos"}


class TestTell:
    async def test_never_waits_however_much_is_to_be_carried(self):
        hints = Hints()
        async with hints.leaving() as leaving, hints.reading(principal()) as reader:
            for _ in range(leaving.maxsize + 1):
                hints.tell(Hint("todos", SCHOOL))
        assert leaving.full()
        assert reader.waiting.full()
