"""Finding the header among the first rows: by its words, in any order, below optional titles."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from zizhu.common.workbook.cells import Value
from zizhu.common.workbook.errors import HeaderDoubled, HeaderNotFound
from zizhu.common.workbook.table import Column

SEARCHED_ROWS = 10
_DECORATION = re.compile(r"[*:]|[(\[【](?:必填|选填|可选|非必填)[)\]】]|(?:必填|选填|可选|非必填)$")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header is (an index from 0) and in which position each of its columns stands."""

    index: int
    positions: dict[str, int]


def plain(value: Value) -> str:
    """Return a header's bare words: no blanks, no star, no 必填, one width."""
    text = "".join(unicodedata.normalize("NFKC", str(value)).split())
    return _DECORATION.sub("", text)


def names(columns: Sequence[Column]) -> dict[str, str]:
    """Map each bare header or alias to the key of its column."""
    return {plain(name): c.key for c in columns for name in (*c.aliases, c.header)}


def find_header(top: Sequence[Sequence[Value]], columns: Sequence[Column]) -> Header:
    """Return the first row that names every required column.

    Raises:
        HeaderNotFound: no such row; names what the best row lacks.
        HeaderDoubled: the row names a column twice.
    """
    keys = names(columns)
    required = {c.key for c in columns if c.required}
    best: set[str] = set()
    for index, row in enumerate(top[:SEARCHED_ROWS]):
        named = [(keys.get(plain(value)), at) for at, value in enumerate(row)]
        present = {key for key, _ in named if key}
        if present and required <= present:
            return Header(index, _positions(named, index, columns))
        best = max(best, present, key=len)
    raise _not_found([c.header for c in columns if c.required and c.key not in best], bool(best))


def _positions(
    named: Sequence[tuple[str | None, int]], index: int, columns: Sequence[Column]
) -> dict[str, int]:
    positions: dict[str, int] = {}
    for key, at in named:
        if key is None:
            continue
        if key in positions:
            word = next(c.header for c in columns if c.key == key)
            raise HeaderDoubled(
                f"第 {index + 1} 行的表头“{word}”出现了两次，请只保留其中一列",
                column=word,
            )
        positions[key] = at
    return positions


def _not_found(missing: list[str], partly: bool) -> HeaderNotFound:  # noqa: FBT001 - private, one caller
    where = "表头缺少" if partly else f"前 {SEARCHED_ROWS} 行里没有找到表头，需要的列是"
    detail = f"{where}：{'、'.join(missing)}；请使用模板，不要改动列名"
    return HeaderNotFound(detail, missing=missing)
