"""From a declarative class to its table, for statements that name columns by text."""

from typing import Any

from sqlalchemy import Table


def table_of(model: Any) -> Table:  # noqa: ANN401 - a declarative class, typed as Any by SQLAlchemy
    table: Table = model.__table__
    return table
