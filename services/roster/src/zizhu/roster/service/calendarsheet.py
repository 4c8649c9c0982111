"""A year's days from a workbook, as offices receive them."""

from datetime import date

from zizhu.common.errors import Finding
from zizhu.common.workbook.read import read_table_async
from zizhu.common.workbook.table import Column, Kind
from zizhu.roster.errors.calendar import CalendarInvalid

DAY = Column(key="day", header="日期", kind=Kind.DATE)
KIND = Column(key="kind", header="类型", choices=("休息", "上班"), length=20)
_IS_WORKED = {"休息": False, "放假": False, "上班": True, "调休上班": True}

Days = tuple[date, ...]


async def read_days(content: bytes, filename: str) -> tuple[Days, Days]:
    """Return the days off and the days worked.

    Raises:
        CalendarInvalid: with a finding for each bad row.
        Refusal: the workbook cannot be read (`zizhu.common.workbook.errors`).
    """
    table = await read_table_async(content, columns=(DAY, KIND), filename=filename)
    findings = list(table.findings)
    days: dict[bool, list[date]] = {False: [], True: []}
    for row in table.good():
        is_worked = _IS_WORKED.get(row.cells["kind"])
        if not row.cells["day"]:
            findings.append(Finding("日期为空，请填写", row=row.number, column=DAY.header))
        elif is_worked is None:
            findings.append(Finding("类型应为休息或上班", row=row.number, column=KIND.header))
        else:
            days[is_worked].append(date.fromisoformat(row.cells["day"]))
    if findings:
        raise CalendarInvalid("工作日历表格有误，请按提示修改后重新上传。", errors=findings)
    return tuple(days[False]), tuple(days[True])
