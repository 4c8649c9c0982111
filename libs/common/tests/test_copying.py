"""Rows for COPY made without a connection are read by PostgreSQL as what they were."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from zizhu.common.copying import (
    COPY_BEGIN,
    COPY_END,
    bytes_field,
    date_field,
    instant_field,
    integer_field,
    row_start,
    text_field,
    uuid_field,
)

MOMENT = datetime(2026, 9, 1, 12, 30, 0, 123456, tzinfo=UTC)
ROWS = [
    ("张三", 2026, UUID(int=7), b"\x00\xff", date(2004, 2, 29), MOMENT),
    ("", -1, UUID(int=0), b"", date(1900, 1, 1), MOMENT - timedelta(days=20_000)),
    (
        "长" * 2_000,
        0,
        UUID(int=1),
        bytes(5_000),
        date(2000, 1, 1),
        datetime(2000, 1, 1, tzinfo=UTC),
    ),
    (None, 1, UUID(int=2), None, None, MOMENT),
]


def line(row):
    name, year, own, digest, born, at = row
    return b"".join(
        (
            row_start(6),
            text_field(name),
            integer_field(year),
            uuid_field(own.bytes),
            bytes_field(digest),
            date_field(born),
            instant_field(at),
        )
    )


class TestFields:
    @pytest.fixture
    async def connection(self, postgres_server):
        connection = await asyncpg.connect(postgres_server.url)
        yield connection
        await connection.close()

    async def test_are_read_as_what_they_were(self, connection):
        await connection.execute(
            "CREATE TEMPORARY TABLE copied (name text, year integer, own uuid, digest bytea,"
            " born date, at timestamptz)"
        )
        data = b"".join((COPY_BEGIN, *(line(row) for row in ROWS), COPY_END))
        await connection.copy_to_table("copied", source=memoryview(data), format="binary")
        assert [tuple(row) for row in await connection.fetch("SELECT * FROM copied")] == ROWS
