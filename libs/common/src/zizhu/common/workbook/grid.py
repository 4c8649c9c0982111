"""Opening bytes as grids of cells, by what they are and not by what the file is called.

A grid numbers rows and columns as the sheet on screen does, from 1.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from zizhu.common.workbook.archive import look_through
from zizhu.common.workbook.cells import Value
from zizhu.common.workbook.errors import (
    CellsOutOfRange,
    EncryptedWorkbook,
    MacroWorkbook,
    NotAWorkbook,
    WorkbookEmpty,
    WorkbookUnreadable,
)
from zizhu.common.workbook.header import names, plain
from zizhu.common.workbook.marks import Marks
from zizhu.common.workbook.table import Column, Limits

Range = tuple[tuple[int, int], tuple[int, int]]

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELLS = 8_000_000
_OTHERS: Mapping[bytes, str] = {
    b"%PDF": "PDF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"{\\rtf": "RTF 文档",
    b"<": "网页或 XML 文件",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
}
_WANTED = "请用 Excel 或 WPS 另存为 .xlsx 后重新上传"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its rows from the first on, the column its cells begin in, marks and merges."""

    name: str
    rows: Iterable[Sequence[Value]]
    first_column: int = 1
    marks: Marks = field(default_factory=Marks)
    merges: Sequence[Range] = ()


def open_grids(data: bytes, columns: Sequence[Column], limits: Limits) -> Iterator[Grid]:
    """Yield the visible sheets of a workbook, or the one grid of a csv.

    Raises:
        WorkbookEmpty: no byte, or no visible sheet.
        NotAWorkbook: neither .xlsx nor .xls nor text.
        Refusal: any other of `zizhu.common.workbook.errors` except those of the header.
    """
    if not data.strip():
        raise WorkbookEmpty("文件是空的，请填写模板后重新上传")
    if data.startswith(_ZIP):
        archive = look_through(data, limits)
        yield from _sheets(data, archive.marks_of)
    elif data.startswith(_OLE):
        _check_ole(data)
        yield from _sheets(data, lambda _: Marks())
    else:
        yield Grid("", _csv_rows(_decode(data), columns))


def _sheets(data: bytes, marks_of: Callable[[str], Marks]) -> Iterator[Grid]:
    try:
        workbook = load_workbook(io.BytesIO(data))
        visible = _visible(workbook)
        for name in visible:
            yield _sheet(workbook, name, marks_of(name))
    except PasswordError as locked:
        raise EncryptedWorkbook("文件有密码，请取消密码后重新上传") from locked
    except CalamineError as damage:
        raise WorkbookUnreadable(f"表格无法读取，{_WANTED}") from damage


def _visible(workbook: CalamineWorkbook) -> list[str]:
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    if not visible:
        raise WorkbookEmpty("没有可见的工作表，请取消隐藏后重新上传")
    return visible


def _sheet(workbook: CalamineWorkbook, name: str, marks: Marks) -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height * sheet.width > _CELLS:
        raise CellsOutOfRange(f"工作表“{name}”的范围过大，请把数据复制到模板后重新上传")
    first = sheet.start[1] + 1 if sheet.start else 1
    merges = [
        ((top + 1, left + 1), (bottom + 1, right + 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return Grid(name, sheet.iter_rows(), first, marks, merges)


def _check_ole(data: bytes) -> None:
    """Tell a password and a macro from the names of the streams, which are UTF-16."""
    if _utf16("EncryptedPackage") in data:
        raise EncryptedWorkbook("文件有密码，请取消密码后重新上传")
    if _utf16("WordDocument") in data or _utf16("PowerPoint Document") in data:
        raise NotAWorkbook("这不是表格，请上传 .xlsx、.xls 或 csv 表格")
    if _utf16("_VBA_PROJECT") in data:
        raise MacroWorkbook("文件含有宏，请另存为不带宏的 .xlsx 后重新上传")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _decode(data: bytes) -> str:
    start = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t")
    for magic, what in _OTHERS.items():
        if start.startswith(magic):
            raise NotAWorkbook(f"这是{what}，不是表格，{_WANTED}")
    encodings = (
        ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    )
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotAWorkbook(f"文件内容不是表格，{_WANTED}")


def _csv_rows(text: str, columns: Sequence[Column]) -> Iterator[list[Value]]:
    """Yield the records under the delimiter that finds most of the wanted names at the top."""
    known = names(columns)

    def found(delimiter: str) -> int:
        top = _records(text[:65536], delimiter)
        rows = [row for row, _ in zip(top, range(10), strict=False)]
        return max((sum(plain(cell) in known for cell in row) for row in rows), default=0)

    yield from _records(text, max(",;\t", key=found))


def _records(text: str, delimiter: str) -> Iterator[list[Value]]:
    """Yield records; the cell `="007"`, by which programs force text in csv, is 007."""
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [
                cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell
                for cell in record
            ]
    except csv.Error as damage:
        raise WorkbookUnreadable(f"csv 文件无法读取，{_WANTED}") from damage
