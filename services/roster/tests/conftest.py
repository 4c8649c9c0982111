"""Roster alone on a throw-away database, and people with posts in two schools."""

import pytest

from zizhu.common.auth import Role
from zizhu.roster.app import SERVICE
from zizhu_testing.harness import installed

SCHOOLS = "/api/v1/roster/schools"


@pytest.fixture
async def place(postgres_server, tmp_path):
    async with installed(postgres_server, [SERVICE], tmp_path) as made:
        yield made


@pytest.fixture
def platform(place):
    return place.token(Role.PLATFORM_ADMIN)


@pytest.fixture
def draft():
    def make(number=1, **changes):
        return {
            "code": f"9000{number}",
            "name": f"甲乙大学{number}分校",
            "admin_login": f"school{number}",
            "admin_name": "林测试",
            "admin_phone": f"1380000000{number}",
        } | changes

    return make


@pytest.fixture
def open_school(place, platform, draft):
    async def open_one(number=1, **changes):
        answer = await place.post(SCHOOLS, platform, json=draft(number, **changes))
        assert answer.status_code == 201, answer.text
        return answer.json()

    return open_one


@pytest.fixture
def announced(place):
    """Every event in roster's outbox, oldest first."""
    from sqlalchemy import select

    from zizhu.common.events import read_envelope
    from zizhu.common.tables import outbox

    async def read(kind=None):
        async with place.parts("roster").database.transaction() as tx:
            bodies = await tx.session.scalars(select(outbox.c.body).order_by(outbox.c.seq))
        found = [read_envelope(body) for body in bodies]
        return [one for one in found if kind is None or one.type == kind]

    return read
