"""What travels between the parent and the parsing child: one order, and lines of JSON back."""

from collections.abc import Iterator, Sequence
from typing import TypedDict

import orjson

from zizhu.common.errors import Finding
from zizhu.common.workbook.errors import REFUSALS, WorkbookTooLarge
from zizhu.common.workbook.gather import Gathering
from zizhu.common.workbook.table import Column, Kind, Limits, Row, Table

# Rows go in lines small enough that the parent's event loop gets its turn between two of them.
_ROWS_A_LINE = 500
# One text may be shared by every cell of a sheet, and is written out for each.
_ANSWER_BYTES = 128 * 1024 * 1024
_FIELDS = ("key", "header", "aliases", "required", "kind", "length")


class AnswerCutShort(Exception):
    """The child ended without saying how many rows there are, or said that it failed."""


class _Line(TypedDict, total=False):
    sheet: str
    header_row: int
    present: list[str]
    numbers: list[int]
    rows: list[list[str]]
    findings: list[tuple[str, int | None, str | None]]
    end: int
    refusal: str
    detail: str
    facts: dict[str, object]
    fault: str


def write_order(columns: Sequence[Column], limits: Limits) -> str:
    """Return the order as one argument of a command."""
    wanted = [{name: getattr(column, name) for name in _FIELDS} for column in columns]
    return orjson.dumps({"columns": wanted, "limits": limits}).decode()


def read_order(order: str) -> tuple[list[Column], Limits]:
    """Return what `write_order` was given."""
    given = orjson.loads(order)
    columns = [
        Column(**{**c, "aliases": tuple(c["aliases"]), "kind": Kind(c["kind"])})
        for c in given["columns"]
    ]
    return columns, Limits(**given["limits"])


def write_answer(table: Gathering) -> Iterator[bytes]:
    """Yield the lines of a table that was read.

    Raises:
        WorkbookTooLarge: the texts written out are too long together.
    """
    present = [column.key for column in table.columns]
    yield orjson.dumps({"sheet": table.sheet, "header_row": table.header_row, "present": present})
    size = 0
    for at in range(0, len(table.rows), _ROWS_A_LINE):
        part = slice(at, at + _ROWS_A_LINE)
        line = orjson.dumps({"numbers": table.numbers[part], "rows": table.rows[part]})
        size += len(line)
        if size > _ANSWER_BYTES:
            raise WorkbookTooLarge("表格里的文字过多，请把数据复制到模板后分成几个文件上传")
        yield line
    for at in range(0, len(table.findings), _ROWS_A_LINE):
        found = table.findings[at : at + _ROWS_A_LINE]
        yield orjson.dumps({"findings": [(f.message, f.row, f.column) for f in found]})
    yield orjson.dumps({"end": len(table.rows)})


def read_answer(output: bytes, columns: Sequence[Column], filename: str = "") -> Table:
    """Return the table that the child's lines say.

    Raises:
        AnswerCutShort: the lines do not come to their end.
        Refusal: the one that the child came to, with the file's name before its sentence.
    """
    rows: list[Row] = []
    findings: list[Finding] = []
    head, keys, rest = _Line(), list[str](), list[str]()
    for text in output.splitlines():
        line = _load(text)
        if "rows" in line:
            pairs = zip(line["numbers"], line["rows"], strict=True)
            rows += [
                Row(number, dict(zip(keys, [*cells, *rest], strict=True)))
                for number, cells in pairs
            ]
        elif "findings" in line:
            findings += [
                Finding(message, row=row, column=at) for message, row, at in line["findings"]
            ]
        elif "present" in line:
            head, rest = line, [""] * (len(columns) - len(line["present"]))
            keys = [*line["present"], *(c.key for c in columns if c.key not in line["present"])]
        elif "end" in line and line["end"] == len(rows):
            return Table(rows, findings, tuple(head["present"]), head["sheet"], head["header_row"])
        elif "refusal" in line:
            detail = f"{filename}：{line['detail']}" if filename else line["detail"]
            refusal = REFUSALS[line["refusal"]](detail)
            refusal.facts = line["facts"]
            raise refusal
        else:
            raise AnswerCutShort(line.get("fault", "row count"))
    raise AnswerCutShort("no end")


def _load(text: bytes) -> _Line:
    try:
        line: _Line = orjson.loads(text)
    except orjson.JSONDecodeError as cut:
        raise AnswerCutShort("half a line") from cut
    return line
