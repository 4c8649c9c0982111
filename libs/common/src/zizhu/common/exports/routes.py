"""The pages of a service's exports: the caller's own, one, and its file. The same everywhere."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from zizhu.common.database import Transaction
from zizhu.common.exports.asked import Request
from zizhu.common.exports.flow import open_export, password_of, start_export
from zizhu.common.exports.refusals import ExportNotReady, ExportOver, NoSuchExport
from zizhu.common.exports.store import Export, find_export, list_exports
from zizhu.common.files.refusals import FileLost
from zizhu.common.files.response import file_response
from zizhu.common.jobroutes import Cursor, JobOut, Size, uuid_after
from zizhu.common.paging import DEFAULT_SIZE, Page, page_of
from zizhu.common.problems import problems
from zizhu.common.web import Allow, Caller
from zizhu.common.workbook.response import XLSX


class ExportOut(BaseModel):
    """An export: the job that makes it, and until when its file can be taken.

    `state` is the job's, or `expired`. `password` opens a workbook with plain numbers; only the
    page of one export shows it, while the file can be taken.
    """

    id: UUID
    name: str
    state: str
    is_plain: bool
    expires_at: datetime
    password: str | None = None
    job: JobOut

    @classmethod
    def of(cls, one: Export, now: datetime, password: str | None = None) -> Self:
        return cls(
            id=one.id,
            name=one.name,
            state=one.state_at(now),
            is_plain=one.is_plain,
            expires_at=one.expires_at,
            password=password,
            job=JobOut.of(one.job),
        )


async def ask_export(caller: Caller, kind: str, request: Request) -> Response:
    """Queue an export, once per `Idempotency-Key`, and answer 202 with it."""

    async def worded(_: Transaction) -> Request:
        return request

    return await word_export(caller, kind, worded)


async def word_export(
    caller: Caller, kind: str, word: Callable[[Transaction], Awaitable[Request]]
) -> Response:
    """Queue an export that is worded from what the caller may see. Raises what `word` raises."""
    now = caller.parts.machine.now()

    async def start(tx: Transaction) -> Export:
        return await start_export(tx, caller.parts.files, caller.principal, kind, await word(tx))

    return await caller.once(start, lambda one: ExportOut.of(one, now), status=202, audited=kind)


def export_router(service: str, kinds: Iterable[str], allow: Allow) -> APIRouter:
    """Make the routes under `/api/v1/<service>/exports` for exports of `kinds`."""
    router = APIRouter(prefix=f"/api/v1/{service}/exports", tags=["exports"])
    own = tuple(kinds)
    By = Annotated[Caller, Depends(allow)]  # noqa: N806 - a type

    @router.get("", operation_id=f"{service}_list_exports")
    async def list_own_exports(
        caller: By, cursor: Cursor = None, size: Size = DEFAULT_SIZE
    ) -> Page[ExportOut]:
        """List what the caller asked for with this post, newest first."""
        after, now = uuid_after(cursor), caller.parts.machine.now()
        async with caller.transaction() as tx:
            found = await list_exports(tx, caller.principal, own, after=after, limit=size + 1)
        return page_of(
            found,
            size,
            item=lambda one: ExportOut.of(one, now),
            position=lambda one: (str(one.id),),
        )

    @router.get(
        "/{export_id}",
        operation_id=f"{service}_get_export",
        responses=problems(NoSuchExport, ExportOver),
    )
    async def get_export(caller: By, export_id: UUID, response: Response) -> ExportOut:
        """Show one export with its job's progress, and the password of its file."""
        now = caller.parts.machine.now()
        async with caller.transaction() as tx:
            one = await find_export(tx, caller.principal, own, export_id)
            password = await password_of(tx, caller.parts.files, one, now)
        response.headers["cache-control"] = "no-store"
        return ExportOut.of(one, now, password)

    @router.get(
        "/{export_id}/file",
        operation_id=f"{service}_take_export",
        response_class=Response,
        responses={**XLSX, **problems(NoSuchExport, ExportNotReady, ExportOver, FileLost)},
    )
    async def take_export(caller: By, export_id: UUID) -> Response:
        """Download the workbook; each download is audited."""
        audited = caller.transaction("export.take", of="export", object_id=export_id)
        async with audited as tx:
            opened = await open_export(tx, caller.parts.files, caller.principal, own, export_id)
        return file_response(opened, as_attachment=True)

    return router
