"""The first lock on every table of people: rows inside a scope, whichever table it is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from zizhu.common.auth import Scope
from zizhu.common.scoping import within
from zizhu.identification.models.tables import table_of


@dataclass
class PlaceColumns:
    """The columns of a table by which a scope limits it."""

    school_id: ColumnElement[UUID]
    college_id: ColumnElement[UUID]
    year: ColumnElement[int]
    major_id: ColumnElement[UUID]
    class_id: ColumnElement[UUID]


def inside(
    scope: Scope,
    model: Any,  # noqa: ANN401 - a declarative class, typed as Any by SQLAlchemy
    person: str,
) -> ColumnElement[bool]:
    """Rows of `model` inside `scope`; `person` names the column that a student is limited to."""
    columns = table_of(model).c
    place = PlaceColumns(
        columns.school_id, columns.college_id, columns.year, columns.major_id, columns.class_id
    )
    return within(scope, place, columns[person])
