"""The process that parses one foreign workbook and ends: `python -m zizhu.common.workbook.child`.

The order comes as the first argument, the file on standard input; the answer leaves as lines of
JSON. Whatever a hostile file does to this process, it does inside the limits set here.
"""

import gc
import resource
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

import orjson

from zizhu.common.errors import Refusal
from zizhu.common.workbook.gather import gather
from zizhu.common.workbook.grid import open_grids
from zizhu.common.workbook.table import Column, Limits
from zizhu.common.workbook.wire import read_order, write_answer


def main() -> None:
    """Read, answer, end."""
    gc.disable()  # a short life with few cycles: collecting costs a tenth and frees nothing
    columns, limits = read_order(sys.argv[1])
    _restrain(limits)
    out = sys.stdout.buffer
    for line in answer(sys.stdin.buffer.read(), columns, limits):
        out.write(line + b"\n")
    out.flush()


def answer(data: bytes, columns: Sequence[Column], limits: Limits) -> Iterator[bytes]:
    """Yield the lines of the answer; the last one is the end, a refusal or a fault."""
    try:
        yield from write_answer(gather(open_grids(data, columns, limits), columns, limits))
    except Refusal as refusal:
        yield orjson.dumps(
            {"refusal": refusal.code, "detail": refusal.detail, "facts": refusal.facts}
        )
    except Exception as fault:  # noqa: BLE001 - the parent turns any fault into a refusal
        yield orjson.dumps({"fault": _where(fault)})


def _where(fault: Exception) -> str:
    """Name the kind and the line, never the words: they may quote the file."""
    at = fault.__traceback__
    while at and at.tb_next:
        at = at.tb_next
    return f"{type(fault).__name__} in {at.tb_frame.f_code.co_name}:{at.tb_lineno}" if at else ""


def _restrain(limits: Limits) -> None:
    """Bound memory and computing time, and leave no core file with people's data."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, int(limits.seconds) + 1),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # macOS knows no limit of the address space
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
