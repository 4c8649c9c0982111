"""The university's tree: colleges, majors of a college, classes of a year and major.

A class is the same one when school, college, year, major and name are (domain.md 4.4); names are
compared without blanks and width, and kept as first written.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from zizhu.common.people import NotValid
from zizhu.common.people.names import comparison_form

_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:级|届)?")


class UnitKind(StrEnum):
    COLLEGE = "college"
    MAJOR = "major"
    CLASS = "class"


class Place(NamedTuple):
    """Where a student stands, by ids."""

    college_id: UUID
    year: int
    major_id: UUID
    class_id: UUID


class PlaceNames(NamedTuple):
    """Where a student stands, as a sheet writes it."""

    college: str
    year: int
    major: str
    class_name: str

    def __str__(self) -> str:
        return f"{self.college} {self.year}级 {self.major} {self.class_name}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the tree; a college's `college_id` is its own id."""

    id: UUID
    kind: UnitKind
    name: str
    college_id: UUID
    year: int | None = None
    major_id: UUID | None = None
    version: int = 1


def read_year(text: str) -> int:
    """Return 2016 from `2016` or `2016级` (domain.md 4.4). Raises NotValid."""
    found = _YEAR.fullmatch("".join(text.split()))
    if found is None:
        raise NotValid("年级应写成 2026 或 2026级 的样子")
    return int(found[1])


def read_unit_name(text: str, what: str) -> str:
    """Return a unit's name without outer and doubled blanks. Raises NotValid when blank."""
    name = " ".join(text.split())
    if not name:
        raise NotValid(f"{what}为空，请填写")
    return name


def name_key(name: str) -> str:
    """Return the form under which two writings name one unit."""
    return "".join(comparison_form(name).split())


class Tree:
    """Units by name and by id. `grow` adds what is missing, and `grown` says what that was."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_id: dict[UUID, Unit] = {}
        self._by_name: dict[tuple[UUID | None, int | None, str], Unit] = {}
        self._places: dict[PlaceNames, Place] = {}
        self.grown: list[Unit] = []
        for unit in units:
            self._keep(unit)

    @property
    def units(self) -> Mapping[UUID, Unit]:
        return self._by_id

    def _keep(self, unit: Unit) -> None:
        self._by_id[unit.id] = unit
        parent = {UnitKind.COLLEGE: None, UnitKind.MAJOR: unit.college_id}.get(
            unit.kind, unit.major_id
        )
        self._by_name[parent, unit.year, name_key(unit.name)] = unit

    def find(self, names: PlaceNames) -> Place | None:
        """Return the place of these names, if all of it exists."""
        known = self._places.get(names)
        if known is not None:
            return known
        college = self._by_name.get((None, None, name_key(names.college)))
        major = college and self._by_name.get((college.id, None, name_key(names.major)))
        found = major and self._by_name.get((major.id, names.year, name_key(names.class_name)))
        if college is None or major is None or found is None:
            return None
        place = Place(college.id, names.year, major.id, found.id)
        self._places[names] = place
        return place

    def grow(self, names: PlaceNames, new_id: Callable[[], UUID]) -> Place:
        """Return the place of these names, adding the units that are missing."""
        place = self.find(names)
        if place is not None:
            return place
        college = self._by_name.get((None, None, name_key(names.college)))
        if college is None:
            own = new_id()
            college = self._add(Unit(own, UnitKind.COLLEGE, names.college, own))
        major = self._by_name.get((college.id, None, name_key(names.major)))
        if major is None:
            major = self._add(Unit(new_id(), UnitKind.MAJOR, names.major, college.id))
        self._add(
            Unit(new_id(), UnitKind.CLASS, names.class_name, college.id, names.year, major.id)
        )
        return self.grow(names, new_id)

    def _add(self, unit: Unit) -> Unit:
        self._keep(unit)
        self.grown.append(unit)
        return unit

    def names_of(self, place: Place) -> PlaceNames:
        """Return the names of a place."""
        return PlaceNames(
            self._by_id[place.college_id].name,
            place.year,
            self._by_id[place.major_id].name,
            self._by_id[place.class_id].name,
        )
