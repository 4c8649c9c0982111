"""What travels between the parent and the parsing child: one order, and lines of JSON back."""

from collections.abc import Iterator, Sequence
from typing import TypedDict

import orjson

from zizhu.common.errors import Finding, Refusal
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
    words: list[str | None]
    findings: list[tuple[int, int | None, int]]
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
    yield from _write_findings(table.findings)
    yield orjson.dumps({"end": len(table.rows)})


def _write_findings(findings: Sequence[Finding]) -> Iterator[bytes]:
    """Write each sentence once: a whole column may suffer from the same one."""
    said = dict.fromkeys(text for f in findings for text in (f.message, f.column))
    words = {text: at for at, text in enumerate(said)}
    yield orjson.dumps({"words": list(words)})
    for at in range(0, len(findings), _ROWS_A_LINE):
        part = findings[at : at + _ROWS_A_LINE]
        yield orjson.dumps({"findings": [(words[f.message], f.row, words[f.column]) for f in part]})


def read_answer(output: bytes, columns: Sequence[Column], filename: str = "") -> Table:
    """Return the table that the child's lines say.

    Raises:
        AnswerCutShort: the lines do not come to their end.
        Refusal: the one that the child came to, with the file's name before its sentence.
    """
    head = _Line()
    rows: list[Row] = []
    findings: list[Finding] = []
    for line in map(_load, output.splitlines()):
        if "rows" in line:
            rows += _rows(line, head["present"], columns)
        elif "findings" in line:
            words = head["words"]
            findings += [
                Finding(words[m] or "", None, row, words[at]) for m, row, at in line["findings"]
            ]
        elif "refusal" in line:
            raise _refusal(line, filename)
        elif "end" not in line:
            head |= line
        elif line["end"] == len(rows):
            return Table(rows, findings, tuple(head["present"]), head["sheet"], head["header_row"])
    raise AnswerCutShort(head.get("fault", "no end"))


def _rows(line: _Line, present: list[str], columns: Sequence[Column]) -> Iterator[Row]:
    """Make rows whose cells have every key, blank where the header lacks the column."""
    absent = [column.key for column in columns if column.key not in present]
    keys = [*present, *absent]
    blanks = [""] * len(absent)
    for number, texts in zip(line["numbers"], line["rows"], strict=True):
        yield Row(number, dict(zip(keys, [*texts, *blanks], strict=True)))


def _refusal(line: _Line, filename: str) -> Refusal:
    detail = f"{filename}：{line['detail']}" if filename else line["detail"]
    refusal = REFUSALS[line["refusal"]](detail)
    refusal.facts = line["facts"]
    return refusal


def _load(text: bytes) -> _Line:
    try:
        line: _Line = orjson.loads(text)
    except orjson.JSONDecodeError as cut:
        raise AnswerCutShort("half a line") from cut
    return line
