"""The committed OpenAPI documents are what the code says, and every route says who may use it and
what it refuses. `make openapi` writes them anew.
"""

from collections.abc import Iterator

import pytest

from zizhu.common.errors import Refusal
from zizhu.common.parts import Service
from zizhu.common.problems import EVERYWHERE
from zizhu.common.web import permissions
from zizhu.embedded.catalogue import NAMES, SERVICES
from zizhu.embedded.openapi import committed_path, describe, idle_parts, render

METHODS = frozenset({"get", "put", "post", "delete", "patch"})


def operations(service: Service) -> Iterator[tuple[str, dict]]:
    for path, item in describe(service)["paths"].items():
        for method in METHODS & item.keys():
            yield f"{method.upper()} {path}", item[method]


def codes_of(operation: dict) -> set[str]:
    """The refusals that an operation declares."""
    answers = operation["responses"].values()
    return {code for answer in answers for code in answer.get("x-codes", ())}


def known_codes() -> set[str]:
    """Every refusal that there is, once all services are imported."""
    found, waiting = set(), [Refusal]
    while waiting:
        kind = waiting.pop()
        found.add(kind.code)
        waiting += kind.__subclasses__()
    return found


@pytest.mark.parametrize("service", SERVICES, ids=NAMES)
class TestTheDocument:
    def test_is_the_committed_one(self, service):
        committed = committed_path(service).read_bytes()
        assert committed == render(service) + b"\n", (
            f"{service.name}'s openapi.json is not what its code says: run `make openapi` and "
            "commit it with the change."
        )

    def test_names_every_operation_once(self, service):
        ids = [operation["operationId"] for _, operation in operations(service)]
        assert len(set(ids)) == len(ids)

    def test_describes_every_operation(self, service):
        bare = [name for name, one in operations(service) if not one.get("description")]
        assert bare == []

    def test_declares_refusals_that_exist(self, service):
        known = known_codes() | EVERYWHERE
        wrong = {name: codes_of(one) - known for name, one in operations(service)}
        assert {name: codes for name, codes in wrong.items() if codes} == {}


@pytest.mark.parametrize("service", SERVICES, ids=NAMES)
class TestEveryRoute:
    def test_declares_who_may_use_it(self, service):
        app = service.create_app(idle_parts(service))
        assert [str(route.path) for route, found in permissions(app) if found is None] == []

    def test_that_names_something_by_id_refuses_what_does_not_exist(self, service):
        """A path with an id answers 404 for one that is unknown or foreign."""
        silent = [
            name
            for name, operation in operations(service)
            if "_id}" in name and "404" not in operation["responses"]
        ]
        assert silent == []
