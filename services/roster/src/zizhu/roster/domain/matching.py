"""Checked rows against the register: which students are new, which change, which must not.

People are matched by the digest of their document alone. The document itself and the place in
the tree are never changed by an import (domain.md 4.1).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from zizhu.roster.domain import sheet
from zizhu.roster.domain.places import Place, Tree
from zizhu.roster.domain.rows import CheckedRow, RowChecker
from zizhu.roster.domain.student import StudentStatus


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    BAD = "bad"


class Known(NamedTuple):
    """What the register holds of a student, as far as matching needs it."""

    id: UUID
    person: bytes
    name: str
    comparison_name: str
    sex: str
    ethnic: str
    phone_digest: bytes | None
    student_number: str | None
    place: Place
    status: StudentStatus


@dataclass(frozen=True, slots=True)
class KnownStudents:
    """Living students of the register by person, and by name with student number."""

    by_person: Mapping[bytes, Known]
    by_number: Mapping[tuple[str, str], Known]

    @classmethod
    def of(cls, students: Iterable[Known]) -> "KnownStudents":
        by_person: dict[bytes, Known] = {}
        by_number: dict[tuple[str, str], Known] = {}
        for one in students:
            by_person[one.person] = one
            if one.student_number:
                by_number[one.comparison_name, one.student_number] = one
        return cls(by_person, by_number)


class Matched(NamedTuple):
    """A row with its verdict, and the stored student it is about."""

    row: CheckedRow
    verdict: Verdict
    student_id: UUID | None = None


def refuse_doubled(rows: Sequence[CheckedRow], checker: RowChecker) -> None:
    """Refuse every row whose document another row of the file has too (domain.md 4.4)."""
    lines: defaultdict[bytes, list[CheckedRow]] = defaultdict(list)
    for row in rows:
        if row.document is not None:
            lines[row.person].append(row)
    for same in lines.values():
        if len(same) == 1:
            continue
        for row in same:
            others = "、".join(str(other.number) for other in same if other is not row)
            checker.refuse(
                row, sheet.DOCUMENT, f"与第 {others} 行的证件号码相同，请只保留正确的一行"
            )


def match_students(
    rows: Iterable[CheckedRow], known: KnownStudents, tree: Tree, checker: RowChecker
) -> list[Matched]:
    """Judge the rows of a student import."""
    matched: list[Matched] = []
    for row in rows:
        if row.is_bad:
            matched.append(Matched(row, Verdict.BAD))
            continue
        stored = known.by_person.get(row.person)
        if stored is None:
            _hint_same_number(row, known, checker)
            matched.append(Matched(row, Verdict.NEW))
        else:
            matched.append(_compare(row, stored, tree, checker))
    return matched


def _hint_same_number(row: CheckedRow, known: KnownStudents, checker: RowChecker) -> None:
    if row.student_number and (row.comparison_name, row.student_number) in known.by_number:
        checker.hint(
            row,
            sheet.DOCUMENT,
            "花名册中已有同名同学号、证件号码不同的学生；如是更正证件号码，导入后请删除原来的学生",
        )


def _compare(row: CheckedRow, stored: Known, tree: Tree, checker: RowChecker) -> Matched:
    place = tree.find(row.place) if row.place else None
    if place != stored.place:
        where = tree.names_of(stored.place)
        checker.refuse(
            row,
            sheet.CLASS,
            f"院系、年级、专业或班级与花名册（{where}）不同，请通过“学生异动”办理，"
            "或在此处填写原来的班级",
        )
        return Matched(row, Verdict.BAD)
    is_same = (
        stored.name == row.name
        and stored.sex == row.sex
        and stored.ethnic == row.ethnic
        and row.phone_digest in (None, stored.phone_digest)
        and row.student_number in (None, stored.student_number)
    )
    return Matched(row, Verdict.UNCHANGED if is_same else Verdict.CHANGED, stored.id)


def match_moves(
    rows: Iterable[CheckedRow], known: KnownStudents, tree: Tree, checker: RowChecker
) -> list[Matched]:
    """Judge the rows of 异动: only place and status change, and only of who is there."""
    matched: list[Matched] = []
    for row in rows:
        stored = known.by_person.get(row.person)
        if row.is_bad:
            matched.append(Matched(row, Verdict.BAD))
        elif stored is None:
            checker.refuse(row, sheet.DOCUMENT, "花名册中没有这名学生，请先通过学生导入新增")
            matched.append(Matched(row, Verdict.BAD))
        elif stored.comparison_name != row.comparison_name:
            checker.refuse(row, sheet.NAME, "姓名与花名册中该证件号码的学生不同，请核对")
            matched.append(Matched(row, Verdict.BAD))
        else:
            place = tree.find(row.place) if row.place else None
            is_same = place == stored.place and row.status in (None, stored.status)
            verdict = Verdict.UNCHANGED if is_same else Verdict.CHANGED
            matched.append(Matched(row, verdict, stored.id))
    return matched
