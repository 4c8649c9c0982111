"""Importing staff: upload, look at what the check found, choose, mend, upload again; and export."""

from collections.abc import Iterator, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Response, UploadFile

from zizhu.common.ids import new_id
from zizhu.common.joblist import JobOver, NoSuchJob, find_job, list_findings
from zizhu.common.jobroutes import Cursor, FindingOut, JobOut, Size, number_after, uuid_after
from zizhu.common.paging import DEFAULT_SIZE, Page, page_of
from zizhu.common.problems import problems
from zizhu.common.web import AsDeptOrSchool
from zizhu.common.workbook.errors import WorkbookTooLarge
from zizhu.common.workbook.table import Row
from zizhu.common.workbook.template import write_error_workbook, write_template
from zizhu.common.workbook.write import Sheet, write_table
from zizhu.identity.api.desk import TheDesk
from zizhu.identity.api.sheets import XLSX, read_upload, stamp, workbook_response
from zizhu.identity.api.staff import query_of
from zizhu.identity.domain.staff_sheet import COLUMNS, INSTRUCTIONS, SHEET
from zizhu.identity.errors import (
    AccountInvalid,
    BadRowsLeft,
    FileMissing,
    ImportBeingWritten,
    ImportNotReady,
    ImportOver,
    ImportUnderWay,
    NoBadRows,
    NoSuchImport,
    NothingToImport,
)
from zizhu.identity.repository import imports as repository
from zizhu.identity.schemas.imports import ChoiceIn, ImportOut
from zizhu.identity.schemas.staff import StaffExport, StaffOut
from zizhu.identity.service import imports as service
from zizhu.identity.service.directory import MOST_EXPORTED, search_staff
from zizhu.identity.service.vault import ROWS, ImportVault, unpack

router = APIRouter(prefix="/api/v1/identity/accounts", tags=["imports"])


@router.get("/imports/template", response_class=Response, responses=XLSX)
async def get_template(
    caller: AsDeptOrSchool,  # noqa: ARG001 - the permission
) -> Response:
    """Download an empty 教工信息表 to fill in, with drop-downs and instructions."""
    return await workbook_response(
        f"{SHEET}模板",
        lambda target: write_template(
            target, columns=COLUMNS, instructions=INSTRUCTIONS, sheet=SHEET
        ),
    )


@router.post(
    "/imports",
    status_code=202,
    responses=problems(ImportUnderWay, WorkbookTooLarge, FileMissing),
)
async def start_import(caller: AsDeptOrSchool, file: Annotated[UploadFile, File()]) -> ImportOut:
    """Upload 教工信息表 (.xlsx, .xls or csv) to be checked; nothing is written yet."""
    upload = service.Upload(*await read_upload(file))
    async with caller.transaction("staff.upload", of="staff_import") as tx:
        one = await service.start_import(
            tx,
            caller.parts.keys,
            caller.principal,
            upload,
            import_id=new_id(),
            now=caller.parts.machine.now(),
        )
    return ImportOut.of(one)


@router.get("/imports")
async def list_imports(
    caller: AsDeptOrSchool, cursor: Cursor = None, size: Size = DEFAULT_SIZE
) -> Page[ImportOut]:
    """List the caller's imports, newest first."""
    after, account_id = uuid_after(cursor), caller.principal.account_id
    async with caller.transaction() as tx:
        found = await repository.list_imports(
            tx, caller.scope, account_id, after=after, limit=size + 1
        )
    return page_of(found, size, item=ImportOut.of, position=lambda one: (str(one.id),))


@router.get("/imports/{import_id}", responses=problems(NoSuchImport, NoSuchJob))
async def get_import(caller: AsDeptOrSchool, import_id: UUID) -> ImportOut:
    """Show an import: state, counts, and its job's progress."""
    account_id = caller.principal.account_id
    async with caller.transaction() as tx:
        one = await repository.find_import(tx, caller.scope, account_id, import_id)
        job = await find_job(tx, caller.scope, account_id, one.commit_job_id or one.job_id)
    return ImportOut.of(one, JobOut.of(job))


@router.get("/imports/{import_id}/findings", responses=problems(NoSuchImport))
async def list_import_findings(
    caller: AsDeptOrSchool, import_id: UUID, cursor: Cursor = None, size: Size = DEFAULT_SIZE
) -> Page[FindingOut]:
    """List what the check found, by row: what is wrong and how to mend it."""
    after, account_id = number_after(cursor), caller.principal.account_id
    async with caller.transaction() as tx:
        one = await repository.find_import(tx, caller.scope, account_id, import_id)
        found = await list_findings(tx, one.job_id, after=after, limit=size + 1)
    return page_of(found, size, item=FindingOut.of, position=lambda item: (item[0],))


