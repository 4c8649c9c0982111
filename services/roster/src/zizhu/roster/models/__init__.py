"""The tables of roster. `PEOPLE` are under row-level security by school."""

from zizhu.roster.models.base import Base
from zizhu.roster.models.calendar import CalendarYearRow, SchoolCalendarRow
from zizhu.roster.models.imports import ImportPartRow, ImportRow
from zizhu.roster.models.register import MoveRow, StudentRow, StudentUseRow, UnitRow
from zizhu.roster.models.schools import RegisterRow, SchoolRow

__all__ = [
    "PEOPLE",
    "Base",
    "CalendarYearRow",
    "ImportPartRow",
    "ImportRow",
    "MoveRow",
    "RegisterRow",
    "SchoolCalendarRow",
    "SchoolRow",
    "StudentRow",
    "StudentUseRow",
    "UnitRow",
]

PEOPLE = (
    UnitRow.__tablename__,
    StudentRow.__tablename__,
    MoveRow.__tablename__,
    StudentUseRow.__tablename__,
    ImportRow.__tablename__,
    ImportPartRow.__tablename__,
    SchoolCalendarRow.__tablename__,
)
