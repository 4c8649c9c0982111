"""Bounds and time-outs: one service that hangs is one service that hangs."""

import asyncio

import pytest

from zizhu.gateway.reach import InProcess, OverHttp
from zizhu_testing.waiting import eventually

# Short enough not to be waited for, long enough that a loaded machine still answers in it.
SHORT = 0.3


class TestPlaces:
    async def test_a_hanging_service_does_not_stop_the_others(self, gateway_over, reach, toys):
        client = gateway_over(reach, open_requests=3)
        hanging = [client.open("GET", "/api/v1/roster/hang") for _ in range(3)]
        for exchange in hanging:
            exchange.give(b"")
        await eventually(lambda: len(toys["roster"].asked) == 3)
        full = await client.get("/api/v1/roster/echo")
        assert (full.status, full.json()["code"]) == (503, "service_full")
        assert full.header("retry-after")
        assert "学生名册服务" in full.json()["detail"]
        others = await asyncio.gather(*(client.get("/api/v1/identity/echo") for _ in range(3)))
        assert [reply.status for reply in others] == [200, 200, 200]
        toys["roster"].go_on.set()
        assert [(await exchange.reply()).status for exchange in hanging] == [200, 200, 200]

    async def test_are_free_again_after_answers_and_failures(self, gateway_over, toys):
        client = gateway_over(InProcess(toys), open_requests=1)
        for path in ("echo", "zipped", "echo", "early", "echo"):
            assert (await client.get(f"/api/v1/roster/{path}")).status in (200, 403)
        exchange = client.open("GET", "/api/v1/roster/broken")
        exchange.give(b"")
        with pytest.raises(ConnectionResetError):
            await exchange.ended()
        assert (await client.get("/api/v1/roster/echo")).status == 200

    async def test_of_streams_are_others_than_those_of_requests(self, gateway_over, toys):
        client = gateway_over(InProcess(toys), open_requests=1, open_streams=1)
        headers = {"accept": "text/event-stream"}
        stream = client.open("GET", "/api/v1/roster/stream", headers=headers)
        stream.give(b"")
        await stream.next()
        assert (await client.get("/api/v1/roster/echo")).status == 200
        second = await client.get("/api/v1/roster/stream", headers=headers)
        assert second.json()["code"] == "service_full"
        stream.leave()
        await stream.ended()


class TestIdle:
    async def test_ends_a_request_whose_service_stays_silent(self, gateway_over, reach):
        reply = await gateway_over(reach, idle_seconds=SHORT).get("/api/v1/roster/hang")
        assert (reply.status, reply.json()["code"]) == (503, "service_silent")
        assert reply.header("retry-after") == "10"
        assert reply.json()["service"] == "roster"

    async def test_ends_a_body_that_stays_away(self, gateway_over, reach):
        client = gateway_over(reach, idle_seconds=SHORT)
        exchange = client.open("POST", "/api/v1/roster/echo")
        exchange.give(b"half", more=True)
        assert (await exchange.reply()).json()["code"] == "body_stalled"

    async def test_leaves_a_silent_stream_alone(self, gateway_over, reach, toys):
        client = gateway_over(reach, idle_seconds=SHORT)
        stream = client.open("GET", "/api/v1/roster/stream")
        stream.give(b"")
        await stream.next()
        # Another request of the same gateway runs into the same limit meanwhile.
        assert (await client.get("/api/v1/identity/hang")).status == 503
        toys["roster"].news.put_nowait(b"data: still here\n\n")
        assert (await stream.next())["body"] == b"data: still here\n\n"
        stream.leave()
        await stream.ended()


class TestAway:
    async def test_is_said_by_name_and_with_a_time_to_come_again(self, gateway_over):
        async with OverHttp({"roster": "http://127.0.0.1:1"}) as reach:
            reply = await gateway_over(reach).get("/api/v1/roster/echo")
        assert (reply.status, reply.json()["code"]) == (503, "service_away")
        assert reply.header("retry-after") == "5"
        assert reply.json()["detail"].startswith("学生名册服务暂时无法连接")
