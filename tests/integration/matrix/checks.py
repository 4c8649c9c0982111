"""Asking, and comparing what was answered."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from matrix.asks import Ask, Probe, Reach
from matrix.cast import Actor, Nobody, Own, Unit, View
from matrix.digests import Digests, changed
from matrix.registry import Route
from matrix.world import FULL_OF_THE_OTHER, World, forbidden_to
from zizhu.common.auth import Role

# An answer repeats its address and carries its own trace and instant; all else has to be the same.
OF_THIS_REQUEST = ("as_of", "instance", "trace_id")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?")


async def send(
    world: World, method: str, path: str, ask: Ask, headers: Mapping[str, str]
) -> httpx.Response:
    """Send one request, after what it asks to be done first."""
    for step in ask.first:
        done = await send(world, step.method, step.path, step.ask, headers)
        assert done.is_success, f"first {step.method} {step.path}: {done.text}"
    sent = {**headers, **ask.headers}
    if ask.seen is not None:
        sent["if-match"] = f'"{ask.seen}"'
    ids = {name: str(value) for name, value in ask.ids.items()}
    body: dict[str, Any] = {
        "json": ask.json,
        "files": ask.files,
        "data": ask.form,
        "content": ask.content,
    }
    given = {name: value for name, value in body.items() if value is not None}
    return await world.place.client.request(
        method, path.format(**ids), headers=sent, params=dict(ask.query), **given
    )


async def digests(world: World, route: Route, on_stage: Mapping[str, Any], **which: Any) -> Digests:
    """Digest the tables of a route's service as they are inside the rehearsal."""
    connection = on_stage[route.service]
    async with world.stage.act_as_superuser(route.service, connection):
        return await world.digesters[route.service].of(connection, **which)


async def check_allowed(world: World, route: Route, probe: Probe, actor: Actor) -> list[str]:
    """The allowed role succeeds on its own unit, sees nothing beyond it, harms no other school."""
    ask = probe.build(Own(actor), actor)
    names = "|".join(sorted(str(one.account_id) for one in world.foreign.actors.values()))
    which = {"school_id": world.foreign.id, "names": names}
    async with world.stage.rehearsal(route.service) as on_stage:
        before = await digests(world, route, on_stage, **which) if route.writes else {}
        answer = await send(world, route.method, route.path, ask, actor.headers)
        after = await digests(world, route, on_stage, **which) if route.writes else {}
    faults = [f"{actor.name} changed the other university's {t}" for t in changed(before, after)]
    if not _is_expected(answer, ask):
        faults.append(f"{actor.name} got {answer.status_code} {answer.text[:600]}")
    return faults + leaks(answer, forbidden_to(world, actor) - shown(world, probe), actor)


def shown(world: World, probe: Probe) -> frozenset[str]:
    """What a probe may show although it lies outside the actor's scope."""
    things = frozenset(
        str(unit.id(name))
        for unit in world.own.units.values()
        for name in probe.shows & unit.things.keys()
    )
    published = world.own.published if probe.shows_the_published else frozenset()
    schools = {world.foreign.name} if probe.shows_schools else frozenset()
    return things | published | schools


def _is_expected(answer: httpx.Response, ask: Ask) -> bool:
    if ask.status is None:
        return answer.is_success
    if answer.status_code != ask.status:
        return False
    return ask.code is None or answer.json()["code"] == ask.code


def leaks(answer: httpx.Response, forbidden: frozenset[str], actor: Actor) -> list[str]:
    """Name what an answer tells that the actor may not know."""
    shown = text_of(answer)
    found = sorted(trace for trace in forbidden if trace in shown)
    return [f"{actor.name} sees {trace}" for trace in found[:5]]


def text_of(answer: httpx.Response) -> str:
    """All that an answer tells: headers, body, and the cells of a workbook."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    if not answer.content.startswith(b"PK"):
        return f"{headers}\n\n{answer.text}"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        cells = [packed.read(name).decode(errors="replace") for name in packed.namelist()]
    return "\n".join([headers, "", *cells])


async def check_strangers(world: World, route: Route, probe: Probe, actor: Actor) -> list[str]:
    """A stranger's thing answers like one that does not exist, and nothing anywhere changes."""
    faults: list[str] = []
    for stranger in probe_strangers(world, probe, actor):
        async with world.stage.rehearsal(route.service) as on_stage:
            unknown = await _as(world, route, probe, actor, Nobody(Own(actor)))
            before = await digests(world, route, on_stage) if route.writes else {}
            found = await _as(world, route, probe, actor, stranger)
            after = await digests(world, route, on_stage) if route.writes else {}
        where = f"{actor.name} asking for {stranger.name} of {_school_of(world, stranger)}"
        faults += [f"{where} changed {table}" for table in changed(before, after)]
        if not (unknown.is_client_error or probe.is_filter):
            faults.append(f"{where}: an unknown id got {unknown.status_code} {unknown.text[:300]}")
        elif outcome(found) != outcome(unknown):
            faults.append(f"{where} got {found.status_code} {found.text[:400]}")
            faults.append(f"    an unknown id {unknown.status_code} {unknown.text[:300]}")
    return faults


def probe_strangers(world: World, probe: Probe, actor: Actor) -> tuple[Unit, ...]:
    """The units whose things an actor may not reach through a probe."""
    other = world.foreign.units[FULL_OF_THE_OTHER[0]]
    if actor.role is Role.PLATFORM_ADMIN or probe.reach is Reach.NOTHING:
        return ()
    if probe.reach is Reach.SCHOOL:
        return (other,)
    return actor.strangers if probe.reach is Reach.PLACE else (*world.own.others("112"), other)


def _school_of(world: World, unit: Unit) -> str:
    own = unit in world.own.units.values()
    return "the own university" if own else "the other university"


async def _as(world: World, route: Route, probe: Probe, actor: Actor, view: View) -> httpx.Response:
    ask = replace(probe.build(view, actor), first=())
    return await send(world, route.method, route.path, ask, actor.headers)


def outcome(answer: httpx.Response) -> object:
    """What a refusal tells, without what belongs to the single request."""
    if "json" not in answer.headers.get("content-type", ""):
        return answer.status_code, _INSTANT.sub("", text_of(answer).partition("\n\n")[2])
    problem = answer.json()
    if isinstance(problem, dict):
        problem = {key: problem[key] for key in problem if key not in OF_THIS_REQUEST}
    return answer.status_code, problem


async def check_refused(world: World, route: Route, probe: Probe) -> list[str]:
    """Every other role is told that it may not, and who is not signed in to sign in."""
    faults: list[str] = []
    for actor in world.actors.values():
        if route.roles is None or actor.role in route.roles:
            continue
        ask = probe.build(Own(actor), actor)
        async with world.stage.rehearsal(route.service):
            answer = await send(
                world, route.method, route.path, replace(ask, first=()), actor.headers
            )
        if answer.status_code != 403 or answer.json()["code"] != "not_allowed":
            faults.append(f"{actor.name} got {answer.status_code} {answer.text[:300]}")
    ask = probe.build(Own(world.own.actors["admin"]), world.own.actors["admin"])
    async with world.stage.rehearsal(route.service):
        answer = await send(world, route.method, route.path, replace(ask, first=()), {})
    if answer.status_code != 401:
        faults.append(f"nobody got {answer.status_code} {answer.text[:300]}")
    return faults
