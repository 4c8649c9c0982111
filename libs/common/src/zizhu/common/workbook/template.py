"""Workbooks that people fill in: templates, and error workbooks to mend and import again.

Whole columns are in text format, so that what is typed keeps its digits.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from zizhu.common.errors import Finding
from zizhu.common.workbook.escape import escape
from zizhu.common.workbook.table import REASONS_HEADER, Column, Limits, Row
from zizhu.common.workbook.write import Target

INSTRUCTIONS = "填写说明"
_CHOICES = "选项"
# What Excel takes as choices inside the rule itself; longer ones stand on a hidden sheet.
_INLINE_CHOICES = 255
_REASON_WIDTH = 60
_ROWS = Limits().rows


def write_template(
    target: Target,
    *,
    columns: Sequence[Column],
    instructions: Sequence[str],
    sheet: str = "数据",
) -> None:
    """Write an empty table to be filled in, with drop-downs, notes and one sheet of instructions.

    A column that is not `required` is shown as one that may stay blank.
    """
    with _book(target) as book:
        data = _table(book, sheet, columns)
        for at, column in enumerate(columns):
            if column.note:
                data.write_comment(0, at, column.note)
        _explain(book, columns, instructions)
        _offer_choices(book, data, columns, first_row=1)


def write_error_workbook(
    target: Target,
    *,
    columns: Sequence[Column],
    rows: Iterable[Row],
    findings: Iterable[Finding],
    stamp: str | None = None,
    sheet: str = "数据",
) -> int:
    """Write just the rows that a finding names, the reasons in a last column; return how many.

    The file imports again as it is: the reader passes over stamp and reasons. Findings without a
    row belong to the whole workbook and are not in here.
    """
    reasons = _reasons(findings)
    written = 0
    with _book(target, constant_memory=True) as book:
        top = 0 if stamp is None else 1
        data = _table(book, sheet, columns, stamp=stamp)
        data.set_column(len(columns), len(columns), _REASON_WIDTH)
        data.write_string(top, len(columns), REASONS_HEADER, _header(book))
        reason = book.add_format({"num_format": "@", "font_color": "#C00000"})
        text = book.add_format({"num_format": "@"})
        for row in rows:
            if row.number not in reasons:
                continue
            written += 1
            for at, column in enumerate(columns):
                data.write_string(top + written, at, escape(row.cells.get(column.key, "")), text)
            data.write_string(top + written, len(columns), reasons[row.number], reason)
        _offer_choices(book, data, columns, first_row=top + 1)
    return written


@contextmanager
def _book(target: Target, *, constant_memory: bool = False) -> Iterator[Workbook]:
    options = {"constant_memory": constant_memory, "strings_to_formulas": False}
    with xlsxwriter.Workbook(target, options) as book:
        yield book


def _header(book: Workbook) -> Format:
    return book.add_format({"num_format": "@", "bold": True, "bg_color": "#F2F2F2", "border": 1})


def _table(
    book: Workbook, name: str, columns: Sequence[Column], *, stamp: str | None = None
) -> Worksheet:
    sheet = book.add_worksheet(name)
    text = book.add_format({"num_format": "@"})
    head = _header(book)
    top = 0 if stamp is None else 1
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, text)
    if stamp is not None:
        sheet.write_string(0, 0, stamp)
    for at, column in enumerate(columns):
        sheet.write_string(top, at, column.header, head)
    sheet.freeze_panes(top + 1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_ROWS}"})
    return sheet


def _explain(book: Workbook, columns: Sequence[Column], instructions: Sequence[str]) -> None:
    sheet = book.add_worksheet(INSTRUCTIONS)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 20, wrap)
    sheet.set_column(2, 3, _REASON_WIDTH, wrap)
    for at, line in enumerate(instructions):
        sheet.write_string(at, 0, line, book.add_format({"text_wrap": False}))
    top = len(instructions) + 1
    lines = [("列名", "是否必填", "说明", "可选内容")] + [
        (c.header, "必填" if c.required else "选填", c.note, "、".join(c.choices)) for c in columns
    ]
    for at, texts in enumerate(lines, top):
        for place, text in enumerate(texts):
            sheet.write_string(at, place, text, _header(book) if at == top else wrap)


def _offer_choices(
    book: Workbook, sheet: Worksheet, columns: Sequence[Column], *, first_row: int
) -> None:
    long = [c for c in columns if len(",".join(c.choices)) > _INLINE_CHOICES]
    if long:
        _store_choices(book, long)
    for at, column in enumerate(columns):
        if not column.choices:
            continue
        place = xl_col_to_name(long.index(column)) if column in long else ""
        stored = f"={_CHOICES}!${place}$1:${place}${len(column.choices)}"
        rule = {
            "validate": "list",
            "source": stored if place else list(column.choices),
            "error_title": column.header,
            "error_message": "请从下拉列表中选择",
        }
        sheet.data_validation(first_row, at, first_row + _ROWS - 1, at, rule)


def _store_choices(book: Workbook, columns: Sequence[Column]) -> None:
    """Write row by row: with constant memory a row that is past cannot be written to any more."""
    sheet = book.add_worksheet(_CHOICES)
    sheet.hide()
    for row, choices in enumerate(zip_longest(*(c.choices for c in columns), fillvalue="")):
        for at, choice in enumerate(choices):
            sheet.write_string(row, at, choice)


def _reasons(findings: Iterable[Finding]) -> dict[int, str]:
    """Join the sentences of each row, in the order in which they came."""
    sentences: defaultdict[int, list[str]] = defaultdict(list)
    for finding in findings:
        if finding.row is not None:
            where = f"{finding.column}：" if finding.column else ""
            sentences[finding.row].append(where + finding.message)
    return {row: "；".join(said) for row, said in sentences.items()}
