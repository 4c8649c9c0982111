"""SIGTERM: what was accepted is answered, what was leased is given back, then the process ends."""

import asyncio
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from PIL import Image

from zizhu_testing.acts import OpenAccounts
from zizhu_testing.backstage import comes_to_rest
from zizhu_testing.waiting import eventually

LEASES = " UNION ALL ".join(
    f"SELECT '{table}' FROM {table} WHERE lease_token IS NOT NULL"
    for table in ("outbox", "job", "timer")
)
UPLOADS = "/api/v1/identification/uploads"


def picture():
    target = BytesIO()
    Image.new("RGB", (64, 64), "white").save(target, "PNG")
    return target.getvalue()


class HalfSent:
    """An upload of which one half is on its way: a request that was accepted and is not over."""

    def __init__(self, reader, writer, rest):
        self._reader, self._writer, self._rest = reader, writer, rest

    async def finish(self):
        """Send the other half; return the status line of the answer."""
        self._writer.write(self._rest)
        line = await asyncio.wait_for(self._reader.readline(), 30)
        return line.decode().split(" ", 1)[1].strip()


@asynccontextmanager
async def half_sent(port, person):
    body = picture()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST {UPLOADS} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {person.token}\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    middle = len(body) // 2
    writer.write(head.encode() + body[:middle])
    await writer.drain()
    try:
        yield HalfSent(reader, writer, body[middle:])
    finally:
        writer.close()


async def refuses(port):
    """Whether nobody is let in any more."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return True
    writer.close()
    return False


async def revive(cluster, name):
    await asyncio.to_thread(cluster.revive, name)
    await asyncio.to_thread(cluster.process(name).wait_until_live)


@pytest.mark.drill
class TestSigterm:
    @pytest.mark.parametrize("name", ["identification", "gateway"])
    async def test_ends_the_open_request_and_then_the_process(self, healed, officer, name):
        process = healed.process(name)
        async with half_sent(process.port, officer) as request:
            await has_arrived(process.port, officer)
            process.terminate()
            await eventually(lambda: refuses(process.port), within=10)
            assert process.status is None
            assert await request.finish() == "201 Created"
        await eventually(lambda: process.status is not None, within=30)
        assert process.status == 0
        await revive(healed, name)

    async def test_gives_back_what_it_leased(self, healed, officer):
        act = OpenAccounts(healed, officer)
        await act.once()
        healed.process("identity").terminate()
        await eventually(lambda: healed.process("identity").status is not None, within=30)
        assert healed.run_sql("identity", LEASES) == ""
        await revive(healed, "identity")
        await act.check()

    async def test_resets_nobody_under_load(self, healed, stubborn, university):
        people = [
            await stubborn.sign_in(university.admin_login, university.password) for _ in range(6)
        ]
        acts = [OpenAccounts(healed, person) for person in people]
        stopping = asyncio.Event()
        process = healed.process("identity")
        async with asyncio.TaskGroup() as beside:
            for act in acts:
                beside.create_task(repeat(act, stopping))
            await eventually(lambda: all(act.acknowledged for act in acts), within=30)
            process.terminate()
            await eventually(lambda: process.status is not None, within=30)
            await revive(healed, "identity")
            stopping.set()
        assert stubborn.journal.counts["unsure"] == 0
        for act in acts:
            await act.check()
        await comes_to_rest(healed)


async def has_arrived(port, person):
    """A whole request behind the half one was answered: the server has read both by now."""
    async with half_sent(port, person) as other:
        assert await other.finish() == "201 Created"


async def repeat(act, stopping):
    while not stopping.is_set():
        await act.once()
