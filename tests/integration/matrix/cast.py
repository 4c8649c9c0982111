"""Who acts and on whose things: classes of two universities with what belongs to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from zizhu.common.auth import Role
from zizhu.common.ids import new_id


@dataclass(frozen=True)
class Thing:
    """A row that a route names, and the version that `If-Match` carries."""

    id: UUID
    version: int = 1


class View(Protocol):
    """Things by name, of a unit, of an actor, or of nobody."""

    def id(self, name: str) -> UUID: ...

    def version(self, name: str) -> int: ...


@dataclass(eq=False)
class Unit:
    """A class with its place (`school`, `college`, `major`, `class` are things too)."""

    name: str
    year: int
    things: dict[str, Thing] = field(default_factory=dict)
    traces: set[str] = field(default_factory=set)  # ids and names that tell of this unit

    def keep(self, name: str, row_id: object, version: int = 1, *, is_trace: bool = True) -> UUID:
        """Remember a thing; unless it is shared with other units, its id is a trace."""
        found = UUID(str(row_id))
        self.things[name] = Thing(found, version)
        if is_trace:
            self.traces.add(str(found))
        return found

    def id(self, name: str) -> UUID:
        return self.things[name].id

    def version(self, name: str) -> int:
        return self.things[name].version

    def place(self, *columns: str) -> dict[str, object]:
        """The place as the wire has it, as far as `columns` name it."""
        known: Mapping[str, object] = {
            "college_id": str(self.id("college")),
            "year": self.year,
            "major_id": str(self.id("major")),
            "class_id": str(self.id("class")),
        }
        return {name: known[name] for name in columns}


@dataclass(eq=False)
class Actor:
    """Somebody signed in, the class they look at, and the classes that are none of theirs."""

    name: str
    role: Role
    headers: Mapping[str, str] = field(repr=False)
    account_id: UUID
    post_id: UUID
    session_id: UUID
    home: Unit
    strangers: tuple[Unit, ...] = ()
    things: dict[str, Thing] = field(default_factory=dict)
    sees: frozenset[str] = frozenset()  # the traces inside the actor's scope

    def keep(self, name: str, row_id: object, version: int = 1) -> UUID:
        found = UUID(str(row_id))
        self.things[name] = Thing(found, version)
        return found


@dataclass(frozen=True)
class Own:
    """The actor's own things, and those of the unit they look at."""

    actor: Actor

    def id(self, name: str) -> UUID:
        return self._found(name).id

    def version(self, name: str) -> int:
        return self._found(name).version

    def _found(self, name: str) -> Thing:
        return self.actor.things.get(name) or self.actor.home.things[name]


@dataclass(frozen=True)
class Nobody:
    """Ids that do not exist; versions as somebody who guesses would send them."""

    like: View
    made: dict[str, UUID] = field(default_factory=dict)

    def id(self, name: str) -> UUID:
        return self.made.setdefault(name, new_id())

    def version(self, name: str) -> int:
        return self.like.version(name)


@dataclass(eq=False)
class School:
    """A university of the world."""

    number: int
    code: str
    name: str
    id: UUID
    units: dict[str, Unit] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    traces: set[str] = field(default_factory=set)  # everything that tells of this school
    published: set[str] = field(default_factory=set)  # names on a list that is on show

    def others(self, *names: str) -> tuple[Unit, ...]:
        return tuple(self.units[name] for name in names)


def traces_of(units: Iterable[Unit]) -> frozenset[str]:
    return frozenset(trace for unit in units for trace in unit.traces)
