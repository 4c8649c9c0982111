"""What an operator is told of the working days: whether a year is missing."""

from collections.abc import Sequence

from zizhu.common.businessclock import read_shift
from zizhu.common.clock import business_day
from zizhu.common.operations.finding import Finding, Looked, attention, fine, note
from zizhu.roster.service.calendar import missing_years

NOTICE_MONTH = 11  # the State Council's notice about the next year comes by November


async def check_calendar(at: Looked) -> Sequence[Finding]:
    """Whether the working days of this year and, once they are announced, the next are loaded."""
    now = at.machine.now() + await read_shift(at.database)
    async with at.database.transaction() as tx:
        missing = await missing_years(tx, now)
    today = business_day(now)
    if not missing:
        return [fine("工作日历", f"{today.year}、{today.year + 1} 年已录入")]
    is_due = today.year in missing or today.month >= NOTICE_MONTH
    years = "、".join(map(str, missing))
    return [(attention if is_due else note)("工作日历", f"{years} 年的放假安排还没有录入")]
