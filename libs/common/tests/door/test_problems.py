"""Refusals as problem documents, and defects that tell nothing."""

import pytest
from fastapi import APIRouter

from zizhu.common import errors
from zizhu.common.app import create_service_app
from zizhu.common.auth import Role
from zizhu.common.problems import STATUSES, status_of
from zizhu.common.settings import Profile
from zizhu.common.tables import audit_line
from zizhu.common.web import UndeclaredPermission

PROBLEM = "application/problem+json"


async def lines(door):
    async with door.parts.database.transaction() as tx:
        return (await tx.session.execute(audit_line.select())).all()


class TestStatusOf:
    @pytest.mark.parametrize(
        ("kind", "status"),
        [
            (errors.Malformed, 422),
            (errors.Invalid, 400),
            (errors.Unauthenticated, 401),
            (errors.Forbidden, 403),
            (errors.NotFound, 404),
            (errors.Conflict, 409),
            (errors.NotYetKnown, 409),
            (errors.StaleVersion, 412),
            (errors.Gone, 410),
            (errors.TooLarge, 413),
            (errors.TooMany, 429),
            (errors.Unavailable, 503),
        ],
    )
    def test_maps_kinds(self, kind, status):
        assert status_of(kind) == status

    def test_every_kind_has_a_status(self):
        assert set(errors.Refusal.__subclasses__()) <= {*STATUSES, *_not_kinds()}


def _not_kinds():
    return {kind for kind in errors.Refusal.__subclasses__() if kind.__module__ != errors.__name__}


class TestRefusal:
    async def test_is_a_problem_with_code_place_and_facts(self, door):
        answer = await door.client.post("/api/v1/trial/refusals", headers=door.headers())
        body = answer.json()
        assert answer.status_code == 409
        assert answer.headers["content-type"] == PROBLEM
        assert body["type"] == "/problems/room-full"
        assert (body["code"], body["title"], body["status"]) == ("room_full", "已满", 409)
        assert body["detail"] == "已满，请先清空。"
        assert body["instance"] == "/api/v1/trial/refusals"
        assert body["left"] == 0
        assert body["errors"] == [{"message": "这一行", "field": None, "row": 2, "column": None}]

    async def test_of_an_audited_act_leaves_a_line_of_its_own(self, door):
        await door.client.post("/api/v1/trial/refusals", headers=door.headers())
        (line,) = await lines(door)
        assert (line.action, line.object_id, line.result) == ("trial.refused", "7", "refused")
        assert line.role == "school_admin"

    async def test_undeclared_is_a_defect_in_tests(self, door):
        answer = await door.client.post("/api/v1/trial/undeclared")
        assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")

    async def test_of_a_stale_version(self, door):
        seen = {"if-match": '"2"'} | door.headers()
        answer = await door.client.put("/api/v1/trial/shared", headers=seen)
        assert (answer.status_code, answer.json()["version"]) == (412, 3)
        answer = await door.client.put("/api/v1/trial/shared", headers=door.headers())
        assert (answer.status_code, answer.json()["code"]) == (400, "version_missing")


class TestUndeclaredInProduction:
    @pytest.fixture
    def profile(self) -> Profile:
        return Profile.PRODUCTION

    async def test_people_still_read_its_sentence(self, door):
        answer = await door.client.post("/api/v1/trial/undeclared")
        assert (answer.status_code, answer.json()["detail"]) == (409, "没有声明。")


class TestMalformed:
    async def test_names_every_field_in_chinese(self, door):
        answer = await door.client.post(
            "/api/v1/trial/items", headers=door.headers(), json={"name": "", "count": "x"}
        )
        assert answer.status_code == 422
        assert answer.headers["content-type"] == PROBLEM
        found = {item["field"]: item["message"] for item in answer.json()["errors"]}
        assert found == {"name": "内容太短。", "count": "请填写整数。"}

    async def test_does_not_echo_what_was_sent(self, door):
        answer = await door.client.post(
            "/api/v1/trial/items", headers=door.headers(), json={"count": "13800138000"}
        )
        assert "13800138000" not in answer.text

    @pytest.mark.parametrize("item", [{"name": "a\0b"}, {"name": "a", "count": 2**40}])
    async def test_is_what_no_column_could_hold(self, door, item):
        answer = await door.client.post("/api/v1/trial/stored", json=item)
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")

    async def test_is_a_version_that_only_looks_like_a_number(self, door):
        seen = {"if-match": "²".encode("latin-1")} | door.headers()
        answer = await door.client.put("/api/v1/trial/shared", headers=seen)
        assert (answer.status_code, answer.json()["code"]) == (400, "version_missing")

    async def test_unknown_addresses_and_methods_are_problems_too(self, door):
        missing = await door.client.get("/api/v1/trial/nowhere")
        wrong = await door.client.delete("/api/v1/trial/open")
        assert [missing.status_code, wrong.status_code] == [404, 405]
        assert missing.headers["content-type"] == wrong.headers["content-type"] == PROBLEM


class TestDefect:
    async def test_tells_nothing(self, door):
        answer = await door.client.post("/api/v1/trial/broken")
        assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
        assert "110101199003070011" not in answer.text
        assert "RuntimeError" not in answer.text

    async def test_of_an_audited_act_leaves_a_line_that_tells_nothing_either(self, door):
        await door.client.post("/api/v1/trial/failures", headers=door.headers())
        (line,) = await lines(door)
        assert (line.action, line.object_id, line.result) == ("trial.failed", "7", "failed")
        assert line.details == b'{"code":"unexpected"}'

    async def test_of_the_database_tells_nothing_either(self, door):
        answer = await door.client.post("/api/v1/trial/stored", json={"name": "a", "count": 0})
        assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")


class TestPermission:
    async def test_a_route_that_declares_none_does_not_start(self, parts):
        router = APIRouter()

        @router.get("/careless")
        async def careless() -> str:
            return "x"

        with pytest.raises(UndeclaredPermission, match="/careless"):
            create_service_app(parts, [router], title="t", description="d")

    async def test_a_role_that_may_not_is_refused(self, door):
        for role in set(Role) - {Role.SCHOOL_ADMIN}:
            answer = await door.client.get("/api/v1/trial/mine", headers=door.headers(role))
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
        assert (await door.client.get("/api/v1/trial/mine", headers=door.headers())).is_success

    async def test_a_role_that_may_not_change_something_leaves_a_line(self, door):
        student = door.headers(Role.STUDENT)
        await door.client.get("/api/v1/trial/mine", headers=student)
        assert await lines(door) == []
        await door.client.post("/api/v1/trial/items", headers=student, json={"name": "a"})
        (line,) = await lines(door)
        assert (line.action, line.object_type, line.result) == ("access", "route", "refused")
        assert (line.object_id, line.role) == ("POST /api/v1/trial/items", "student")
        assert line.details == b'{"code":"not_allowed"}'

    async def test_an_open_route_asks_nobody(self, door):
        assert (await door.client.get("/api/v1/trial/open")).is_success
