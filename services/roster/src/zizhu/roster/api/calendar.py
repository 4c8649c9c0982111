"""Working days: everybody reads them, platform administrators load later years."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from zizhu.common.errors import Malformed, StaleVersion
from zizhu.common.problems import problems
from zizhu.common.web import AsPlatformAdmin, AsSignedIn, SeenVersion
from zizhu.common.workbook.errors import REFUSALS, FileMissing, ReaderUnavailable
from zizhu.common.workbook.upload import Sheet, form_body
from zizhu.roster.domain.calendar import FIRST_YEAR, LAST_YEAR, CalendarYear
from zizhu.roster.errors.calendar import CalendarInvalid, YearUnknown
from zizhu.roster.repository import calendar as repository
from zizhu.roster.schemas.calendar import CalendarIn, CalendarOut
from zizhu.roster.service import calendar as service
from zizhu.roster.service.calendarsheet import read_days

router = APIRouter(prefix="/api/v1/roster/calendar", tags=["calendar"])

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


@router.get("")
async def list_years(caller: AsSignedIn) -> list[CalendarOut]:
    """Show the working days of every year that is known."""
    async with caller.transaction() as tx:
        return [CalendarOut.of(one) for one in await repository.load_years(tx)]


@router.get("/{year}", responses=problems(YearUnknown))
async def get_year(caller: AsSignedIn, year: Year, response: Response) -> CalendarOut:
    """Show one year."""
    async with caller.transaction() as tx:
        one = await repository.find_year(tx, year)
    if one is None:
        raise YearUnknown(f"还没有 {year} 年的工作日历，暂按周一至周五计算。")
    response.headers["etag"] = f'"{one.version}"'
    return CalendarOut.of(one)


@router.put("/{year}", responses=problems(CalendarInvalid, StaleVersion))
async def put_year(
    caller: AsPlatformAdmin, year: Year, seen: SeenVersion, days: CalendarIn
) -> CalendarOut:
    """Write one year from its notice; `If-Match: "0"` for a year that is not there yet."""
    wanted = CalendarYear(year, tuple(days.off), tuple(days.on), days.source)
    async with caller.transaction("calendar.change", of="calendar_year", object_id=year) as tx:
        return CalendarOut.of(await service.change_year(tx, wanted, seen=seen))


@router.put(
    "/{year}/workbook",
    responses=problems(
        CalendarInvalid, StaleVersion, FileMissing, ReaderUnavailable, *REFUSALS.values()
    ),
    openapi_extra=form_body(source={"type": "string"}),
)
async def put_workbook(
    caller: AsPlatformAdmin,
    year: Year,
    seen: SeenVersion,
    sheet: Sheet,
) -> CalendarOut:
    """Write one year from a workbook with the columns 日期 and 类型 (休息 or 上班)."""
    source = sheet.fields.get("source", "").strip()[:200]
    if not source:
        raise Malformed("请写明依据的通知（source）。")
    off, on = await read_days(sheet.content, sheet.filename)
    wanted = CalendarYear(year, off, on, source)
    async with caller.transaction("calendar.change", of="calendar_year", object_id=year) as tx:
        return CalendarOut.of(await service.change_year(tx, wanted, seen=seen))
