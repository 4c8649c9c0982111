"""Asking for an export, looking at it and taking its file."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Principal
from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Asked, Request
from zizhu.common.exports.refusals import ExportNotReady, ExportOver
from zizhu.common.exports.store import (
    ASKED,
    RESULT,
    Export,
    file_of,
    find_export,
    load_asked,
)
from zizhu.common.files import Files, OpenFile
from zizhu.common.jobs import start_job

_JSON = "application/json"


async def start_export(
    tx: Transaction, files: Files, principal: Principal, kind: str, request: Request
) -> Export:
    """Queue an export for the caller and leave the audit line `kind`, with the reason."""
    asked = Asked.by(principal, request, tx.machine_now)
    told = {
        "name": request.name,
        "is_plain": request.is_plain,
        "expires_at": asked.expires_at.isoformat(),
    }
    export_id = await start_job(tx, kind, told, school_id=asked.school_id)
    kept = await files.write(_once(asked.to_bytes()), media_type=_JSON, display_name=kind)
    await files.keep(tx, kept, ASKED, export_id, expires_at=asked.expires_at)
    tx.record(
        kind,
        of="export",
        object_id=export_id,
        reason=request.reason,
        name=request.name,
        is_plain=request.is_plain,
    )
    return await find_export(tx, principal, [kind], export_id)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def password_of(tx: Transaction, files: Files, export: Export, now: datetime) -> str | None:
    """Return the password of a workbook with plain numbers, as long as it can be taken."""
    if not export.is_plain or export.state_at(now) != "done":
        return None
    return (await load_asked(tx, files, export.id)).password


async def open_export(
    tx: Transaction, files: Files, principal: Principal, kinds: Sequence[str], export_id: UUID
) -> OpenFile:
    """Open the file for who asked for it, while the scope is as it was; leaves an audit line.

    Raises:
        NoSuchExport, ExportNotReady, ExportOver, FileLost.
    """
    export = await find_export(tx, principal, kinds, export_id)
    state = export.state_at(tx.machine_now)
    if state == "expired":
        raise ExportOver
    if state != "done":
        raise ExportNotReady
    asked = await load_asked(tx, files, export_id)
    if set(asked.principal.post.rows) != set(principal.post.rows):  # domain.md 11, edge case 6
        raise ExportOver("您的管理范围在导出之后有变动，这份文件已失效，请重新导出。")
    result = await file_of(tx, RESULT, export_id)
    return await files.open_file(tx, result.id, owner_type=RESULT, owner_id=export_id)