@router.get(
    "/imports/{import_id}/errors",
    response_class=Response,
    responses={**XLSX, **problems(NoSuchImport, NoBadRows, ImportOver, ImportNotReady)},
)
async def get_error_workbook(caller: AsDeptOrSchool, import_id: UUID) -> Response:
    """Download just the bad rows with the reasons in a last column; it imports again as it is."""
    account_id = caller.principal.account_id
    async with caller.transaction("staff.take_errors", of="staff_import") as tx:
        one = await repository.find_import(tx, caller.scope, account_id, import_id)
        if not one.counts:
            raise ImportNotReady("文件还在检查，请稍候。")
        if not one.counts["bad"]:
            raise NoBadRows("这次导入没有错误的行。")
        packed = await ImportVault(caller.parts.keys.ring, one).take(tx, ROWS)
        findings = [found for _, found in await list_findings(tx, one.job_id, limit=50_000)]
        rows = [Row(number, dict(cells)) for number, cells in unpack(packed)[1]]
        tx.record("staff.take_errors", of="staff_import", object_id=import_id, rows=len(rows))
    mark = stamp(caller, f"{SHEET}错误行")
    return await workbook_response(
        f"{SHEET}错误行",
        lambda target: write_error_workbook(
            target, columns=COLUMNS, rows=rows, findings=findings, stamp=mark
        ),
    )


@router.post(
    "/imports/{import_id}/commit",
    status_code=202,
    response_model=ImportOut,
    responses=problems(
        NoSuchImport, ImportNotReady, ImportBeingWritten, ImportOver, BadRowsLeft, NothingToImport
    ),
)
async def commit_import(caller: AsDeptOrSchool, import_id: UUID, chosen: ChoiceIn) -> Response:
    """Open the accounts: all rows or none, or the good rows now. The officer chooses each time."""
    return await caller.once(
        lambda tx: service.choose(tx, caller.principal, import_id, chosen.choice),
        ImportOut.of,
        status=202,
        audited="staff.choose",
    )


@router.post(
    "/imports/{import_id}/cancel",
    responses=problems(NoSuchImport, ImportBeingWritten, ImportOver, JobOver, NoSuchJob),
)
async def cancel_import(caller: AsDeptOrSchool, import_id: UUID) -> ImportOut:
    """Give an import up; nothing of it was written."""
    now = caller.parts.machine.now()
    audited = caller.transaction("staff.cancel_import", of="staff_import", object_id=import_id)
    async with audited as tx:
        return ImportOut.of(await service.cancel_import(tx, caller.principal, import_id, now=now))


@router.post("/export", response_class=Response, responses={**XLSX, **problems(AccountInvalid)})
async def export_accounts(caller: AsDeptOrSchool, desk: TheDesk, given: StaffExport) -> Response:
    """Download the accounts of a search, numbers masked, with who took it, when and why."""
    query = query_of(caller, desk, given)
    async with caller.transaction("staff.export", of="account") as tx:
        found, _ = await search_staff(tx, caller.principal, query, limit=MOST_EXPORTED)
        tx.record("staff.export", of="account", object_id="", reason=given.reason, rows=len(found))
    shown = [StaffOut.of(desk, *one) for one in found]
    mark = stamp(caller, SHEET, given.reason)
    sheet = Sheet(SHEET, COLUMNS, list(_rows(shown)))
    return await workbook_response(SHEET, lambda target: write_table(target, [sheet], stamp=mark))


def _rows(accounts: list[StaffOut]) -> Iterator[Mapping[str, str]]:
    """One line a scope row, in the shape of the template; the school's own account has one."""
    for account in accounts:
        scopes = [scope for post in account.posts for scope in post.scope]
        for scope in scopes or (None,):
            yield {
                "login": account.login or "",
                "phone": account.phone or "",
                "document_kind": account.document_kind or "",
                "document_number": account.document_number or "",
                "name": account.name,
                "title": account.title or "、".join(p.kind_label for p in account.posts),
                "college": scope.college if scope else "",
                "year": str(scope.year) if scope and scope.year else "",
                "major": (scope.major or "") if scope else "",
                "class_name": (scope.class_name or "") if scope else "",
                "remark": account.remark,
            }
