"""What a caller says about a table before it is read, and what it gets back.

Pure values: the parent process, the parsing child and the writers all speak in them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from zizhu.common.errors import Finding

REASONS_HEADER = "错误信息"


class Kind(StrEnum):
    """How a column's cells are cleaned; each of them wants cells in text format."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table, found by its header text in any position.

    `key` names the value in `Row.cells`; `header` is what people see. A `required` column must be
    in the header (its cells may still be blank). `length` is the longest text in characters.
    `note`, `choices` and `width` serve templates and exports only.
    """

    key: str
    header: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    kind: Kind = Kind.TEXT
    length: int = 500
    note: str = ""
    choices: tuple[str, ...] = ()
    width: int = 16


class Template(NamedTuple):
    """A table as people are asked to fill it in; `instructions` stand on a sheet of their own."""

    name: str
    columns: tuple[Column, ...]
    instructions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one workbook may ask for (domain.md 10.9 for rows and bytes).

    `unpacked` bounds all parts of an .xlsx together, `memory` the child's address space (50,000
    rows of 12 columns need a fifth of it), `seconds` its life.
    """

    rows: int = 50_000
    bytes: int = 20 * 1024 * 1024
    unpacked: int = 400 * 1024 * 1024
    memory: int = 1024 * 1024 * 1024
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: its number on the sheet, from 1, and a text for every column asked for."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that one sheet held, with what is wrong in it.

    A cell with a finding shows what stood there, for the error workbook; it is not to be imported.
    `present` are the keys of the columns that the header has: an absent optional column is not the
    same as a blank cell. A finding without a row concerns the whole workbook.
    """

    rows: list[Row]
    findings: list[Finding]
    present: tuple[str, ...]
    sheet: str = ""
    header_row: int = 1
    bad_rows: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        numbers = frozenset(f.row for f in self.findings if f.row is not None)
        object.__setattr__(self, "bad_rows", numbers)

    def good(self) -> Iterable[Row]:
        """Yield the rows that no finding names."""
        return (row for row in self.rows if row.number not in self.bad_rows)
