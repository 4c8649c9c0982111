"""An import in roster reaches the stream that notification holds for whoever started it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from matrix import register
from zizhu.common.auth import Role
from zizhu.notification.app import SERVICE as NOTIFICATION
from zizhu.roster.app import SERVICE as ROSTER
from zizhu_testing.asgi import Client, Exchange
from zizhu_testing.harness import Place, installed
from zizhu_testing.postgres import PrivatePostgres

SCHOOLS = "/api/v1/roster/schools"
IMPORTS = "/api/v1/roster/students/imports"
STREAM = "/api/v1/notification/stream"


@pytest.fixture
async def place(postgres_server: PrivatePostgres, tmp_path: Path) -> AsyncIterator[Place]:
    async with installed(postgres_server, [ROSTER, NOTIFICATION], tmp_path) as running:
        yield running


async def open_stream(place: Place, headers: Any) -> Exchange:
    exchange = Client(place.assembly.hosted["notification"].app).open(
        "GET", STREAM, headers=headers
    )
    exchange.give()
    await exchange.next()
    assert (await exchange.next())["body"] == b": open\n\n"
    return exchange


class TestAnImport:
    async def test_moves_the_stream_of_who_started_it(self, place: Place) -> None:
        draft = {
            "code": "90001",
            "name": "甲乙大学",
            "admin_login": "school1",
            "admin_name": "林测试",
            "admin_phone": register.phone_number(1, 1),
        }
        school = (await place.post(SCHOOLS, place.token(Role.PLATFORM_ADMIN), json=draft)).json()
        admin = place.token(Role.SCHOOL_ADMIN, UUID(school["id"]))
        stream = await open_stream(place, admin)
        row = register.student_row(1, "111", register.person(1, 1))
        content = register.sheet(register.STUDENT_HEADER, [row])
        files = {"file": ("新生.csv", content)}
        one = (await place.post(IMPORTS, admin, files=files)).json()
        await place.settle()
        said = (await stream.next())["body"]
        assert said == f'data: ["job:roster:{one["job_id"]}"]\n\n'.encode()
        stream.leave()
        await stream.ended()
