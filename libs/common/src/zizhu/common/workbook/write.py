"""Writing tables for officers: text cells only, frozen header, nothing that runs.

Each of these blocks: call them by `asyncio.to_thread`, which holds the loop up no longer than a
few milliseconds at a time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from rustpy_xlsxwriter import Format, write_worksheets

from zizhu.common.workbook.escape import escape, sheet_names
from zizhu.common.workbook.table import Column

Target = Path | BinaryIO
MergeRange = tuple[int, int, int, int, object] | tuple[int, int, int, int, object, Format | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet to be written; its rows map keys of columns to texts, and are taken one by one."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, str]]


def write_table(target: Target, sheets: Sequence[Sheet], *, stamp: str | None = None) -> None:
    """Write an .xlsx of texts with a frozen header on each sheet.

    `stamp` says on each sheet, above the header, who took this when and for what; reading passes
    over it.
    """
    names = sheet_names([sheet.name for sheet in sheets])
    named = list(zip(names, sheets, strict=True))
    top = 0 if stamp is None else 1
    text = Format().set_num_format("@")
    write_worksheets(
        [(name, _records(sheet)) for name, sheet in named],
        target,
        freeze_panes={name: {"row": top + 1, "col": 0} for name in names},
        header_row=dict.fromkeys(names, top),
        header_format=dict.fromkeys(names, Format().set_num_format("@").set_bold()),
        column_formats={name: [text] * len(sheet.columns) for name, sheet in named},
        column_widths={name: [float(c.width) for c in sheet.columns] for name, sheet in named},
        ignore_errors={name: [c.header for c in sheet.columns] for name, sheet in named},
        merge_ranges={name: _stamped(sheet, stamp) for name, sheet in named} if stamp else None,
    )


def _records(sheet: Sheet) -> Iterator[dict[str, str | None]]:
    """Yield rows by header; without any row one of nothing, which still brings the header."""
    pairs = [(column.key, column.header) for column in sheet.columns]
    rows = iter(sheet.rows)
    first = list(islice(rows, 1))
    if not first:
        yield {header: None for _, header in pairs}
    for row in chain(first, rows):
        yield {header: escape(row.get(key, "")) for key, header in pairs}


def _stamped(sheet: Sheet, stamp: str) -> list[MergeRange]:
    return [(0, 0, 0, max(1, len(sheet.columns) - 1), stamp)]
