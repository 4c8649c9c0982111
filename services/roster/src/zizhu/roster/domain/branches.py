"""The tree as a page shows it: colleges, years, majors, classes, and how many students each has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.people.names import sort_key
from zizhu.roster.domain.places import Place, Unit

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit, or a year of a college (which has no id), with what is below it."""

    id: UUID | None
    name: str
    year: int | None
    students: int
    branches: tuple["Branch", ...] = ()


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts 2班 before 10班, and Chinese names by their reading."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, sort_key(part))
        for part in _DIGITS.split(name)
        if part
    )


def grow_branches(
    counts: Iterable[tuple[Place, int]], units: Mapping[UUID, Unit]
) -> tuple[Branch, ...]:
    """Return the colleges of counted places with everything below them."""
    rows = list(counts)

    def below(rows: list[tuple[Place, int]], levels: tuple[str, ...]) -> tuple[Branch, ...]:
        if not levels:
            return ()
        groups: dict[UUID | int, list[tuple[Place, int]]] = {}
        for place, count in rows:
            groups.setdefault(getattr(place, levels[0]), []).append((place, count))
        branches = [
            _branch(key, some, units, below(some, levels[1:])) for key, some in groups.items()
        ]
        return tuple(sorted(branches, key=lambda branch: natural(branch.name)))

    return below(rows, Place._fields)


def _branch(
    key: UUID | int,
    rows: list[tuple[Place, int]],
    units: Mapping[UUID, Unit],
    branches: tuple[Branch, ...],
) -> Branch:
    students = sum(count for _, count in rows)
    if isinstance(key, int):
        return Branch(None, f"{key}级", key, students, branches)
    unit = units[key]
    return Branch(unit.id, unit.name, unit.year, students, branches)
