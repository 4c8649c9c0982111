"""The tables of identification. `PEOPLE` are under row-level security by school."""

from zizhu.identification.models.base import Base
from zizhu.identification.models.bulk import ArrivalRow, BulkRow
from zizhu.identification.models.register import (
    CalendarYearRow,
    SchoolRow,
    StaffRow,
    StudentRow,
    UnitRow,
)

__all__ = [
    "PEOPLE",
    "ArrivalRow",
    "Base",
    "BulkRow",
    "CalendarYearRow",
    "SchoolRow",
    "StaffRow",
    "StudentRow",
    "UnitRow",
]

# Everything of a school; schools themselves and calendar years are read without one.
PEOPLE = tuple(
    table.name
    for table in Base.metadata.sorted_tables
    if table.name not in {SchoolRow.__tablename__, CalendarYearRow.__tablename__}
)
