"""The routes of an import after its upload: look, choose, mend, cancel. The same everywhere."""

from collections.abc import Callable
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from zizhu.common.imports.flow import ImportFlow
from zizhu.common.imports.refusals import (
    BadRowsLeft,
    ImportBeingWritten,
    ImportNotReady,
    ImportOver,
    NoBadRows,
    NoSuchImport,
    NothingToImport,
)
from zizhu.common.imports.store import I
from zizhu.common.imports.wire import ChoiceIn, ImportOut
from zizhu.common.joblist import JobOver, NoSuchJob, find_job, list_findings
from zizhu.common.jobroutes import Cursor, FindingOut, JobOut, Size, number_after, uuid_after
from zizhu.common.paging import DEFAULT_SIZE, Page, page_of
from zizhu.common.problems import problems
from zizhu.common.web import Allow, Caller
from zizhu.common.workbook.response import XLSX, stamp, workbook_response
from zizhu.common.workbook.table import Template
from zizhu.common.workbook.template import write_error_workbook

O = TypeVar("O", bound=ImportOut)  # noqa: E741 - an import as its service shows it


def add_import_routes(
    router: APIRouter,
    flow: ImportFlow[I],
    *,
    allow: Allow,
    out: type[O],
    page: type[Page[O]],
    template: Callable[[I], Template],
) -> None:
    """Add the routes to a router whose prefix is the imports' own; `template` is an import's form.

    `page` is `Page[out]`, which only the caller can write as a type.
    """
    _add_reading(router, flow, allow, out=out, page=page)

    @router.get(
        "/{import_id}/errors",
        response_class=Response,
        responses={**XLSX, **problems(NoSuchImport, NoBadRows, ImportOver, ImportNotReady)},
    )
    async def get_error_workbook(
        caller: Annotated[Caller, Depends(allow)], import_id: UUID
    ) -> Response:
        """Download just the bad rows, the reasons in a last column; it imports again as it is."""
        async with caller.transaction(f"{flow.noun}.take_errors", of=flow.of) as tx:
            one = await flow.store.find(tx, caller.scope, import_id)
            rows, findings = await flow.take_errors(tx, caller.parts.keys, one)
        form = template(one)
        name = f"{form.name}错误行"
        mark = stamp(caller, name)
        return await workbook_response(
            name,
            lambda target: write_error_workbook(
                target, columns=form.columns, rows=rows, findings=findings, stamp=mark
            ),
        )

    @router.post(
        "/{import_id}/commit",
        status_code=202,
        response_model=out,
        responses=problems(
            NoSuchImport,
            ImportNotReady,
            ImportBeingWritten,
            ImportOver,
            BadRowsLeft,
            NothingToImport,
        ),
    )
    async def commit_import(
        caller: Annotated[Caller, Depends(allow)], import_id: UUID, chosen: ChoiceIn
    ) -> Response:
        """Write it: all rows or none, or the good rows now. The officer chooses each time."""
        return await caller.once(
            lambda tx: flow.choose(tx, caller.scope, import_id, chosen.choice),
            out.of,
            status=202,
            audited=f"{flow.noun}.choose",
        )

    @router.post(
        "/{import_id}/cancel",
        response_model=out,
        responses=problems(NoSuchImport, ImportBeingWritten, ImportOver, JobOver, NoSuchJob),
    )
    async def cancel_import(caller: Annotated[Caller, Depends(allow)], import_id: UUID) -> O:
        """Give an import up; nothing of it was written."""
        now, account_id = caller.parts.machine.now(), caller.principal.account_id
        audited = caller.transaction(f"{flow.noun}.cancel_import", of=flow.of, object_id=import_id)
        async with audited as tx:
            return out.of(
                await flow.cancel(tx, caller.scope, import_id, account_id=account_id, now=now)
            )


def _add_reading(
    router: APIRouter, flow: ImportFlow[I], allow: Allow, *, out: type[O], page: type[Page[O]]
) -> None:
    @router.get("", response_model=page)
    async def list_imports(
        caller: Annotated[Caller, Depends(allow)], cursor: Cursor = None, size: Size = DEFAULT_SIZE
    ) -> Page[O]:
        """List the caller's imports, newest first."""
        after = uuid_after(cursor)
        async with caller.transaction() as tx:
            found = await flow.store.newest(tx, caller.scope, after=after, limit=size + 1)
        return page_of(found, size, item=out.of, position=lambda one: (str(one.id),))

    @router.get("/{import_id}", response_model=out, responses=problems(NoSuchImport, NoSuchJob))
    async def get_import(caller: Annotated[Caller, Depends(allow)], import_id: UUID) -> O:
        """Show an import: state, counts, and its job's progress."""
        account_id = caller.principal.account_id
        async with caller.transaction() as tx:
            one = await flow.store.find(tx, caller.scope, import_id)
            job = await find_job(tx, caller.scope, account_id, one.commit_job_id or one.job_id)
        return out.of(one, JobOut.of(job))

    @router.get("/{import_id}/findings", responses=problems(NoSuchImport))
    async def list_import_findings(
        caller: Annotated[Caller, Depends(allow)],
        import_id: UUID,
        cursor: Cursor = None,
        size: Size = DEFAULT_SIZE,
    ) -> Page[FindingOut]:
        """List what the check found, by row: what is wrong and how to mend it."""
        after = number_after(cursor)
        async with caller.transaction() as tx:
            one = await flow.store.find(tx, caller.scope, import_id)
            found = await list_findings(tx, one.job_id, after=after, limit=size + 1)
        return page_of(found, size, item=FindingOut.of, position=lambda item: (item[0],))
