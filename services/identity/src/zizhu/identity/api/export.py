"""The accounts of a search as a workbook, in the shape that the import takes."""

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Response

from zizhu.common.problems import problems
from zizhu.common.web import AsDeptOrSchool
from zizhu.common.workbook.response import XLSX, stamp, workbook_response
from zizhu.common.workbook.write import Sheet, write_table
from zizhu.identity.api.desk import TheDesk
from zizhu.identity.api.staff import query_of
from zizhu.identity.domain.staff_sheet import COLUMNS, SHEET
from zizhu.identity.errors import AccountInvalid
from zizhu.identity.schemas.staff import StaffExport, StaffOut
from zizhu.identity.service.directory import MOST_EXPORTED, search_staff

router = APIRouter(prefix="/api/v1/identity/accounts", tags=["accounts"])


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
