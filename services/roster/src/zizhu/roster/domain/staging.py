"""Checked rows as they wait for the officer: texts only, to be packed and encrypted."""

from typing import NamedTuple

from zizhu.roster.domain.matching import Matched
from zizhu.roster.domain.places import PlaceNames


class StagedRow(NamedTuple):
    """A row that is to be written: texts only, `student_id` of the stored student or None."""

    number: int
    student_id: str | None
    name: str
    comparison_name: str
    sort_key: str
    sex: str
    ethnic: str
    birth_date: str | None
    document_kind: str
    document: str
    original: str | None
    person: str
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


def stage(matched: Matched) -> StagedRow:
    """Return what is kept of a row that is new or changed."""
    row, document, place = matched.row, matched.row.document, matched.row.place
    if document is None or place is None or row.sex is None:
        raise ValueError(f"row {row.number} is not whole")
    born = document.birth_date
    return StagedRow(
        row.number,
        str(matched.student_id) if matched.student_id else None,
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
        *place,
        row.status.value if row.status else None,
        row.reason,
    )
