"""Checked rows as they wait for the officer: texts only, to be packed and encrypted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from zizhu.roster.domain.matching import Matched, Verdict
from zizhu.roster.domain.newrow import NewRow
from zizhu.roster.domain.places import PlaceNames
from zizhu.roster.domain.rows import CheckedRow


class ChangedRow(NamedTuple):
    """A row of a stored student that is to be written; `phone_digest` in hexadecimal."""

    student_id: str
    name: str
    comparison_name: str
    sort_key: str
    sex: str
    ethnic: str
    phone: str | None
    phone_digest: str | None
    student_number: str | None
    college: str
    year: int
    major: str
    class_name: str
    status: str | None
    reason: str

    @property
    def place(self) -> PlaceNames:
        return PlaceNames(self.college, self.year, self.major, self.class_name)


@dataclass(slots=True)
class Staged:
    """What an import will write: new students, the places they name, and changed students."""

    places: list[PlaceNames] = field(default_factory=list)
    new: list[NewRow] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)


def stage(matched: Iterable[Matched]) -> Staged:
    """Keep what is new or changed."""
    staged = Staged()
    positions: dict[PlaceNames, int] = {}
    for row, verdict, student_id in matched:
        if verdict is Verdict.NEW:
            staged.new.append(_new(row, positions))
        elif verdict is Verdict.CHANGED:
            staged.changed.append(_changed(row, str(student_id)))
    staged.places = list(positions)
    return staged


def _new(row: CheckedRow, positions: dict[PlaceNames, int]) -> NewRow:
    document, place = row.document, row.place
    if document is None or place is None or row.sex is None:
        raise ValueError(f"row {row.number} is not whole")
    born = document.birth_date
    return NewRow(
        row.name,
        row.comparison_name,
        row.sort_key,
        row.sex.value,
        row.ethnic,
        born.isoformat() if born else None,
        document.kind.value,
        document.number,
        document.original,
        row.person.hex(),
        row.phone,
        row.phone_digest.hex() if row.phone_digest else None,
        row.student_number,
        positions.setdefault(place, len(positions)),
    )


def _changed(row: CheckedRow, student_id: str) -> ChangedRow:
    if row.place is None or row.sex is None:
        raise ValueError(f"row {row.number} is not whole")
    return ChangedRow(
        student_id,
        row.name,
        row.comparison_name,
        row.sort_key,
        row.sex.value,
        row.ethnic,
        row.phone,
        row.phone_digest.hex() if row.phone_digest else None,
        row.student_number,
        *row.place,
        row.status.value if row.status else None,
        row.reason,
    )
