"""Making the new students of an import beside the event loop: a few in a thread, many in a process
of its own, so that the database writes some while the next are made.
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from zizhu.roster.service.making import Made, Maker, Order
from zizhu.roster.service.making_child import SIZE, made_of

Making = Callable[[Order], AsyncIterator[Made]]

_BUFFER = 4 * 1024 * 1024  # an answer should not stop and start the pipe a hundred times


class MakingStopped(Exception):
    """The process ended before its work did; whoever asked begins anew."""


@asynccontextmanager
async def making(packed: Sequence[bytes]) -> AsyncIterator[Making]:
    """Give what makes the students of packed rows, in their order. A process starts at once, so
    that it is there when the order is.
    """
    if len(packed) < 2:  # a process takes longer to start than this to make
        yield lambda order: _in_thread(order, packed)
        return
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "zizhu.roster.service.making_child"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env={},
        limit=_BUFFER,
    )
    try:
        yield lambda order: _in_process(process, order, packed)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _in_thread(order: Order, packed: Sequence[bytes]) -> AsyncIterator[Made]:
    maker = Maker(order)
    for some in packed:
        yield await asyncio.to_thread(maker.make, some)


async def _in_process(
    process: Process, order: Order, packed: Sequence[bytes]
) -> AsyncIterator[Made]:
    feeding = asyncio.create_task(_feed(process, (order.to_json(), *packed)))
    try:
        for _ in packed:
            yield await _answer(process)
        await feeding
    finally:
        feeding.cancel()


async def _feed(process: Process, frames: Sequence[bytes]) -> None:
    if process.stdin is None:
        raise MakingStopped
    for frame in frames:
        process.stdin.write(len(frame).to_bytes(SIZE, "big") + frame)
        await process.stdin.drain()
    process.stdin.close()


async def _answer(process: Process) -> Made:
    stream = process.stdout
    if stream is None:
        raise MakingStopped
    try:
        count = int.from_bytes(await stream.readexactly(SIZE), "big")
        pieces = []
        for _ in range(count):
            length = int.from_bytes(await stream.readexactly(SIZE), "big")
            pieces.append(await stream.readexactly(length))
    except asyncio.IncompleteReadError as cut:
        raise MakingStopped from cut
    return made_of(pieces)
