"""The published list as frozen at the start of publicity: only what the public may read.

Rows hold a name, a unit, a class and a grade or award; a row with anything else is refused, not
trimmed (domain.md 6).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from pydantic import ConfigDict, TypeAdapter

from zizhu.common.errors import Finding
from zizhu.common.people.masking import mask_name
from zizhu.identification.domain.document import digest_of, dump_document, read_document
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.judging import FieldNotPublic

# Identity numbers, cards and phones have eleven digits or more; a masked one keeps some beside its
# stars. No name, unit or class looks like either.
_NUMBER = re.compile(r"\d{11}|\d\*{2}|\*{2}\d|1[3-9]\d[ -]?\d{4}[ -]?\d{4}")

_TAIL = 4


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One line of the published list; `person_id` links it here and is never shown."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    person_id: UUID
    name: str
    college: str
    year: str
    major: str
    class_name: str
    grade: Grade
    award: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen list in its canonical order; `digest` names its content."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    campaign_id: UUID
    rows: tuple[PublicRow, ...]

    @property
    def digest(self) -> str:
        return digest_of(dump_snapshot(self))

    def row_of(self, person_id: UUID) -> PublicRow | None:
        return next((row for row in self.rows if row.person_id == person_id), None)


_SNAPSHOT: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)


def public_name(
    name: str, *, is_minor: bool, is_unnamed: bool = False, student_number: str | None = None
) -> str:
    """Give the name as the list shows it: whole, masked under 18, or a number tail on request.

    The tail holds nothing of the name, so it stands for minors too (domain.md 6).

    Args:
        name: The student's name.
        is_minor: Under 18 on the day of the snapshot.
        is_unnamed: The student asked not to be named; without a number the name is masked.
        student_number: Of which the last four characters are shown.
    """
    if is_unnamed and student_number:
        return f"学号尾号{student_number[-_TAIL:]}"
    return mask_name(name) if is_minor or is_unnamed else name


def take_snapshot(campaign_id: UUID, rows: Iterable[PublicRow]) -> Snapshot:
    """Freeze a list: in order of unit, class and name, whatever order the rows come in.

    Raises:
        FieldNotPublic: A row holds something like a number of a document, phone or card, a grade
            that is not published, or a person stands there twice.
    """
    ordered = tuple(sorted(rows, key=_order))
    findings = [finding for row in ordered for finding in _find_private(row)]
    doubled = [one for one, times in Counter(row.person_id for row in ordered).items() if times > 1]
    findings += [Finding("同一学生重复出现在公示名单中", field=str(one)) for one in doubled]
    if findings:
        raise FieldNotPublic(
            f"公示名单有{len(findings)}处不能公开的内容，请更正后再发布。", errors=findings
        )
    return Snapshot(campaign_id, ordered)


# The shape of the document is that of Snapshot; JSON itself has no narrower type.
def dump_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    """Write a snapshot as JSON-like data."""
    return dump_document(_SNAPSHOT, snapshot)


def read_snapshot(data: object) -> Snapshot:
    """Read a stored snapshot; a field that is not public makes it unreadable.

    Raises:
        DocumentUnreadable: The data is not that of a snapshot.
    """
    return read_document(_SNAPSHOT, data, name="公示名单")


def _order(row: PublicRow) -> tuple[str, str, str, str, str, UUID]:
    return (row.college, row.year, row.major, row.class_name, row.name, row.person_id)


def _find_private(row: PublicRow) -> Iterable[Finding]:
    texts = {
        "name": row.name,
        "college": row.college,
        "year": row.year,
        "major": row.major,
        "class_name": row.class_name,
        "award": row.award,
    }
    for field, text in texts.items():
        if _NUMBER.search(text):
            yield Finding("含有证件号、手机号或卡号样的数字", field=f"{row.person_id}.{field}")
    if row.grade is Grade.UNDECIDED:
        yield Finding("未认定的学生不能公示", field=f"{row.person_id}.grade")
