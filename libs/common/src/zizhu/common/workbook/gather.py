"""From grids to one table: the header, the rows under it, and a finding for each bad cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from operator import itemgetter

from zizhu.common.errors import Finding
from zizhu.common.workbook.cells import MERGED, Fault, Value, clean_column
from zizhu.common.workbook.errors import HeaderNotFound, TooManyRows, WorkbookEmpty
from zizhu.common.workbook.grid import Grid
from zizhu.common.workbook.header import SEARCHED_ROWS, Header, find_header
from zizhu.common.workbook.table import Column, Limits

Texts = tuple[str, ...]


@dataclass(slots=True)
class Gathering:
    """A table in the making: rows as tuples in the order of `columns`, numbers beside them."""

    sheet: str
    header_row: int
    columns: list[Column]
    numbers: list[int]
    rows: list[Texts]
    findings: list[Finding] = field(default_factory=list)


def gather(grids: Iterable[Grid], columns: Sequence[Column], limits: Limits) -> Gathering:
    """Return the table of the first sheet that has the header.

    Raises:
        WorkbookEmpty: no sheet has content, or no row follows the header.
        HeaderNotFound, HeaderDoubled: no sheet has the header, or it cannot be trusted.
        TooManyRows: more data rows than the limit.
    """
    table: Gathering | None = None
    refusals: list[HeaderNotFound] = []
    for grid in grids:
        rows = iter(grid.rows)
        top = list(islice(rows, SEARCHED_ROWS))
        if not any(value != "" for row in top for value in row):
            continue
        try:
            header = find_header(top, columns)
        except HeaderNotFound as refusal:
            refusals.append(refusal)
            continue
        if table is None:
            table = _table(grid, chain(top, rows), header, columns, limits)
        else:
            message = f"工作表“{grid.name}”里也有数据，只读取了“{table.sheet}”，请合并到一张工作表"
            table.findings.append(Finding(message))
    if table is not None:
        return table
    if refusals:
        raise min(refusals, key=lambda refusal: len(refusal.facts["missing"]))  # type: ignore[arg-type]  # a list
    raise WorkbookEmpty("表格没有内容，请填写模板后重新上传")


def _table(
    grid: Grid,
    rows: Iterable[Sequence[Value]],
    header: Header,
    columns: Sequence[Column],
    limits: Limits,
) -> Gathering:
    wanted = [column for column in columns if column.key in header.positions]
    positions = [header.positions[column.key] for column in wanted]
    picked = _pick(islice(rows, header.index, None), positions)
    numbers, raw = _filled(picked, header.index + 1)
    cleaned = [
        clean_column(values, c) for values, c in zip(zip(*raw, strict=True), wanted, strict=True)
    ]
    lines = list(zip(*cleaned, strict=True))
    kept = [i for i, cells in enumerate(lines) if cells != lines[0] and any(cells)]
    if not kept:
        raise WorkbookEmpty("表头下面没有数据，请填写后重新上传")
    if len(kept) > limits.rows:
        raise TooManyRows(
            f"共有 {len(kept)} 行数据，一次最多导入 {limits.rows} 行，请分成几个文件上传"
        )
    table = Gathering(grid.name, header.index + 1, wanted, *_chosen(kept, numbers, lines))
    table.findings = _findings(grid, positions, table)
    return table


def _pick(rows: Iterable[Sequence[Value]], positions: Sequence[int]) -> Iterator[tuple[Value, ...]]:
    """Yield only the wanted columns; a csv may end a row early."""
    width = max(positions) + 1
    first = positions[0]
    take = itemgetter(*positions) if len(positions) > 1 else lambda row: (row[first],)
    for row in rows:
        yield take(row if len(row) >= width else [*row, *[""] * (width - len(row))])


def _filled(
    rows: Iterable[tuple[Value, ...]], first: int
) -> tuple[list[int], list[tuple[Value, ...]]]:
    numbers: list[int] = []
    filled: list[tuple[Value, ...]] = []
    blank: tuple[str, ...] | None = None
    for number, cells in enumerate(rows, first):
        blank = blank or ("",) * len(cells)
        if cells != blank:
            numbers.append(number)
            filled.append(cells)
    return numbers, filled


def _chosen(
    kept: Sequence[int], numbers: list[int], lines: list[Texts]
) -> tuple[list[int], list[Texts]]:
    if len(kept) == len(lines) - 1 and kept[0] == 1:
        return numbers[1:], lines[1:]
    return [numbers[i] for i in kept], [lines[i] for i in kept]


def _findings(grid: Grid, positions: Sequence[int], table: Gathering) -> list[Finding]:
    """Name each bad cell once, in reading order; where a cell has several faults, the first."""
    place = {position + grid.first_column: at for at, position in enumerate(positions)}
    line = {number: at for at, number in enumerate(table.numbers)}
    bad: dict[tuple[int, int], str] = {
        (line[row], place[column]): message
        for (row, column), message in grid.marks.cells.items()
        if row in line and column in place
    }
    for cell in _merged(grid, place, line):
        bad.setdefault(cell, MERGED)
    for cell, message in _faults(table.rows):
        bad.setdefault(cell, message)
    unplaced = [Finding(f"工作表里有问题，但找不到位置：{m}") for m in sorted(grid.marks.unplaced)]
    return unplaced + [
        Finding(bad[cell], row=table.numbers[cell[0]], column=table.columns[cell[1]].header)
        for cell in sorted(bad)
    ]


def _merged(
    grid: Grid, place: Mapping[int, int], line: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    last = max(line)
    for (top, left), (bottom, right) in grid.merges:
        columns = [at for column, at in place.items() if left <= column <= right]
        for row in range(top, min(bottom, last) + 1):
            if row in line:
                yield from ((line[row], at) for at in columns)


def _faults(rows: Sequence[Texts]) -> Iterator[tuple[tuple[int, int], str]]:
    for at, texts in enumerate(zip(*rows, strict=True)):
        if set(map(type, texts)) != {str}:
            for line, text in enumerate(texts):
                if isinstance(text, Fault):
                    yield (line, at), text.message
