"""The special-group list sent down: who on it is here, and what became of them.

People who are not enrolled leave no trace but a count by kind (domain.md 5.5a, 11).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zizhu.identification.domain.groups import Kinds
from zizhu.identification.domain.vocabulary import ListMatch
from zizhu.identification.errors.filing import UnknownGroup

_FEW = 3


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One row of the list; the person is a keyed digest, never a number or a name."""

    person_digest: bytes
    code: str
    source: str
    compared_on: date


@dataclass(frozen=True, slots=True)
class ListedStudent:
    """An enrolled student whom the list names under one kind."""

    student_id: UUID
    code: str
    source: str
    compared_on: date


@dataclass(frozen=True, slots=True)
class ListRun:
    """What one import of the list found; `not_enrolled` counts people by kind."""

    students: tuple[ListedStudent, ...]
    not_enrolled: Mapping[str, int]


def match_list(
    entries: Iterable[ListEntry], *, enrolled: Mapping[bytes, UUID], kinds: Kinds
) -> ListRun:
    """Match a list with the enrolled students by person digest; doubled rows count once.

    Raises:
        UnknownGroup: a row names a kind that this round does not know.
    """
    students: dict[tuple[bytes, str], ListedStudent] = {}
    strangers: set[tuple[bytes, str]] = set()
    for entry in entries:
        if entry.code not in kinds:
            raise UnknownGroup(f"名单中的类别 {entry.code} 不存在，请核对后重新导入")
        key = (entry.person_digest, entry.code)
        student_id = enrolled.get(entry.person_digest)
        if student_id is None:
            strangers.add(key)
            continue
        listed = ListedStudent(student_id, entry.code, entry.source, entry.compared_on)
        students.setdefault(key, listed)
    not_enrolled = Counter(code for _, code in strangers)
    return ListRun(tuple(students.values()), dict(sorted(not_enrolled.items())))


def result_of(
    student_id: UUID, *, applicants: Collection[UUID], declined: Collection[UUID]
) -> ListMatch:
    """Tell what became of an enrolled student on the list; a signed decline stands first."""
    if student_id in declined:
        return ListMatch.DECLINED
    return ListMatch.APPLIED if student_id in applicants else ListMatch.NOT_APPLIED


def count_by_kind(
    run: ListRun, *, applicants: Collection[UUID], declined: Collection[UUID]
) -> dict[str, dict[ListMatch, int]]:
    """Count the four results for each kind on the list."""
    results = Counter(
        (student.code, result_of(student.student_id, applicants=applicants, declined=declined))
        for student in run.students
    )
    for code, count in run.not_enrolled.items():
        results[code, ListMatch.NOT_ENROLLED] += count
    codes = sorted({code for code, _ in results})
    return {code: {result: results[code, result] for result in ListMatch} for code in codes}


def still_to_contact(
    run: ListRun, *, applicants: Collection[UUID], declined: Collection[UUID]
) -> tuple[UUID, ...]:
    """List, each once, the students who neither applied nor declined.

    Each is a personal to-do of the counsellor, and finalising while one is left needs a reason.
    """
    open_students = {
        student.student_id: None
        for student in run.students
        if result_of(student.student_id, applicants=applicants, declined=declined)
        is ListMatch.NOT_APPLIED
    }
    return tuple(open_students)


def shown_count(count: int) -> str:
    """Write a count as it may leave the unit: one or two people would be known (domain.md 11)."""
    return f"<{_FEW}" if 0 < count < _FEW else str(count)
