"""Acts that cannot be undone ask for a sign-in of the last 15 minutes (architecture 5.2)."""

from datetime import timedelta

import pytest

from zizhu.common.auth import Role
from zizhu.common.ids import new_id
from zizhu.common.web import Allow, permissions

BASE = "/api/v1/identification"
ROUND, PERSON = "/campaigns/{id}", "/campaigns/{id}/applicants/{id}"
FINAL = (
    f"{ROUND}/cancel",
    f"{ROUND}/cuts",
    f"{ROUND}/final-lists",
    f"{PERSON}/change",
    f"{PERSON}/void",
    "/proposals/{id}/take",
    "/objections/{id}/change",
    "/publicities/{id}/withdraw",
    "/publicities/{id}/confirm-end",
)
OPERATORS = "/failed-messages/{id}/discard"  # of every service: its tests are beside the door's


@pytest.fixture
def signed_in(place, school, machine):
    def ago(minutes):
        instant = machine.now() - timedelta(minutes=minutes)
        return place.token(Role.SCHOOL_ADMIN, school.id, signed_in_at=instant)

    return ago


class TestEachActThatCannotBeUndone:
    @pytest.mark.parametrize("path", FINAL)
    async def test_is_refused_after_a_quarter_of_an_hour(self, place, signed_in, path, audited):
        where = BASE + path.replace("{id}", str(new_id()))
        answer = await place.post(where, signed_in(16), json={})
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (403, "sign_in_not_fresh")
        assert problem["detail"] == "此操作不可撤回，请先重新验证密码或短信验证码。"
        assert ("access", "refused") in await audited()

    async def test_is_done_up_to_then(self, place, judged, signed_in):
        path = f"{judged.path}/cancel"
        headers = {**signed_in(15), "if-match": '"1"'}
        answer = await place.post(path, headers, json={"reason": "安排有变"})
        assert answer.status_code == 200, answer.text


class TestWhatCanBeUndone:
    def test_asks_for_no_fresh_sign_in(self, place):
        """The list above is whole: nothing else asks."""
        fresh = {
            route.path.removeprefix(BASE)
            for route, permission in permissions(place.assembly.apps["identification"])
            if isinstance(permission, Allow) and permission.fresh
        }
        assert {_shape(path) for path in fresh} == {*FINAL, OPERATORS}


def _shape(path):
    return "/".join("{id}" if part.startswith("{") else part for part in path.split("/"))
