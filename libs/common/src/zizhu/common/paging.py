"""Cursor pages: a list continues after the last row seen, so that rows added meanwhile neither
double nor hide another.
"""

import base64
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel

from zizhu.common.errors import Invalid

T = TypeVar("T")
Row = TypeVar("Row")

DEFAULT_SIZE = 50
MAX_SIZE = 500


class CursorInvalid(Invalid):
    code = "cursor_invalid"
    title = "翻页标记无效"


class Page(BaseModel, Generic[T]):
    """One page of a list; `next_cursor` is None on the last."""

    items: list[T]
    next_cursor: str | None = None
    total: int | None = None


def write_cursor(*position: str | int | None) -> str:
    """Encode the sort key of the last row of a page."""
    return base64.urlsafe_b64encode(orjson.dumps(position)).decode().rstrip("=")


def read_cursor(text: str, length: int) -> list[str | int | None]:
    """Decode a cursor of `length` parts. Raises CursorInvalid."""
    try:
        found = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError as error:
        raise CursorInvalid("翻页标记无效，请从第一页重新查询。") from error
    if not isinstance(found, list) or len(found) != length:
        raise CursorInvalid("翻页标记无效，请从第一页重新查询。")
    return found


def read_position(text: str) -> tuple[str, UUID]:
    """Decode a cursor of a sort key and an id. Raises CursorInvalid."""
    key, last = read_cursor(text, 2)
    try:
        return str(key), UUID(str(last))
    except ValueError as error:
        raise CursorInvalid("翻页标记无效，请从第一页重新查询。") from error


def page_of(
    rows: Sequence[Row],
    size: int,
    *,
    item: Callable[[Row], T],
    position: Callable[[Row], tuple[str | int | None, ...]],
    total: int | None = None,
) -> Page[T]:
    """Make a page from `size + 1` fetched rows: the extra one only tells that more follow."""
    shown = rows[:size]
    cursor = write_cursor(*position(shown[-1])) if len(rows) > size else None
    return Page(items=[item(row) for row in shown], next_cursor=cursor, total=total)
