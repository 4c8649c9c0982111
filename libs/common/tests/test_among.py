"""Asking for rows by as many values as a large university has."""

import pytest
from sqlalchemy import delete, func, select

from zizhu.common.among import among
from zizhu.common.ids import new_id
from zizhu.common.tables import inbox

MORE_THAN_PARAMETERS = 40_000


@pytest.fixture
async def ids(parts):
    made = [new_id() for _ in range(3)]
    async with parts.database.transaction() as tx:
        await tx.session.execute(inbox.insert(), [{"event_id": one} for one in made])
    return made


@pytest.fixture
def count(parts):
    async def read(values):
        async with parts.database.transaction() as tx:
            found = select(func.count()).where(among(inbox.c.event_id, values))
            return await tx.session.scalar(found)

    return read


class TestAmong:
    async def test_finds_the_rows_of_these_values_alone(self, ids, count):
        assert await count(set(ids[:2])) == 2

    async def test_finds_nothing_among_nothing(self, ids, count):
        assert await count([]) == 0

    async def test_takes_more_values_than_a_statement_has_parameters(self, ids, count):
        strangers = [new_id() for _ in range(MORE_THAN_PARAMETERS)]
        assert await count(strangers + ids) == 3

    async def test_also_says_what_to_delete(self, ids, count, parts):
        async with parts.database.transaction() as tx:
            await tx.session.execute(delete(inbox).where(among(inbox.c.event_id, ids[:1])))
        assert await count(ids) == 2
