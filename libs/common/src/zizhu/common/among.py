"""Asking for rows by a collection of values, of any size."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

T = TypeVar("T")


def among(
    column: ColumnElement[T] | InstrumentedAttribute[T], values: Iterable[Any]
) -> ColumnElement[bool]:
    """The rows whose `column` is one of `values`.

    They travel as one array. With `in_` each has a parameter of its own, of which a statement may
    have 32,767, and a statement for every count of them is prepared.
    """
    return column == any_(literal(list(values), ARRAY(column.type)))
