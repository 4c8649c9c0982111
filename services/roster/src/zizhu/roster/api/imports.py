"""Importing students and 异动: upload, look at what the check found, choose, mend, upload again."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from zizhu.common.auth import Role
from zizhu.common.errors import Malformed
from zizhu.common.ids import new_id
from zizhu.common.imports.flow import Upload
from zizhu.common.imports.refusals import ImportUnderWay
from zizhu.common.imports.routes import add_import_routes
from zizhu.common.paging import Page
from zizhu.common.problems import problems
from zizhu.common.web import Allow, AsSchoolAdmin
from zizhu.common.workbook.errors import FileMissing, WorkbookTooLarge
from zizhu.common.workbook.response import XLSX, template_response
from zizhu.common.workbook.upload import Sheet, form_body
from zizhu.roster.domain.importing import ImportKind
from zizhu.roster.errors.schools import NoSuchSchool
from zizhu.roster.schemas.imports import ImportOut
from zizhu.roster.service import imports as service

router = APIRouter(prefix="/api/v1/roster/students/imports", tags=["imports"])


@router.get("/template", response_class=Response, responses=XLSX)
async def get_template(
    caller: AsSchoolAdmin,  # noqa: ARG001 - the permission
    kind: Annotated[ImportKind, Query()] = ImportKind.STUDENTS,
) -> Response:
    """Download an empty workbook to fill in, with drop-downs and instructions."""
    return await template_response(kind.template)


@router.post(
    "",
    status_code=202,
    responses=problems(ImportUnderWay, WorkbookTooLarge, FileMissing, NoSuchSchool),
    openapi_extra=form_body(kind={"type": "string", "enum": [kind.value for kind in ImportKind]}),
)
async def start_import(caller: AsSchoolAdmin, sheet: Sheet) -> ImportOut:
    """Upload 学生信息表 (.xlsx, .xls or csv) to be checked; nothing is written yet."""
    named = sheet.fields.get("kind", ImportKind.STUDENTS.value)
    if named not in set(ImportKind):
        raise Malformed("导入类型应为 students 或 moves。")
    async with caller.transaction("students.upload", of="student_import") as tx:
        one = await service.start_import(
            tx,
            caller.parts.keys,
            caller.scope,
            Upload(sheet.filename, sheet.content),
            kind=ImportKind(named),
            import_id=new_id(),
            now=caller.parts.machine.now(),
        )
    return ImportOut.of(one)


add_import_routes(
    router,
    service.FLOW,
    allow=Allow(Role.SCHOOL_ADMIN),
    out=ImportOut,
    page=Page[ImportOut],
    template=lambda one: one.kind.template,
)
