"""Workbooks over HTTP: what comes in is bounded, what goes out is an attachment."""

import asyncio
import io
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Response, UploadFile

from zizhu.common.clock import SHANGHAI
from zizhu.common.web import Caller
from zizhu.common.workbook.errors import WorkbookTooLarge
from zizhu.common.workbook.table import Limits
from zizhu.identity.errors import FileMissing

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX: dict[int | str, dict[str, object]] = {200: {"content": {MEDIA_TYPE: {}}}}
_MOST = Limits().bytes


async def read_upload(file: UploadFile) -> tuple[str, bytes]:
    """Return the bare name and the content of an upload. Raises FileMissing, WorkbookTooLarge."""
    content = await file.read(_MOST + 1)
    if len(content) > _MOST:
        raise WorkbookTooLarge("文件超过 20 MB，请分成几个文件上传")
    if not content:
        raise FileMissing("没有收到文件内容，请重新选择文件。")
    name = PurePosixPath((file.filename or "").replace("\\", "/")).name
    bare = "".join(char for char in name if char.isprintable())[:120]
    return bare or "表格", content


def stamp(caller: Caller, what: str, reason: str = "") -> str:
    """Say on a sheet who took it, when and why."""
    at = caller.parts.machine.now().astimezone(SHANGHAI)
    why = f"；用途：{reason}" if reason else ""
    who = caller.principal.post.role.label
    account = caller.principal.account_id
    return f"{what}；导出时间：{at:%Y-%m-%d %H:%M}；导出人：{who} {account}{why}"


async def workbook_response(name: str, write: Callable[[BinaryIO], object]) -> Response:
    """Write a workbook off the event loop and send it."""
    target = io.BytesIO()
    await asyncio.to_thread(write, target)
    return Response(
        target.getvalue(),
        media_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": (
                f"attachment; filename=\"zizhu.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
            ),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
