"""Importing staff: upload, look at what the check found, choose, mend, upload again."""

from fastapi import APIRouter, Response

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.common.imports.flow import Upload
from zizhu.common.imports.refusals import ImportUnderWay
from zizhu.common.imports.routes import add_import_routes
from zizhu.common.paging import Page
from zizhu.common.problems import problems
from zizhu.common.web import Allow, AsDeptOrSchool
from zizhu.common.workbook.errors import FileMissing, WorkbookTooLarge
from zizhu.common.workbook.response import XLSX, template_response
from zizhu.common.workbook.upload import Sheet, form_body
from zizhu.identity.domain.staff_sheet import STAFF
from zizhu.identity.schemas.imports import ImportOut
from zizhu.identity.service import imports as service

router = APIRouter(prefix="/api/v1/identity/accounts/imports", tags=["imports"])


@router.get("/template", response_class=Response, responses=XLSX)
async def get_template(
    caller: AsDeptOrSchool,  # noqa: ARG001 - the permission
) -> Response:
    """Download an empty 教工信息表 to fill in, with drop-downs and instructions."""
    return await template_response(STAFF)


@router.post(
    "",
    status_code=202,
    responses=problems(ImportUnderWay, WorkbookTooLarge, FileMissing),
    openapi_extra=form_body(),
)
async def start_import(caller: AsDeptOrSchool, sheet: Sheet) -> ImportOut:
    """Upload 教工信息表 (.xlsx, .xls or csv) to be checked; nothing is written yet."""
    async with caller.transaction("staff.upload", of="staff_import") as tx:
        one = await service.start_import(
            tx,
            caller.parts.keys,
            caller.principal,
            Upload(sheet.filename, sheet.content),
            import_id=new_id(),
            now=caller.parts.machine.now(),
        )
    return ImportOut.of(one)


add_import_routes(
    router,
    service.FLOW,
    allow=Allow(Role.SCHOOL_ADMIN, Role.DEPT),
    out=ImportOut,
    page=Page[ImportOut],
    template=lambda _: STAFF,
)
