"""Every route of every service × every role × own and foreign unit, over two full universities.

The allowed role succeeds on its own unit; a stranger's thing answers exactly like an id that does
not exist; everybody else may not; and the other university's rows stay equal byte for byte.
"""

from collections.abc import Iterator

import pytest

from matrix.asks import Probe
from matrix.checks import check_allowed, check_refused, check_strangers, probe_strangers
from matrix.registry import BUILDERS, Route, every_route
from matrix.world import ACTORS, World
from zizhu.common.auth import Role

ANYBODY = "student"  # at an open door it is all the same who asks


def probes() -> Iterator[object]:
    for route in every_route():
        for number, probe in enumerate(route.probes, 1):
            yield pytest.param(route, probe, id=f"{route}{f' {number}' if number > 1 else ''}")


def allowed() -> Iterator[object]:
    for route in every_route():
        for number, probe in enumerate(route.probes, 1):
            for name, role in ACTORS.items():
                if _may(route, probe, name, role):
                    title = f"{route}{f' {number}' if number > 1 else ''} {name}"
                    yield pytest.param(route, probe, name, id=title)


def _may(route: Route, probe: Probe, name: str, role: Role) -> bool:
    if route.roles is None:
        return name == ANYBODY
    return role in route.roles and probe.suits(role)


class TestRoutes:
    def test_each_has_a_builder(self) -> None:
        missing = [str(route) for route in every_route() if not route.probes]
        assert not missing, (
            "These routes have no builder for the matrix. Register one in "
            "tests/integration/matrix/<service>.py: a function of a view and an actor that returns "
            "an Ask with the path ids, under @routes(method, path, reach).\n" + "\n".join(missing)
        )

    def test_each_builder_has_its_route(self) -> None:
        known = {route.key for route in every_route()}
        assert [key for key in BUILDERS if key not in known] == []


class TestTheAllowedRole:
    @pytest.mark.parametrize(("route", "probe", "name"), list(allowed()))
    async def test_succeeds_on_its_own_unit(
        self, world: World, route: Route, probe: Probe, name: str
    ) -> None:
        if probe.is_endless:
            return  # read in pieces by a test of its own
        faults = await check_allowed(world, route, probe, world.actors[name])
        assert not faults, "\n".join(faults)

    @pytest.mark.parametrize(("route", "probe", "name"), list(allowed()))
    async def test_finds_nothing_of_a_stranger(
        self, world: World, route: Route, probe: Probe, name: str
    ) -> None:
        actor = world.actors[name]
        if not probe_strangers(world, probe, actor):
            return
        faults = await check_strangers(world, route, probe, actor)
        assert not faults, "\n".join(faults)


class TestEveryOtherRole:
    @pytest.mark.parametrize(("route", "probe"), list(probes()))
    async def test_may_not(self, world: World, route: Route, probe: Probe) -> None:
        if route.roles is None:
            return
        faults = await check_refused(world, route, probe)
        assert not faults, "\n".join(faults)


class TestTheOtherUniversity:
    async def test_is_as_it_was(self, world: World) -> None:
        for name, was in world.committed.items():
            async with world.stage.looking(name) as connection:
                now = await world.digesters[name].of(connection)
            assert now == was
