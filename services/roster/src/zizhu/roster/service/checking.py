"""Checking an upload: read in a child process, judged in chunks off the event loop."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from zizhu.common.clock import business_day
from zizhu.common.collecting import collector_paused
from zizhu.common.errors import Finding
from zizhu.common.imports.findings import is_hint
from zizhu.common.keys import Keys
from zizhu.common.parts import Parts
from zizhu.common.workbook.read import read_table_async
from zizhu.common.workbook.table import Row, Table
from zizhu.roster.domain.importing import ImportKind, StudentImport
from zizhu.roster.domain.matching import (
    KnownStudents,
    Matched,
    Verdict,
    match_moves,
    match_students,
    refuse_doubled,
)
from zizhu.roster.domain.places import Tree
from zizhu.roster.domain.rows import CheckedRow, RowChecker
from zizhu.roster.repository.bulk import known_students
from zizhu.roster.repository.register import load_tree, register_version

CHUNK = 5_000  # rows between two looks at a cancel

Progress = Callable[[int, int | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Examination:
    """What the check of an upload found, at a version of the register."""

    table: Table
    matched: Sequence[Matched]
    findings: Sequence[Finding]
    register_version: int

    @property
    def counts(self) -> dict[str, int]:
        verdicts = Counter(one.verdict for one in self.matched)
        return {
            "total": len(self.matched),
            **{verdict.value: verdicts[verdict] for verdict in Verdict},
            "whole": sum(one.row is None for one in self.findings),
            "hints": sum(is_hint(one) for one in self.findings),
        }

    @property
    def bad_rows(self) -> list[Row]:
        bad = {one.row.number for one in self.matched if one.verdict is Verdict.BAD}
        return [row for row in self.table.rows if row.number in bad]


async def examine(parts: Parts, one: StudentImport, data: bytes, progress: Progress) -> Examination:
    """Check a whole upload and write nothing.

    Raises:
        Refusal: the workbook cannot be taken at all (`zizhu.common.workbook.errors`).
    """
    table = await read_table_async(data, columns=one.kind.template.columns, filename=one.filename)
    total = len(table.rows)
    await progress(0, total)
    checker = RowChecker(business_day(parts.business.now()))
    faulty = _faulty(table)
    rows: list[CheckedRow] = []
    for start in range(0, total, CHUNK):
        some = table.rows[start : start + CHUNK]
        rows += await asyncio.to_thread(check_rows, checker, some, faulty, parts.keys)
        await progress(len(rows), total)
    async with parts.database.transaction(one.school_id) as tx:
        version = await register_version(tx, one.school_id)
        tree = await load_tree(tx)
        known = await known_students(
            tx,
            [row.person for row in rows if row.person] if tree.units else [],
            [row.student_number for row in rows if row.student_number] if tree.units else [],
        )
    matched = await asyncio.to_thread(
        match_rows, one.kind, rows, KnownStudents.of(known), tree, checker
    )
    findings = sorted([*table.findings, *checker.findings], key=lambda found: found.row or 0)
    return Examination(table, matched, findings, version)


def _faulty(table: Table) -> Mapping[int, set[str]]:
    """Headers of the cells that the reader refused, by row."""
    faulty: defaultdict[int, set[str]] = defaultdict(set)
    for finding in table.findings:
        if finding.row is not None and finding.column is not None:
            faulty[finding.row].add(finding.column)
    return faulty


def check_rows(
    checker: RowChecker, rows: Sequence[Row], faulty: Mapping[int, set[str]], keys: Keys
) -> list[CheckedRow]:
    with collector_paused():
        checked = checker.check_all(rows, faulty)
        _digest(checked, keys)
    return checked


def _digest(checked: Sequence[CheckedRow], keys: Keys) -> None:
    known = [(row, row.document) for row in checked if row.document is not None]
    persons = keys.persons([(document.kind.value, document.number) for _, document in known])
    for (row, _), person in zip(known, persons, strict=True):
        row.person = person
    called = [(row, row.phone) for row in checked if row.phone is not None]
    phones = keys.phones([number for _, number in called])
    for (row, _), phone in zip(called, phones, strict=True):
        row.phone_digest = phone


def match_rows(
    kind: ImportKind,
    rows: Sequence[CheckedRow],
    known: KnownStudents,
    tree: Tree,
    checker: RowChecker,
) -> list[Matched]:
    match = match_moves if kind is ImportKind.MOVES else match_students
    with collector_paused():
        refuse_doubled(rows, checker)
        return match(rows, known, tree, checker)
