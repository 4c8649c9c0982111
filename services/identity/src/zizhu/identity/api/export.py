"""Asking for the accounts of a search as a workbook, in the shape that the import takes."""

from fastapi import APIRouter, Response

from zizhu.common.clock import business_day
from zizhu.common.exports.asked import Request
from zizhu.common.exports.routes import ExportOut, ask_export
from zizhu.common.problems import problems
from zizhu.common.web import AsDeptOrSchool
from zizhu.identity.domain.staff_sheet import SHEET
from zizhu.identity.errors import AccountInvalid
from zizhu.identity.schemas.staff import StaffExport
from zizhu.identity.service.exports import EXPORT

router = APIRouter(prefix="/api/v1/identity/accounts", tags=["accounts"])


@router.post(
    "/export", status_code=202, response_model=ExportOut, responses=problems(AccountInvalid)
)
async def export_accounts(caller: AsDeptOrSchool, given: StaffExport) -> Response:
    """Queue a workbook of the accounts of a search, numbers masked."""
    given.to_query(caller.parts, business_day(caller.now))  # refuse now what cannot be searched
    wanted = given.model_dump(mode="json", exclude={"reason"})
    return await ask_export(caller, EXPORT, Request(SHEET, given.reason, wanted))
