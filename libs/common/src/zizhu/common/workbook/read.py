"""Reading foreign workbooks safely: in a process of its own, bounded in memory and time.

Whatever happens to that process is a refusal to the uploader and never an exception of ours.
"""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

import structlog

from zizhu.common.workbook.errors import ReaderUnavailable, WorkbookTooLarge, WorkbookUnreadable
from zizhu.common.workbook.table import Column, Limits, Table
from zizhu.common.workbook.wire import AnswerCutShort, read_answer, write_order

_log = structlog.get_logger(__name__)
_LIMITS = Limits()
# How many workbooks are parsed at once; the others wait for their turn.
_CHILDREN = 2
# How soon a cancelled read ends its child.
_GLANCE_SECONDS = 0.5


def read_table(
    source: bytes | Path,
    *,
    columns: Sequence[Column],
    filename: str = "",
    limits: Limits = _LIMITS,
    cancelled: threading.Event | None = None,
) -> Table:
    """Read the one table of an .xlsx, .xls or csv file, told apart by content.

    The header is looked for in the first ten rows of each visible sheet; columns come in any
    order, unknown ones are passed over, and so are blank rows and repeated headers. Row numbers
    are the sheet's own, from 1. Blocks: on an event loop use `read_table_async`.

    Raises:
        WorkbookTooLarge, WorkbookEmpty, NotAWorkbook, EncryptedWorkbook, MacroWorkbook, ZipBomb,
        WorkbookUnsafe, CellsOutOfRange, WorkbookUnreadable, HeaderNotFound, HeaderDoubled,
        TooManyRows: the file cannot be taken at all.
        ReaderUnavailable: this machine could not start the reader.

    Source: domain.md 4.1 and 10.9.
    """
    data = _load(source, limits)
    order = write_order(columns, limits)
    output, ending = _run(order, data, limits.seconds, cancelled or threading.Event())
    try:
        return read_answer(output, columns, filename)
    except AnswerCutShort as cut:
        _log.warning("workbook_unreadable", ending=ending, fault=str(cut), bytes=len(data))
        raise WorkbookUnreadable(
            f"{filename or '表格'}无法读取，请把数据复制到模板后重新上传"
        ) from cut


async def read_table_async(
    source: bytes | Path,
    *,
    columns: Sequence[Column],
    filename: str = "",
    limits: Limits = _LIMITS,
) -> Table:
    """Do what `read_table` does without holding up the event loop; cancelling ends the child."""
    cancelled = threading.Event()
    work = partial(
        read_table,
        source,
        columns=columns,
        filename=filename,
        limits=limits,
        cancelled=cancelled,
    )
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads(), work)
    finally:
        cancelled.set()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CHILDREN, thread_name_prefix="workbook")


def _load(source: bytes | Path, limits: Limits) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.bytes:
        most = limits.bytes // (1024 * 1024)
        raise WorkbookTooLarge(f"文件超过 {most} MB，请分成几个文件上传")
    return source if isinstance(source, bytes) else source.read_bytes()


def _run(
    order: str, data: bytes, seconds: float, cancelled: threading.Event
) -> tuple[bytes, int | str]:
    """Return what the child wrote, and how it ended."""
    try:
        # Its environment is empty: a process that parses hostile files needs none of our keys.
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-m", "zizhu.common.workbook.child", order],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        )
    except OSError as failure:
        raise ReaderUnavailable("暂时无法读取表格，请稍后重试", retry_after=30) from failure
    deadline = time.monotonic() + seconds
    unsent: bytes | None = data
    with child:
        while True:
            left = 0.0 if cancelled.is_set() else deadline - time.monotonic()
            try:
                output, _ = child.communicate(unsent, max(0.0, min(_GLANCE_SECONDS, left)))
            except subprocess.TimeoutExpired:
                unsent = None  # the child's pipe keeps what is under way
                if left <= 0:
                    child.kill()
                    child.communicate()
                    return b"", "stopped"
            else:
                return output, child.returncode
