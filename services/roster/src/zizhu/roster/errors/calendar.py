"""Refusals about working days and breaks."""

from zizhu.common.errors import Invalid, NotFound


class CalendarInvalid(Invalid):
    code = "calendar_invalid"
    title = "工作日历不符合规则"


class BreaksInvalid(Invalid):
    code = "breaks_invalid"
    title = "假期安排不符合规则"


class YearUnknown(NotFound):
    code = "year_unknown"
    title = "没有这一年的工作日历"
