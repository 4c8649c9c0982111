"""Workbooks over HTTP: attachments that say who took them, when and for what."""

import asyncio
import io
from collections.abc import Callable
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Response

from zizhu.common.clock import SHANGHAI
from zizhu.common.web import Caller

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX: dict[int | str, dict[str, object]] = {
    200: {"content": {MEDIA_TYPE: {}}, "description": "a workbook"}
}


def stamp(caller: Caller, what: str, reason: str = "") -> str:
    """Say on a sheet who took it, when and why."""
    at = caller.parts.machine.now().astimezone(SHANGHAI)
    why = f"；用途：{reason}" if reason else ""
    role = caller.principal.post.role.label
    return (
        f"{what}；导出时间：{at:%Y-%m-%d %H:%M}；导出人：{role} {caller.principal.account_id}{why}"
    )


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
