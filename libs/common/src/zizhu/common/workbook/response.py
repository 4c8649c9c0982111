"""Workbooks going out over HTTP: attachments that say who took them, when and for what."""

import asyncio
import io
from collections.abc import Callable
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Response

from zizhu.common.clock import SHANGHAI
from zizhu.common.web import Caller
from zizhu.common.workbook.table import Template
from zizhu.common.workbook.template import write_template

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX: dict[int | str, dict[str, object]] = {200: {"content": {MEDIA_TYPE: {}}}}


def stamp(caller: Caller, what: str, reason: str = "") -> str:
    """Say on a sheet who took it, when and why."""
    at = caller.parts.machine.now().astimezone(SHANGHAI)
    why = f"；用途：{reason}" if reason else ""
    who = f"{caller.principal.post.role.label} {caller.principal.account_id}"
    return f"{what}；导出时间：{at:%Y-%m-%d %H:%M}；导出人：{who}{why}"


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


async def template_response(template: Template) -> Response:
    """Send an empty table to fill in, with drop-downs and instructions."""
    return await workbook_response(
        f"{template.name}模板",
        lambda target: write_template(
            target,
            columns=template.columns,
            instructions=template.instructions,
            sheet=template.name,
        ),
    )
