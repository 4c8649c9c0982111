"""From what a spreadsheet stored in a cell to the text that was meant, or what is wrong with it.

A number in a column of texts is refused by the cell's type, never by its digits: an identity
number that went through a float ends in 000 and may still pass its check digit (domain.md 10.9).
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import cast

from zizhu.common.workbook.table import Column, Kind

Value = str | int | float | bool | date | datetime | time | timedelta

NUMBER = "单元格是数字格式，末尾数字或开头的 0 可能已丢失，请设置为文本格式后重新填写"
TYPED = "单元格是日期、时间或逻辑值，请设置为文本格式后重新填写"
SCIENTIFIC = "内容是科学计数法，末尾数字已丢失，请设置为文本格式后重新填写完整"
FORMULA = "单元格里是公式，请复制后用“选择性粘贴-数值”替换成文本"
ERROR = "单元格是错误值（例如 #N/A），请改成正确的内容"
MERGED = "单元格被合并，请取消合并，并在每一行分别填写"
DATE = "日期应写成 2026-09-01 或 2026/9/1 的样子"

_ERROR_TEXTS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
# Excel writes 1.10101E+17; a class named 2E10 has neither point nor sign and stays a name.
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+[eE][+-]?|[eE][+-])\d+")
_DATE = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")
# Invisible marks that copying from chats and dialogs leaves behind: byte order mark, zero width
# space, joiners of words, directions.
_INVISIBLE = re.compile("[\ufeff\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HALF_WIDTH = {
    full: full - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for full in range(ord(first), ord(last) + 1)
}


class Fault(str):
    """The text of a cell that is not to be used, with the sentence that says why."""

    __slots__ = ("message",)

    message: str

    def __new__(cls, text: str, message: str) -> "Fault":
        fault = super().__new__(cls, text)
        fault.message = message
        return fault


def cleaner(column: Column) -> Callable[[Value], str]:
    """Return the function that cleans one cell of the column; its answer may be a `Fault`."""
    clean = {Kind.TEXT: clean_text, Kind.CODE: clean_code, Kind.DATE: clean_date}[column.kind]
    return partial(_within, column.length, clean)


def clean_text(value: Value) -> str:
    """Return the text as given, without blanks around it and marks that nobody sees."""
    if not isinstance(value, str):
        return _typed(value)
    if value.isalnum():
        return value
    text = _bare(value)
    if text.startswith("'"):
        text = text[1:].strip()
    return Fault(text, ERROR) if text in _ERROR_TEXTS else text


def clean_code(value: Value) -> str:
    """Return a number or code that is kept as text: half-width, with no blank inside."""
    if not isinstance(value, str):
        return _typed(value)
    if value.isascii() and value.isalnum():
        return value
    text = "".join(_bare(value).translate(_HALF_WIDTH).split()).lstrip("'‘’")
    if _SCIENTIFIC.fullmatch(text):
        return Fault(text, SCIENTIFIC)
    return Fault(text, ERROR) if text in _ERROR_TEXTS else text


def clean_date(value: Value) -> str:
    """Return a day as `YYYY-MM-DD`, from text or from a real date without a time of day."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else _typed(value)
    if isinstance(value, date):
        return value.isoformat()
    text = clean_code(value)
    if not text or isinstance(text, Fault):
        return text
    found = _DATE.fullmatch(text)
    try:
        return (
            date(int(found[1]), int(found[3]), int(found[4])).isoformat()
            if found
            else _no_day(text)
        )
    except ValueError:
        return _no_day(text)


def clean_column(values: Sequence[Value], column: Column) -> Sequence[str]:
    """Clean a whole column, each different text once: most columns repeat a few of them."""
    clean = cleaner(column)
    if not set(map(type, values)) <= {str}:
        return list(map(clean, values))
    texts = cast("Sequence[str]", values)
    different = set(texts)
    if _is_clean(different, column):
        return texts
    return list(map({text: clean(text) for text in different}.__getitem__, texts))


def _is_clean(texts: set[str], column: Column) -> bool:
    """Say, without touching them one by one, that all texts may stay as they are."""
    together = "".join(texts)
    if column.kind is Kind.DATE or not together.isalnum():
        return False
    plain = column.kind is Kind.TEXT or together.isascii()
    return plain and max(map(len, texts)) <= column.length


def _within(length: int, clean: Callable[[Value], str], value: Value) -> str:
    text = clean(value)
    if len(text) > length:
        return Fault(text[:length], f"内容超过 {length} 个字，请缩短")
    return text


def _no_day(text: str) -> Fault:
    return Fault(text, DATE)


def _typed(value: Value) -> Fault:
    if isinstance(value, bool):
        return Fault(str(value).upper(), TYPED)
    if isinstance(value, int | float):
        # 15 digits are all that a number keeps. A longer one is shown as 4.4E+17, so that it is
        # refused again if it comes back unmended in an error workbook.
        return Fault(f"{value:.15g}".upper(), NUMBER)
    return Fault(str(value), TYPED)


def _bare(value: str) -> str:
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", value))
    if not text.isascii():
        text = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text)
    return text.strip()
