"""Every route of every service, and the builders that were registered for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from matrix import (
    access,
    campaigns,
    cutting,
    everywhere,
    forms,
    identity,
    notification,
    outcomes,
    panels,
    roster,
)
from matrix.asks import Key, Probe
from zizhu.common.auth import Role
from zizhu.common.web import Allow, permissions
from zizhu.embedded.catalogue import SERVICES
from zizhu.embedded.openapi import idle_parts

MODULES = (
    access,
    identity,
    roster,
    campaigns,
    forms,
    panels,
    cutting,
    outcomes,
    notification,
    everywhere,
)


def _merged() -> dict[Key, tuple[Probe, ...]]:
    found: dict[Key, tuple[Probe, ...]] = {}
    for module in MODULES:
        for key, probes in module.routes.items():
            found[key] = (*found.get(key, ()), *probes)
    return found


BUILDERS: Mapping[Key, tuple[Probe, ...]] = _merged()

# The same in every service and about nobody: `tests` of the plumbing watch them.
OPERATORS = ("/health/live", "/health/ready", "/metrics")


@dataclass(frozen=True)
class Route:
    """A route as its application declares it; `roles` is None where anybody may come."""

    service: str
    method: str
    path: str
    roles: frozenset[Role] | None

    @property
    def key(self) -> Key:
        return self.method, self.path

    @property
    def probes(self) -> tuple[Probe, ...]:
        return BUILDERS.get(self.key, ())

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@cache
def every_route() -> tuple[Route, ...]:
    """Walk the applications themselves, so that no list is kept by hand."""
    return tuple(_routes())


def _routes() -> Iterator[Route]:
    for service in SERVICES:
        for found, permission in permissions(service.create_app(idle_parts(service))):
            path = str(found.path)
            if path in OPERATORS:
                continue
            roles = permission.roles if isinstance(permission, Allow) else None
            for method in sorted(found.methods or ()):
                yield Route(service.name, method, path, roles)
