"""What a check asks for: one request about one unit's things, and who may not reach them.

A route names builders for its path ids with `Routes`; each is a function of a `View` (whose things
are meant) and the actor who asks, and returns an `Ask`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from matrix.cast import Actor, View
from zizhu.common.auth import Role

Key = tuple[str, str]  # method and path as the application declares them


@dataclass(frozen=True)
class Ask:
    """One request. `status` and `code` are for an act that the state of things refuses."""

    ids: Mapping[str, object] = field(default_factory=dict)
    json: object = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    seen: int | None = None
    files: Mapping[str, tuple[str, bytes]] | None = None
    form: Mapping[str, str] | None = None
    content: bytes | None = None
    status: int | None = None
    code: str | None = None
    first: tuple["Step", ...] = ()


@dataclass(frozen=True)
class Step:
    """What the same actor does before, in the same rehearsal."""

    method: str
    path: str
    ask: Ask


Builder = Callable[[View, Actor], Ask]


class Reach(Enum):
    """Whose things a route is about, hence who is a stranger to them."""

    NOTHING = "no thing of a unit"
    SCHOOL = "a thing of the school"
    PLACE = "a thing with a place in the school's tree"
    PERSON = "a thing of one account"


@dataclass(frozen=True)
class Probe:
    """One builder of a route."""

    build: Builder
    reach: Reach
    only: frozenset[Role] | None = None  # roles of the permission that this builder is for
    shows: frozenset[str] = frozenset()  # things of the own university that all may see here
    shows_the_published: bool = False  # also names on a list that the university publishes
    shows_schools: bool = False  # also the names of other universities, which are public
    is_endless: bool = False
    is_filter: bool = False  # naming a thing narrows a list, and an unknown one finds nothing

    def suits(self, role: Role) -> bool:
        return self.only is None or role in self.only


class Routes:
    """The builders of one service's routes."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._probes: dict[Key, list[Probe]] = {}

    def __call__(
        self,
        method: str,
        path: str,
        reach: Reach,
        *,
        only: tuple[Role, ...] | None = None,
        shows: tuple[str, ...] = (),
        shows_the_published: bool = False,
        shows_schools: bool = False,
        is_endless: bool = False,
        is_filter: bool = False,
        is_absolute: bool = False,
    ) -> Callable[[Builder], Builder]:
        """Register a builder; a route may have several."""

        def keep(build: Builder) -> Builder:
            roles = frozenset(only) if only else None
            probe = Probe(
                build,
                reach,
                only=roles,
                shows=frozenset(shows),
                shows_the_published=shows_the_published,
                shows_schools=shows_schools,
                is_endless=is_endless,
                is_filter=is_filter,
            )
            key = method, path if is_absolute else self._prefix + path
            self._probes.setdefault(key, []).append(probe)
            return build

        return keep

    def items(self) -> Iterator[tuple[Key, tuple[Probe, ...]]]:
        for key, probes in self._probes.items():
            yield key, tuple(probes)
