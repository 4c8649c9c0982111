"""A scope as SQL: the first of the two locks on every table that holds people.

The second is row-level security by `school_id`, which `transaction(school_id)` opens.
"""

from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, true

from zizhu.common.auth import Scope, ScopeRow


class Placed(Protocol):
    """Columns of a table whose rows have a place in the school's tree."""

    school_id: ColumnElement[UUID]
    college_id: ColumnElement[UUID]
    year: ColumnElement[int]
    major_id: ColumnElement[UUID]
    class_id: ColumnElement[UUID]


def _row(table: Placed, row: ScopeRow) -> ColumnElement[bool]:
    clauses: list[ColumnElement[bool]] = [table.college_id == row.college_id]
    if row.year is not None:
        clauses.append(table.year == row.year)
    if row.major_id is not None:
        clauses.append(table.major_id == row.major_id)
    if row.class_id is not None:
        clauses.append(table.class_id == row.class_id)
    return and_(*clauses)


def within(
    scope: Scope, table: Placed, person: ColumnElement[UUID] | None = None
) -> ColumnElement[bool]:
    """Rows of `table` inside `scope`. `person` is the column that a student is limited to."""
    inside: ColumnElement[bool]
    if scope.person_id is not None:
        inside = false() if person is None else person == scope.person_id
    elif scope.rows is None:
        inside = true()
    else:
        inside = or_(false(), *(_row(table, row) for row in scope.rows))
    return and_(table.school_id == scope.school_id, inside)
