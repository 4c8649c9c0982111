"""The units of a school as scopes need them: found by name for workbooks, checked by id for forms.

A year is no unit: it is known where a class of that year is.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from zizhu.common.auth import ScopeRow
from zizhu.identity.domain.accounts import ScopeLine


@dataclass(frozen=True, slots=True)
class Unit:
    """A college, a major of a college, or a class of a year and major."""

    id: UUID
    kind: str
    name: str
    college_id: UUID
    year: int | None
    major_id: UUID | None


def plain_name(name: str) -> str:
    """Return a unit's name in the form that is compared: one width, no blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


class Units:
    """The units of one school, by id and by name."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_id: dict[UUID, Unit] = {}
        self._colleges: dict[str, UUID] = {}
        self._majors: dict[tuple[UUID, str], UUID] = {}
        self._classes: dict[tuple[UUID, int | None, UUID | None, str], UUID] = {}
        self._years: set[tuple[UUID, int | None, UUID | None]] = set()
        for unit in units:
            self._add(unit)

    def _add(self, unit: Unit) -> None:
        name = plain_name(unit.name)
        self._by_id[unit.id] = unit
        if unit.kind == "college":
            self._colleges[name] = unit.id
        elif unit.kind == "major":
            self._majors[unit.college_id, name] = unit.id
        elif unit.kind == "class":
            self._classes[unit.college_id, unit.year, unit.major_id, name] = unit.id
            self._years.add((unit.college_id, unit.year, unit.major_id))
            self._years.add((unit.college_id, unit.year, None))

    @property
    def is_empty(self) -> bool:
        return not self._by_id

    def has_classes(self, college_id: UUID) -> bool:
        """Tell whether students were imported into a college: only they bring classes."""
        return any(college == college_id for college, _, _ in self._years)

    def college_named(self, name: str) -> UUID | None:
        """Return the college of a name, if there is one."""
        return self._colleges.get(plain_name(name))

    def line(self, row: ScopeRow, line_id: UUID) -> ScopeLine | None:
        """Return a row of ids with its names; None where they do not belong together here."""
        college = self._named(row.college_id, "college")
        major = self._named(row.major_id, "major") if row.major_id else None
        class_ = self._named(row.class_id, "class") if row.class_id else None
        if college is None or not self._fits(row, major, class_):
            return None
        return ScopeLine(
            id=line_id,
            college_id=row.college_id,
            year=row.year,
            major_id=row.major_id,
            class_id=row.class_id,
            college_name=college.name,
            major_name=major.name if major else None,
            class_name=class_.name if class_ else None,
        )

    def _named(self, unit_id: UUID, kind: str) -> Unit | None:
        unit = self._by_id.get(unit_id)
        return unit if unit is not None and unit.kind == kind else None

    def _fits(self, row: ScopeRow, major: Unit | None, class_: Unit | None) -> bool:
        if row.major_id and (major is None or major.college_id != row.college_id):
            return False
        if row.class_id:
            wanted = (row.college_id, row.year, row.major_id)
            return class_ is not None and wanted == (
                class_.college_id,
                class_.year,
                class_.major_id,
            )
        return row.year is None or (row.college_id, row.year, row.major_id) in self._years

    def match(self, line: ScopeLine) -> ScopeLine:
        """Return a row that waits by name with its ids, or as it is while a unit is missing."""
        college = self._colleges.get(plain_name(line.college_name))
        if college is None:
            return line
        major = class_ = None
        if line.major_name is not None:
            major = self._majors.get((college, plain_name(line.major_name)))
            if major is None:
                return line
        if line.class_name is not None:
            class_ = self._classes.get((college, line.year, major, plain_name(line.class_name)))
            if class_ is None:
                return line
        return replace(line, college_id=college, major_id=major, class_id=class_, is_matched=True)
