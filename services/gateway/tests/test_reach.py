"""What both adapters must do alike, and what only HTTP can do wrong."""

import asyncio
import socket

import pytest

from zizhu.gateway.errors import AnswerBroken, ServiceAway, ServiceSilent
from zizhu.gateway.reach import InProcess, OverHttp, ask
from zizhu.gateway.reach.overhttp import HOP_BY_HOP
from zizhu_testing.asgi import Client


class Direct:
    """Calls a service through a reach without a door before it."""

    def __init__(self, reach, service="roster"):
        self._reach = reach
        self._service = service

    async def __call__(self, scope, receive, send):
        await self._reach.call(self._service, scope, receive, send)


@pytest.fixture
def direct(reach):
    return Client(Direct(reach))


class TestCall:
    async def test_keeps_method_path_and_query_as_they_were_sent(self, direct):
        seen = (await direct.get("/api/v1/roster/a%20b/c?q=%E5%BC%A0&r=1%2B1")).json()
        assert seen["raw_path"] == "/api/v1/roster/a%20b/c"
        assert seen["query"] == "q=%E5%BC%A0&r=1%2B1"
        assert seen["method"] == "GET"

    async def test_passes_the_body_on(self, direct):
        assert (await direct.ask("POST", "/echo", "困难".encode())).json()["body"] == "困难"

    async def test_passes_each_piece_of_a_body_on_as_it_comes(self, direct, toys):
        exchange = direct.open("PUT", "/echo")
        exchange.give(b"one ", more=True)
        async with asyncio.timeout(5):
            assert await toys["roster"].arrived.get() == b"one "
        exchange.give(b"two")
        assert (await exchange.reply()).json()["body"] == "one two"

    async def test_keeps_every_one_of_repeated_headers(self, direct):
        cookies = (await direct.get("/echo")).all("set-cookie")
        assert [cookie.partition(";")[0] for cookie in cookies] == ["a=1", "b=2"]

    async def test_leaves_compressed_answers_compressed(self, direct):
        reply = await direct.get("/zipped")
        assert reply.body == b"\x1f\x8bnot really"
        assert reply.header("content-encoding") == "gzip"

    async def test_follows_no_redirect(self, direct, toys):
        reply = await direct.get("/moved")
        assert (reply.status, reply.header("location")) == (307, "/api/v1/roster/echo")
        assert toys["roster"].asked == ["/moved"]

    async def test_keeps_no_cookies(self, direct):
        await direct.get("/echo")
        seen = (await direct.get("/echo")).json()
        assert "cookie" not in dict(seen["headers"])

    async def test_passes_each_event_on_as_it_comes(self, direct, toys):
        exchange = direct.open("GET", "/stream")
        exchange.give(b"")
        assert (await exchange.next())["status"] == 200
        for event in (b"data: 1\n\n", b"data: 2\n\n"):
            toys["roster"].news.put_nowait(event)
            assert (await exchange.next())["body"] == event
        exchange.leave()
        await exchange.ended()

    async def test_tells_the_service_that_the_client_left_a_stream(self, direct, toys):
        exchange = direct.open("GET", "/stream")
        exchange.give(b"")
        await exchange.next()
        exchange.leave()
        await exchange.ended()
        async with asyncio.timeout(5):
            await toys["roster"].left.wait()

    async def test_tells_the_service_that_the_client_left_inside_its_body(self, direct, toys):
        exchange = direct.open("POST", "/echo")
        exchange.give(b"begun", more=True)
        async with asyncio.timeout(5):
            await toys["roster"].arrived.get()
        exchange.leave()
        await exchange.ended()
        async with asyncio.timeout(5):
            await toys["roster"].left.wait()

    async def test_answers_although_the_service_did_not_read_the_body(self, direct):
        exchange = direct.open("POST", "/early")
        exchange.give(b"x" * 1000, more=True)
        assert (await exchange.next())["status"] == 403
        exchange.leave()
        await exchange.ended()


class TestAsk:
    async def test_returns_status_and_body(self, reach):
        status, body = await ask(reach, "roster", "/health/ready", within=5)
        assert status == 200
        assert b'"is_ready":true' in body

    async def test_gives_up_a_service_that_hangs(self, reach):
        with pytest.raises(TimeoutError):
            await ask(reach, "roster", "/hang", within=0.05)


@pytest.fixture
async def over_http(toys, serve):
    async with OverHttp({"roster": await serve(toys["roster"])}) as reach:
        yield reach


class TestOverHttp:
    async def test_drops_headers_that_belong_to_one_connection(self, over_http):
        headers = {name.decode(): "x" for name in HOP_BY_HOP} | {
            "connection": "close, x-private",
            "x-private": "1",
            "x-kept": "1",
        }
        del headers["transfer-encoding"]
        seen = (await Client(Direct(over_http)).get("/echo", headers=headers)).json()
        names = {name for name, _ in seen["headers"]}
        assert "x-kept" in names
        assert not names & (set(headers) - {"x-kept"})

    async def test_adds_no_header_that_the_client_did_not_send(self, over_http):
        seen = (await Client(Direct(over_http)).get("/echo")).json()
        assert {name for name, _ in seen["headers"]} == {
            "host",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
        }

    async def test_tells_the_service_who_the_client_is(self, over_http):
        seen = (await Client(Direct(over_http)).get("/echo", peer="198.51.100.7")).json()
        assert seen["client"] == "198.51.100.7"
        assert dict(seen["headers"])["x-forwarded-host"] == "zizhu.test"

    async def test_says_that_a_service_which_cannot_be_reached_got_nothing(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            async with OverHttp({"roster": f"http://127.0.0.1:{taken.getsockname()[1]}"}) as reach:
                with pytest.raises(ServiceAway):
                    await Client(Direct(reach)).get("/echo")

    async def test_does_not_know_whether_a_silent_service_did_it(self):
        async def hang_up(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        async with server, OverHttp({"roster": _address(server)}) as reach:
            with pytest.raises(ServiceSilent):
                await Client(Direct(reach)).ask("POST", "/echo", b"{}")

    async def test_breaks_off_an_answer_that_the_service_broke_off(self, over_http):
        exchange = Client(Direct(over_http)).open("GET", "/broken")
        exchange.give(b"")
        with pytest.raises(AnswerBroken):
            await exchange.ended()

    async def test_is_used_only_while_entered(self):
        with pytest.raises(RuntimeError):
            await Client(Direct(OverHttp({"roster": "http://127.0.0.1:1"}))).get("/echo")


def _address(server: asyncio.Server) -> str:
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


class TestInProcess:
    async def test_hands_the_servers_own_things_to_no_child(self):
        seen = {}

        async def app(scope, receive, send):
            seen.update(scope)
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})

        class WithState(Direct):
            async def __call__(self, scope, receive, send):
                await super().__call__({**scope, "state": {"x": 1}, "app": self}, receive, send)

        await Client(WithState(InProcess({"roster": app}))).get("/x")
        assert not {"state", "app"} & set(seen)
