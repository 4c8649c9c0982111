"""A consumer that doubts itself: present state again, straight to it, and both sides compared."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from zizhu.common.ids import new_id
from zizhu.common.inbox import Consumer
from zizhu.common.projection import project
from zizhu.common.resync import (
    NOTHING,
    Republisher,
    Statement,
    compare,
    fingerprint,
    resync,
    school_by_school,
)
from zizhu.common.tables import outbox
from zizhu_testing.trial import LOG, SharedChanged, effects, note_effect, thing


async def hold(database, rows) -> None:
    async with database.transaction() as tx:
        await project(tx.session, thing, rows)


async def all_rows(tx, _school_id=None):
    return [(row.id, row.version) for row in await tx.session.execute(select(thing))]


def row(version: int = 1) -> dict[str, object]:
    return {"id": new_id(), "version": version, "word": "a"}


class TestFingerprint:
    def test_does_not_depend_on_order(self):
        rows = [(new_id(), 1), (new_id(), 2), (new_id(), 3)]
        assert fingerprint(rows) == fingerprint(rows[::-1])

    def test_tells_a_version_a_missing_and_a_swapped_row(self):
        a, b = new_id(), new_id()
        seen = {fingerprint(rows) for rows in ([(a, 1), (b, 2)], [(a, 2), (b, 1)], [(a, 1)], [])}
        assert len(seen) == 4
        assert fingerprint([]) == NOTHING


class TestCompare:
    async def test_finds_nothing_between_equals_and_names_the_school_that_differs(
        self, publisher, reader
    ):
        school, rows = new_id(), [row() for _ in range(5)]

        async def schools(_tx):
            return [school]

        holdings = school_by_school(schools, all_rows)
        await hold(publisher, rows)
        await hold(reader, rows)
        assert await compare("things", (publisher, holdings), (reader, holdings)) == []
        await hold(reader, [rows[0] | {"version": 2}])
        (found,) = await compare("things", (publisher, holdings), (reader, holdings))
        assert (found.kind, found.school_id) == ("things", school)
        assert found.publisher[0] == found.consumer[0] == 5

    async def test_counts_each_school_with_just_its_rows_in_sight(self, publisher):
        schools = [new_id(), new_id()]
        seen = []

        async def known(_tx):
            return schools

        async def look(tx, school_id):
            setting = await tx.session.scalar(text("SELECT current_setting('zizhu.school', true)"))
            seen.append((setting, str(school_id)))
            return [(school_id, 1)] if school_id == schools[0] else []

        async with publisher.transaction() as tx:
            found = await school_by_school(known, look)(tx)
        assert all(setting == school for setting, school in seen)
        assert set(found) == {schools[0]}


class TestResync:
    @pytest.fixture
    def publishing(self, parts, publisher):
        return replace(parts, database=publisher)

    async def test_states_every_row_to_one_consumer_which_ends_equal(
        self, publishing, publisher, reader, way
    ):
        rows = [row(3) for _ in range(4)]
        await hold(publisher, rows)
        await hold(reader, [rows[0] | {"version": 9, "word": "newer"}])

        async def state(_parts, tx, school_id):
            for thing_id, version in await all_rows(tx):
                yield Statement(SharedChanged(word="b"), thing_id, version, school_id)

        async def schools(_tx):
            return [new_id()]

        sent = await resync(publishing, [Republisher("things", state, schools)], to="reader")
        assert sent == 4
        async with publisher.transaction() as tx:
            assert set(await tx.session.scalars(select(outbox.c.target))) == {"reader"}
        consumer = Consumer("reader", reader, {SharedChanged: note_effect}, None, LOG)
        await way.bus.subscribe("reader", consumer.deliver)
        await way.settle()
        assert len(await effects(reader)) == 4
        async with reader.transaction() as tx:
            held = {found.id: found.version for found in await tx.session.execute(select(thing))}
        assert held == {item["id"]: item["version"] for item in rows} | {rows[0]["id"]: 9}
