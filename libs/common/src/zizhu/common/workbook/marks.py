"""Watching a sheet's XML flow by for what the parser does not tell: formulas, error values, and
cells so far out that the parser would ask for hundreds of gigabytes to hold the space between.

Bytes are searched, not parsed: a file that hides from this by odd spelling meets the limits of
the process instead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from zizhu.common.workbook.cells import ERROR, FORMULA
from zizhu.common.workbook.errors import CellsOutOfRange, WorkbookUnsafe

Place = tuple[int, int]

# A tag may be cut by the end of a chunk: so many bytes wait for the next one, and so many before
# a mark suffice to hold the tag of its cell.
_AHEAD = 256
_BEFORE = 512
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_ROOT = re.compile(rb"<((?:\w+:)?)worksheet\b")
_ROOT_WITHIN = 4096
_PLACE = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
# Columns beyond ZZ and rows of six digits; whether that is too far is asked afterwards.
_FAR = re.compile(rb' r="(?:[A-Z]{3}\d+|[A-Z]{1,2}\d{6,})"')


@dataclass(slots=True)
class Marks:
    """What stands in which cells (row and column from 1); `unplaced` are marks without a place."""

    cells: dict[Place, str] = field(default_factory=dict)
    unplaced: set[str] = field(default_factory=set)


class XmlWatch:
    """Refuses any part that declares a document type or entities, or is not in UTF-8."""

    def __init__(self) -> None:
        self._tail = b""
        self._begun = False

    def feed(self, chunk: bytes) -> None:
        if not self._begun and chunk.startswith(_UTF16):
            raise WorkbookUnsafe("表格内部编码不受支持，请用 Excel 或 WPS 打开后另存为 .xlsx")
        self._begun = True
        if _DECLARATION.search(self._tail + chunk):
            raise WorkbookUnsafe("表格含有外部实体声明，请用 Excel 或 WPS 打开后另存为 .xlsx")
        self._tail = chunk[-16:]


class SheetWatch:
    """Collects the marks of one sheet from its chunks; `prefix` is that of its XML names."""

    def __init__(self, prefix: bytes, last_row: int) -> None:
        self._marks = Marks()
        self._last_row = last_row
        self._tail = b""
        self._done = 0
        self._cell = b"<" + prefix + b"c "
        self._patterns = (
            (re.compile(b"<" + prefix + rb"f[\s>/]"), FORMULA),
            (re.compile(b' t="e"'), ERROR),
        )

    @classmethod
    def beginning(cls, start: bytes, last_row: int) -> "SheetWatch | None":
        """Return a watch if these first bytes open a worksheet, under whatever part's name."""
        found = _ROOT.search(start[:_ROOT_WITHIN])
        return cls(found[1], last_row) if found else None

    def feed(self, chunk: bytes) -> None:
        self._tail += chunk
        self._search(len(self._tail) - _AHEAD)

    def finish(self) -> Marks:
        self._search(len(self._tail))
        return self._marks

    def _search(self, end: int) -> None:
        """Search the bytes not searched yet up to `end`; keep what the next ones may need."""
        buffer = self._tail
        if end <= self._done:
            return
        for pattern, message in self._patterns:
            for at in self._found(pattern, end):
                self._mark(buffer, at, message)
        for at in self._found(_FAR, end):
            self._check(buffer, at)
        keep = max(0, end - _BEFORE)
        self._tail, self._done = buffer[keep:], end - keep

    def _found(self, pattern: re.Pattern[bytes], end: int) -> Iterator[int]:
        places = (found.start() for found in pattern.finditer(self._tail, self._done))
        return takewhile(lambda at: at < end, places)

    def _mark(self, buffer: bytes, at: int, message: str) -> None:
        tag = buffer.rfind(self._cell, max(0, at - _BEFORE), at + 1)
        place = _PLACE.search(buffer, tag, buffer.find(b">", tag)) if tag >= 0 else None
        if place is None:
            self._marks.unplaced.add(message)
        else:
            self._marks.cells.setdefault((int(place[2]), column_number(place[1])), message)

    def _check(self, buffer: bytes, at: int) -> None:
        """Pass over an empty cell, which only carries a format, however far out it is."""
        close = buffer.find(b">", at, at + _AHEAD)
        place = _PLACE.search(buffer, at)
        if place is None or (close > 0 and buffer[close - 1 : close] == b"/"):
            return
        if len(place[1]) == 3 or int(place[2]) > self._last_row:
            raise CellsOutOfRange(
                f"单元格 {place[1].decode()}{int(place[2])} 有内容，超出可读取的范围；"
                "请删除多余的内容，或把数据复制到模板后重新上传"
            )


def column_number(letters: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
