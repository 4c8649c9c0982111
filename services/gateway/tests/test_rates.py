"""Limits on how often: the two counters alike, whom they count, and life without Redis."""

from datetime import timedelta

import fakeredis
import pytest
from fakeredis.aioredis import FakeRedis
from limits import parse

from zizhu.common.clock import FixedClock, MachineClock
from zizhu.common.ids import new_id
from zizhu.gateway.reach import InProcess
from zizhu.gateway.visits import rate_address
from zizhu.gateway.windows import LocalWindows, SharedWindows

PATH = "/api/v1/roster/echo"


@pytest.fixture(params=["local", "shared"])
async def windows(request, clock):
    if request.param == "local":
        yield LocalWindows(clock)
        return
    async with FakeRedis() as cache:
        yield SharedWindows(cache, clock)


async def take(windows, times, item="10/minute", key="account:1"):
    return [(await windows.take([(parse(item), key)]))[0] for _ in range(times)]


class TestTake:
    async def test_counts_up_to_the_limit_and_says_how_long_to_wait(self, windows):
        assert await take(windows, 11) == [0] * 10 + [60]

    async def test_counts_everybody_apart(self, windows):
        for key in ("account:1", "account:2", "session:1"):
            assert await take(windows, 1, "1/hour", key) == [0]

    async def test_weighs_the_last_window_by_what_is_left_of_it(self, windows, clock):
        await take(windows, 10)
        clock.advance(timedelta(seconds=90))
        # Half of the last window still counts: 5 of its 10, so 5 more have room.
        assert await take(windows, 6) == [0] * 5 + [6]

    async def test_says_when_the_next_one_has_room(self, windows, clock):
        await take(windows, 10)
        clock.advance(timedelta(seconds=60))
        assert await take(windows, 1) == [6]
        clock.advance(timedelta(seconds=6))
        assert await take(windows, 1) == [0]

    async def test_forgets_what_is_two_windows_old(self, windows, clock):
        await take(windows, 10)
        clock.advance(timedelta(seconds=120))
        assert not any(await take(windows, 10))

    async def test_keeps_limits_of_different_length_apart(self, windows):
        await take(windows, 10)
        assert not any(await take(windows, 10, "10/hour"))

    async def test_counts_nowhere_what_one_limit_refuses(self, windows):
        narrow, wide = (parse("1/minute"), "account:1"), (parse("3/minute"), "school:1")
        waits = [await windows.take([narrow, wide]) for _ in range(5)]
        assert [any(each) for each in waits] == [False, True, True, True, True]
        assert await windows.take([wide]) == [0]


class TestAdmit:
    async def test_refuses_with_a_problem_and_the_time_to_wait(self, gateway_over, toys):
        client = gateway_over(InProcess(toys), address_rate="2/hour")
        assert [(await client.get(PATH)).status for _ in range(2)] == [200, 200]
        reply = await client.get(PATH)
        assert (reply.status, reply.json()["code"]) == (429, "too_many_requests")
        assert reply.json()["per"] == "address"
        assert 1 <= int(reply.header("retry-after")) <= 3600
        assert (await client.get(PATH, peer="203.0.113.10")).status == 200

    @pytest.mark.parametrize("whose", ["account", "session", "school"])
    async def test_counts_each_by_its_token(self, gateway_over, toys, token_for, whose):
        client = gateway_over(InProcess(toys), **{f"{whose}_rate": "2/hour"})
        shared = new_id()
        headers = [
            {"authorization": f"Bearer {token_for(**{whose: shared})}"},
            {"authorization": f"Bearer {token_for(**{whose: shared})}"},
            {"authorization": f"Bearer {token_for(**{whose: shared})}"},
            {"authorization": f"Bearer {token_for()}"},
        ]
        replies = [await client.get(PATH, headers=each) for each in headers]
        assert [reply.status for reply in replies] == [200, 200, 429, 200]
        assert replies[2].json()["per"] == whose

    async def test_counts_bad_tokens_against_their_address(self, gateway_over, toys):
        client = gateway_over(InProcess(toys), address_rate="2/hour")
        headers = {"authorization": "Bearer a.b.c"}
        replies = [await client.get(PATH, headers=headers) for _ in range(3)]
        assert [reply.status for reply in replies] == [401, 401, 429]

    async def test_is_shared_by_all_gateways_of_one_redis(self, gateway_over, toys):
        async with FakeRedis() as cache:
            one, two = (
                gateway_over(InProcess(toys), cache=cache, address_rate="2/hour") for _ in "ab"
            )
            replies = [await client.get(PATH) for client in (one, two, one)]
        assert [reply.status for reply in replies] == [200, 200, 429]

    async def test_goes_on_by_itself_while_redis_is_away(self, gateway_over, toys):
        server = fakeredis.FakeServer()
        async with FakeRedis(server=server) as cache:
            client = gateway_over(InProcess(toys), cache=cache, address_rate="2/hour")
            server.connected = False
            replies = [await client.get(PATH) for _ in range(3)]
            assert [reply.status for reply in replies] == [200, 200, 429]
            server.connected = True


class TestAddress:
    def test_counts_a_whole_subnet_of_ipv6_as_one(self):
        assert rate_address("2001:db8::1") == rate_address("2001:db8::ffff:1") == "2001:db8::/64"

    def test_counts_ipv4_in_either_dress_as_one(self):
        assert rate_address("::ffff:198.51.100.7") == rate_address("198.51.100.7")

    def test_counts_what_is_no_address_as_it_is(self):
        assert rate_address("unknown") == "unknown"


class TestTurnstile:
    async def test_asks_redis_again_after_a_pause(self):
        import structlog
        from redis.exceptions import ConnectionError as Away

        from zizhu.gateway.rates import PAUSE_SECONDS, Rates, Turnstile

        class Flaky:
            def __init__(self):
                self.asked = 0
                self.is_away = True

            async def take(self, hits):
                self.asked += 1
                if self.is_away:
                    raise Away
                return [0]

        flaky, now = Flaky(), [0.0]
        rates = Rates.read(account="9/hour", session="9/hour", school="9/hour", address="9/hour")
        local = LocalWindows(FixedClock(MachineClock().now()))
        turnstile = Turnstile(rates, flaky, local, structlog.get_logger(), lambda: now[0])
        await turnstile.admit("198.51.100.7", None)
        await turnstile.admit("198.51.100.7", None)
        assert (flaky.asked, turnstile.is_shared) == (1, False)
        flaky.is_away, now[0] = False, PAUSE_SECONDS
        await turnstile.admit("198.51.100.7", None)
        assert (flaky.asked, turnstile.is_shared) == (2, True)
