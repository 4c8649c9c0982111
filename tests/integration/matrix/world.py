"""Two full universities in one installation, built once a session over the services' own routes.

The actors are of the first; the second is who they must never reach.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from matrix import opening, results, rounds, things
from matrix.builder import IDENTITY, PASSWORD, Works, bearer
from matrix.cast import Actor, School, Unit, traces_of
from matrix.digests import Digester, Digests
from matrix.rehearsal import Stage
from matrix.watching import Watch
from zizhu.common.auth import Role
from zizhu.identity.app import bootstrap_slip
from zizhu_testing.harness import Place

# The home class, its sister (a stranger to the class's counsellor), a class of another year (to the
# year's), and one of another college (to the department).
FULL = ("111", "112", "121", "211")
FULL_OF_THE_OTHER = ("111",)


@dataclass
class World:
    """The installation, its people, and what it takes to check them."""

    place: Place
    stage: Stage
    own: School
    foreign: School
    platform: Actor
    digesters: Mapping[str, Digester]
    watch: Watch
    folder: Path  # where its files are
    slips: frozenset[str]  # every slip that was printed
    committed: dict[str, Digests] = field(default_factory=dict)  # what every table was at first

    @property
    def actors(self) -> dict[str, Actor]:
        """One for each role, and one for each kind of counsellor."""
        by_name = self.own.actors
        return {
            "platform_admin": self.platform,
            "school_admin": by_name["admin"],
            "dept": by_name["dept"],
            "counselor_of_year": by_name["year"],
            "counselor_of_major": by_name["major"],
            "counselor_of_class": by_name["class111"],
            "student": by_name["applicant111"],
        }


ACTORS: Mapping[str, Role] = {
    "platform_admin": Role.PLATFORM_ADMIN,
    "school_admin": Role.SCHOOL_ADMIN,
    "dept": Role.DEPT,
    "counselor_of_year": Role.COUNSELOR,
    "counselor_of_major": Role.COUNSELOR,
    "counselor_of_class": Role.COUNSELOR,
    "student": Role.STUDENT,
}


async def build_world(place: Place, watch: Watch, folder: Path) -> World:
    """Build everything, settle, and tell every actor who is a stranger to them."""
    works = Works(place)
    platform_headers, session = await _platform(works)
    works.platform = platform_headers
    schools = []
    for number, wanted in ((1, FULL), (2, FULL_OF_THE_OTHER)):
        school = await opening.open_school(works, number)
        await opening.import_register(works, school, wanted)
        await opening.open_staff(works, school, wanted)
        await opening.activate_students(works, school, wanted)
        await things.leave_imports(works, school)
        await things.leave_jobs(works, school)
        await things.leave_exports(works, school)
        for code in wanted:
            await things.leave_notices(works, school, school.units[code])
            await things.leave_messages(works, school, school.units[code])
        await rounds.open_rounds(works, school)
        for code in wanted:
            await rounds.file_forms(works, school, school.units[code])
            await rounds.evaluate(works, school, school.units[code])
            await rounds.flag(works, school, school.units[code])
            await results.fill_round(works, school, school.units[code])
        await rounds.upload_for_visits(works, school)
        await works.place.settle()
        units = [school.units[code] for code in wanted]
        await results.publish(works, school, units)
        for unit in units:
            await results.object_to(works, school, unit)
        await results.propose(works, school, units[0])
        await things.leave_lists(works, school)
        await works.place.settle()
        for code in wanted:
            await rounds.look_again(works, school, school.units[code])
        schools.append(school)
    own, foreign = schools
    home = own.units[FULL[0]]
    platform = Actor(
        name="platform",
        role=Role.PLATFORM_ADMIN,
        headers=platform_headers,
        account_id=UUID(session["account_id"]),
        post_id=UUID(session["post"]["id"]),
        session_id=await works.own_session(platform_headers),
        home=home,
    )
    platform.keep("session", platform.session_id)
    platform.keep("post", platform.post_id)
    _acquaint(own, foreign)
    digesters = {name: Digester() for name in place.assembly.hosted}
    world = World(
        place,
        Stage(place),
        own=own,
        foreign=foreign,
        platform=platform,
        digesters=digesters,
        watch=watch,
        folder=folder,
        slips=frozenset(works.slips),
    )
    for name, digester in digesters.items():
        async with world.stage.looking(name) as connection:
            world.committed[name] = await digester.of(connection)
    return world


async def _platform(works: Works) -> tuple[Mapping[str, str], dict[str, Any]]:
    slip = await bootstrap_slip(works.place.parts("identity"))
    body = {"slip": slip, "login": "platform", "password": PASSWORD, "name": "平台管理"}
    session = await works.call("POST", f"{IDENTITY}/activation/platform", json=body)
    return bearer(session), session


def _acquaint(own: School, foreign: School) -> None:
    other = foreign.units[FULL_OF_THE_OTHER[0]]
    strangers: Mapping[str, tuple[Unit, ...]] = {
        "admin": (other,),
        "dept": (*own.others("211"), other),
        "year": (*own.others("121", "211"), other),
        "major": (*own.others("121", "211"), other),
        "class111": (*own.others("112", "211"), other),
        "applicant111": (*own.others("112", "211"), other),
    }
    inside: Mapping[str, tuple[str, ...]] = {
        "admin": tuple(own.units),
        "dept": ("111", "112", "121", "122"),
        "year": ("111", "112"),
        "major": ("111", "112"),
        "class111": ("111",),
        "applicant111": ("111",),
    }
    for name, found in strangers.items():
        actor = own.actors[name]
        actor.strangers = found
        actor.sees = traces_of(own.units[code] for code in inside[name])


def forbidden_to(world: World, actor: Actor) -> frozenset[str]:
    """Everything of the other university, and what of the own one lies outside the scope."""
    theirs = traces_of(world.foreign.units.values()) | world.foreign.traces
    if actor.role is Role.PLATFORM_ADMIN:
        return traces_of(itertools.chain(world.own.units.values(), world.foreign.units.values()))
    theirs |= {str(world.foreign.id), world.foreign.name}
    return theirs | (traces_of(world.own.units.values()) - actor.sees)
