"""Whatever anybody sends, the API answers with what it documents, and never with a 5xx.

Schemathesis makes the requests from the merged OpenAPI: some right, some wrong, half of them about
things that exist. Each is a rehearsal. The same seed makes the same requests.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

import httpx
import orjson
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode

from matrix.asks import Ask
from matrix.cast import Actor, Own
from matrix.registry import Route, every_route
from matrix.world import World
from zizhu.common.auth import Role
from zizhu.common.problems import MEDIA_TYPE
from zizhu.embedded.catalogue import SERVICES
from zizhu.embedded.openapi import describe
from zizhu.gateway.openapi import merge

EXAMPLES = 3  # of each kind, for an operation and a seed
KINDS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
ASKED_BY: Mapping[Role, str] = {
    Role.SCHOOL_ADMIN: "admin",
    Role.DEPT: "dept",
    Role.COUNSELOR: "class111",
    Role.STUDENT: "applicant111",
}
Operation: TypeAlias = APIOperation[Any, Any, Any, Any]
AnyCase: TypeAlias = Case[Any]
# Headers that are not the client's to vary here: who asks, and which version they saw.
OURS = frozenset({"authorization", "if-match", "idempotency-key"})


@cache
def schema() -> Any:
    documents = {service.name: describe(service) for service in SERVICES}
    # Through JSON, as a client gets it.
    return schemathesis.openapi.from_dict(orjson.loads(orjson.dumps(merge(documents))))


@cache
def documented() -> Mapping[str, Operation]:
    """Every operation by method and path."""
    found = (result.ok() for result in schema().get_all_operations())
    return {f"{one.method.upper()} {one.path}": one for one in found}


def routes() -> Iterator[Route]:
    for route in every_route():
        is_endless = any(probe.is_endless for probe in route.probes)
        if str(route) in documented() and not is_endless:
            yield route


def cases(operation: Operation, number: int) -> list[AnyCase]:
    """The same cases for the same seed."""
    made: list[AnyCase] = []
    for kind in KINDS:

        @seed(number)
        @settings(
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            derandomize=False,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=kind))
        def keep(case: AnyCase) -> None:
            made.append(case)

        try:
            keep()
        except Unsatisfiable:
            continue  # nothing can be wrong with what takes no argument
    return made


def asker(world: World, route: Route) -> Actor | None:
    """Whoever may do most of those who may use the route; nobody at an open door."""
    if route.roles is None:
        return None
    name = next((name for role, name in ASKED_BY.items() if role in route.roles), None)
    return world.own.actors[name] if name else world.platform


def sent(case: AnyCase, actor: Actor | None, like: Ask | None) -> dict[str, Any]:
    """A case as a request of the client; with `like` about things that exist."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url="http://test")).prepare()
    headers = {name: value for name, value in prepared.headers.items() if name.lower() not in OURS}
    if actor is not None:
        headers.update(actor.headers)
    if like is not None and like.seen is not None:
        headers["if-match"] = f'"{like.seen}"'
    return {
        "method": prepared.method,
        "url": prepared.url,
        "headers": [(name, str(value).encode("utf-8")) for name, value in headers.items()],
        "content": prepared.body,
    }


def faults(operation: Operation, answer: httpx.Response) -> Iterator[str]:
    """What is wrong with an answer, whatever was asked."""
    if answer.status_code >= 500:
        yield f"a {answer.status_code}: {answer.text[:500]}"
    kind = answer.headers.get("content-type", "").split(";")[0]
    if answer.is_error and kind != MEDIA_TYPE:
        yield f"a refusal of type {kind}"
    if answer.is_success and answer.content:
        known = operation.definition.raw["responses"].get(str(answer.status_code), {})
        if kind not in known.get("content", {}):
            yield f"{answer.status_code} of type {kind}, which is not documented"


@pytest.mark.drill
@pytest.mark.parametrize("route", list(routes()), ids=str)
class TestTheApi:
    async def test_answers_as_it_documents(
        self, world: World, route: Route, drill_seed: int
    ) -> None:
        operation = documented()[str(route)]
        actor = asker(world, route)
        at = Own(actor or world.own.actors["applicant111"])
        suited = [probe for probe in route.probes if actor is None or probe.suits(actor.role)]
        like = suited[0].build(at, at.actor) if suited else None
        found = []
        for number, case in enumerate(cases(operation, drill_seed)):
            is_real = like is not None and number % 2 == 1
            if like is not None and is_real and case.path_parameters:
                case.path_parameters.update({k: str(v) for k, v in like.ids.items()})
            request = sent(case, actor, like)
            async with world.stage.rehearsal(route.service):
                answer = await world.place.client.request(**request)
            shown = re.sub(r"\s+", " ", repr(case.body))[:300]
            found += [
                f"{request['url']} {case.query} {shown}: {fault}"
                for fault in faults(operation, answer)
            ]
        assert not found, "\n".join(found)
