"""A server drains before it ends, and believes only its gateway about who called."""

import asyncio
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from zizhu.embedded.settings import PRIVATE_NETWORKS, HostSettings
from zizhu_testing.server import free_ports
from zizhu_testing.waiting import eventually

TOY = Path(__file__).with_name("toy.py")


@asynccontextmanager
async def served(*believed, linger=0):
    """Run the toy; yields its process and port."""
    (port,) = free_ports(1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(TOY), str(port), str(linger), *believed, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert await process.stdout.readline() == b"ready\n"
        yield process, port
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def refuses(port):
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return True
    writer.close()
    return False


class TestStopping:
    async def test_lets_a_request_under_way_end_and_then_exits_well(self):
        async with served() as (process, port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"POST / HTTP/1.1\r\nHost: toy\r\nContent-Length: 4\r\n\r\nab")
            assert await process.stdout.readline() == b"begun\n"
            process.send_signal(signal.SIGTERM)
            await eventually(lambda: refuses(port))
            assert process.returncode is None
            writer.write(b"cd")
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
            writer.close()
            assert await process.stdout.readline() == b"drained\n"
            assert await process.wait() == 0

    async def test_does_not_wait_for_idle_connections(self):
        async with (
            served() as (process, port),
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            assert (await client.get("/")).status_code == 200
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 15) == 0

    async def test_answers_what_still_comes_on_an_idle_connection_and_ends_it(self):
        async with (
            served(linger=30) as (process, port),
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            assert "connection" not in (await client.get("/")).headers
            process.send_signal(signal.SIGTERM)
            await eventually(lambda: refuses(port))
            assert (await client.get("/")).headers["connection"] == "close"
            assert await asyncio.wait_for(process.wait(), 15) == 0


class TestForwardedFor:
    async def ask(self, *believed):
        async with (
            served(*believed) as (_, port),
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            headers = {"x-forwarded-for": "203.0.113.9"}
            return (await client.get("/", headers=headers)).text

    async def test_names_the_client_when_the_gateway_says_it(self):
        assert await self.ask(*PRIVATE_NETWORKS) == "203.0.113.9"

    async def test_is_not_believed_from_anybody_else(self):
        assert await self.ask("10.0.0.0/8") == "127.0.0.1"

    async def test_is_not_believed_where_nobody_is(self):
        assert await self.ask() == "127.0.0.1"


class TestHostSettings:
    def test_keep_connections_open_longer_than_a_proxy_does(self):
        assert HostSettings().keep_alive_seconds > 60
        with pytest.raises(ValueError, match="keep_alive_seconds"):
            HostSettings(keep_alive_seconds=4)
