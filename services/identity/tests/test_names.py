"""Names for the account ids that other services' rows carry."""

import pytest

from zizhu.common.ids import new_id

NAMES = "/api/v1/identity/accounts/names"
ACCOUNTS = "/api/v1/identity/accounts"


@pytest.fixture
def ask(world):
    async def names(headers, *account_ids) -> list[str]:
        body = {"account_ids": [str(one) for one in account_ids]}
        answer = await world.client.post(NAMES, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return sorted(one["name"] for one in answer.json()["names"])

    return names


@pytest.fixture
async def school(world):
    school_id, headers = await world.admin()
    tree = await world.tree(school_id)
    made = []
    for number, college in enumerate((tree.college, tree.other), 1):
        given = {
            "login": f"JYcounselor{number}",
            "name": "陈老师" if number == 1 else "何老师",
            "phone": f"1370000000{number}",
            "document_number": world.resident_number(100 + number),
            "scope": [{"college_id": str(college), "year": 2026}],
        }
        answer = await world.client.post(ACCOUNTS, json=given, headers=headers)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
    return headers, made


class TestNameAccounts:
    async def test_tells_the_school_the_names_of_its_own(self, world, school, ask):
        headers, made = school
        assert await ask(headers, *made, new_id()) == ["何老师", "陈老师"]

    async def test_tells_nothing_to_another_school(self, world, school, ask):
        _, made = school
        _, other = await world.admin(2)
        assert await ask(other, *made) == []

    async def test_asks_to_sign_in(self, world):
        answer = await world.client.post(NAMES, json={"account_ids": [str(new_id())]})
        assert answer.status_code == 401
