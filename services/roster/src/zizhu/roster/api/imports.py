"""Importing students and 异动: upload, look at what the check found, choose, mend, upload again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.errors import Malformed
from zizhu.common.ids import new_id
from zizhu.common.joblist import JobOver, NoSuchJob, find_job, list_findings
from zizhu.common.jobroutes import Cursor, FindingOut, JobOut, Size, number_after, uuid_after
from zizhu.common.paging import DEFAULT_SIZE, Page, page_of
from zizhu.common.problems import problems
from zizhu.common.web import AsSchoolAdmin, Caller
from zizhu.common.workbook.errors import WorkbookTooLarge
from zizhu.common.workbook.template import write_error_workbook, write_template
from zizhu.roster.api.sheets import MEDIA_TYPE, Sheet, form_body, stamp, workbook_response
from zizhu.roster.domain import sheet
from zizhu.roster.domain.importing import Import, ImportKind
from zizhu.roster.errors.imports import (
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
from zizhu.roster.errors.schools import NoSuchSchool
from zizhu.roster.repository import imports as repository
from zizhu.roster.schemas.imports import ChoiceIn, ImportOut
from zizhu.roster.service import imports as service
from zizhu.roster.service.imports import Upload
from zizhu.roster.service.mending import bad_rows

router = APIRouter(prefix="/api/v1/roster/students/imports", tags=["imports"])

_XLSX: dict[int | str, dict[str, object]] = {200: {"content": {MEDIA_TYPE: {}}}}


@router.get("/template", response_class=Response, responses=_XLSX)
async def get_template(
    caller: AsSchoolAdmin,  # noqa: ARG001 - the permission
    kind: Annotated[ImportKind, Query()] = ImportKind.STUDENTS,
) -> Response:
    """Download an empty workbook to fill in, with drop-downs and instructions."""
    moves = kind is ImportKind.MOVES
    instructions = sheet.MOVE_INSTRUCTIONS if moves else sheet.STUDENT_INSTRUCTIONS
    return await workbook_response(
        f"{kind.label}模板",
        lambda target: write_template(
            target, columns=kind.columns, instructions=instructions, sheet=kind.label
        ),
    )


@router.post(
    "",
    status_code=202,
    responses=problems(ImportUnderWay, WorkbookTooLarge, FileMissing, NoSuchSchool),
    openapi_extra=form_body(kind={"type": "string", "enum": [kind.value for kind in ImportKind]}),
)
async def start_import(caller: AsSchoolAdmin, sheet_in: Sheet) -> ImportOut:
    """Upload 学生信息表 (.xlsx, .xls or csv) to be checked; nothing is written yet."""
    named = sheet_in.fields.get("kind", ImportKind.STUDENTS.value)
    if named not in set(ImportKind):
        raise Malformed("导入类型应为 students 或 moves。")
    upload = Upload(ImportKind(named), sheet_in.filename, sheet_in.content)
    async with caller.transaction("students.upload", of="student_import") as tx:
        one = await service.start_import(
            tx,
            caller.parts.keys,
            caller.scope,
            upload,
            import_id=new_id(),
            now=caller.parts.machine.now(),
        )
    return ImportOut.of(one)


@router.get("")
async def list_imports(
    caller: AsSchoolAdmin, cursor: Cursor = None, size: Size = DEFAULT_SIZE
) -> Page[ImportOut]:
    """List the school's imports, newest first."""
    after = uuid_after(cursor)
    async with caller.transaction() as tx:
        imports = await repository.list_imports(tx, caller.scope, after=after, limit=size + 1)
    return page_of(imports, size, item=ImportOut.of, position=lambda one: (str(one.id),))


async def _shown(caller: Caller, import_id: UUID) -> tuple[Import, ImportOut]:
    async with caller.transaction() as tx:
        one = await repository.find_import(tx, caller.scope, import_id)
        job_id = one.commit_job_id or one.job_id
        job = await find_job(tx, caller.scope, caller.principal.account_id, job_id)
    return one, ImportOut.of(one, JobOut.of(job))


@router.get("/{import_id}", responses=problems(NoSuchImport, NoSuchJob))
async def get_import(caller: AsSchoolAdmin, import_id: UUID) -> ImportOut:
    """Show an import: state, counts, and its job's progress."""
    _, shown = await _shown(caller, import_id)
    return shown


@router.get("/{import_id}/findings", responses=problems(NoSuchImport))
async def list_import_findings(
    caller: AsSchoolAdmin, import_id: UUID, cursor: Cursor = None, size: Size = DEFAULT_SIZE
) -> Page[FindingOut]:
    """List what the check found, by row: what is wrong and how to mend it."""
    after = number_after(cursor)
    async with caller.transaction() as tx:
        one = await repository.find_import(tx, caller.scope, import_id)
        found = await list_findings(tx, one.job_id, after=after, limit=size + 1)
    return page_of(found, size, item=FindingOut.of, position=lambda item: (item[0],))


@router.get(
    "/{import_id}/errors",
    response_class=Response,
    responses={**_XLSX, **problems(NoSuchImport, NoBadRows, ImportOver)},
)
async def get_error_workbook(caller: AsSchoolAdmin, import_id: UUID) -> Response:
    """Download just the bad rows with the reasons in a last column; it imports again as it is."""
    async with caller.transaction("students.take_errors", of="student_import") as tx:
        one = await repository.find_import(tx, caller.scope, import_id)
        rows, findings = await bad_rows(tx, caller.parts.keys, one)
        tx.record("students.take_errors", of="student_import", object_id=import_id, rows=len(rows))
    mark = stamp(caller, f"{one.kind.label}错误行")
    return await workbook_response(
        f"{one.kind.label}错误行",
        lambda target: write_error_workbook(
            target, columns=one.kind.columns, rows=rows, findings=findings, stamp=mark
        ),
    )


@router.post(
    "/{import_id}/commit",
    status_code=202,
    response_model=ImportOut,
    responses=problems(
        NoSuchImport, ImportNotReady, ImportBeingWritten, ImportOver, BadRowsLeft, NothingToImport
    ),
)
async def commit_import(caller: AsSchoolAdmin, import_id: UUID, chosen: ChoiceIn) -> Response:
    """Write the import: all rows or none, or the good rows now. The officer chooses each time."""
    return await caller.once(
        lambda tx: service.choose(tx, caller.scope, import_id, chosen.choice),
        ImportOut.of,
        status=202,
        audited="students.choose",
    )


@router.post(
    "/{import_id}/cancel",
    responses=problems(NoSuchImport, ImportBeingWritten, ImportOver, JobOver, NoSuchJob),
)
async def cancel_import(caller: AsSchoolAdmin, import_id: UUID) -> ImportOut:
    """Give an import up; nothing of it was written."""
    audited = caller.transaction("students.cancel_import", of="student_import", object_id=import_id)
    async with audited as tx:
        one = await service.cancel_import(
            tx,
            caller.scope,
            import_id,
            account_id=caller.principal.account_id,
            now=caller.parts.machine.now(),
        )
    return ImportOut.of(one)
