"""The consumer: each event has its effect once, and a failure is laid at the right door."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text, update

from zizhu.common import provision
from zizhu.common.bus import Outcome
from zizhu.common.database import Database, DatabaseAway
from zizhu.common.errors import Conflict
from zizhu.common.failed import list_failed
from zizhu.common.inbox import Consumer, TooEarly, drop_received
from zizhu.common.tables import inbox
from zizhu_testing.trial import (
    LOG,
    ThingChanged,
    UnheardChanged,
    body_of,
    effects,
    make_tables,
    note_effect,
    received,
    thing,
)


class Taken(Conflict):
    code = "taken"
    title = "已占用"


def consumer_of(database, handler=note_effect) -> Consumer:
    return Consumer("reader", database, {ThingChanged: handler}, None, LOG)


async def refuses_bad(parts, tx, message):
    if message.data.word == "bad":
        raise Taken("身份证号 110101199003070011 已被占用。")
    await note_effect(parts, tx, message)


class TestDeliver:
    async def test_applies_a_hundred_in_one_transaction(self, reader):
        transactions = []

        async def noting(parts, tx, message):
            transactions.append(tx)
            await note_effect(parts, tx, message)

        outcomes = await consumer_of(reader, noting).deliver([body_of() for _ in range(150)])
        assert outcomes == [Outcome.DONE] * 150
        assert len(await effects(reader)) == 150
        assert len({id(tx) for tx in transactions[:100]}) == 1
        assert transactions[100] is not transactions[0]

    async def test_absorbs_duplicates_within_a_batch_and_after_it(self, reader):
        event_id = uuid4()
        consumer, body = consumer_of(reader), body_of(event_id=event_id)
        assert await consumer.deliver([body, body]) == [Outcome.DONE, Outcome.DUPLICATE]
        assert await consumer.deliver([body]) == [Outcome.DUPLICATE]
        assert await effects(reader) == [event_id]

    async def test_two_consumers_with_the_same_messages_apply_each_once(self, reader):
        bodies = [body_of() for _ in range(100)]
        await asyncio.gather(
            consumer_of(reader).deliver(bodies), consumer_of(reader).deliver(bodies[::-1])
        )
        assert len(await effects(reader)) == 100

    async def test_one_failing_message_does_not_keep_the_others(self, reader):
        bodies = [body_of("bad" if number == 3 else "fine") for number in range(10)]
        outcomes = await consumer_of(reader, refuses_bad).deliver(bodies)
        assert outcomes.count(Outcome.DONE) == 9
        assert outcomes[3] is Outcome.FAILED
        assert len(await effects(reader)) == 9

    async def test_sets_aside_what_is_no_envelope(self, reader):
        outcomes = await consumer_of(reader).deliver([b"{", body_of(), b"\xff"])
        assert outcomes == [Outcome.UNPARSED, Outcome.DONE, Outcome.UNPARSED]
        assert await list_failed(reader) == []

    async def test_ignores_what_it_does_not_hear(self, reader):
        outcomes = await consumer_of(reader).deliver([body_of(kind=UnheardChanged)])
        assert outcomes == [Outcome.IGNORED]
        assert await received(reader) == 0

    async def test_sees_only_the_rows_of_the_school_of_each_message(self, reader):
        seen = []

        async def looking(_parts, tx, message):
            setting = text("SELECT current_setting('zizhu.school', true)")
            seen.append((await tx.session.scalar(setting), str(message.school)))

        await consumer_of(reader, looking).deliver([body_of() for _ in range(3)])
        assert len(seen) == 3
        assert all(setting == school for setting, school in seen)


class TestKeep:
    async def test_keeps_data_that_the_contract_refuses_without_its_values(self, reader):
        await consumer_of(reader).deliver([body_of({"no": "13800138000"})])
        (kept,) = await list_failed(reader)
        assert kept.error == "Unreadable: trial.thing_changed.v1: word"
        assert (kept.state, kept.attempts) == ("waiting", 1)

    async def test_keeps_a_refusal_by_name_without_its_sentence(self, reader):
        await consumer_of(reader, refuses_bad).deliver([body_of("bad")])
        (kept,) = await list_failed(reader)
        assert kept.error == "Taken: 已占用"

    async def test_keeps_a_broken_constraint_by_its_name(self, reader):
        async def twice(_parts, tx, message):
            row = {"id": message.envelope.id, "version": 1, "word": "13800138000"}
            await tx.session.execute(thing.insert(), [row])
            await tx.session.execute(thing.insert(), [row])

        await consumer_of(reader, twice).deliver([body_of()])
        (kept,) = await list_failed(reader)
        assert kept.error == "IntegrityError: thing_pkey"
        assert await effects(reader) == []

    @pytest.mark.parametrize(
        ("version", "word"),
        [(2**70, "a"), (1, "a\x00b"), ("13800138000", "a")],
        ids=["too-big", "no-text", "no-number"],
    )
    async def test_a_value_that_the_database_refuses_is_the_message_s_own_fault(
        self, reader, version, word
    ):
        async def writing(_parts, tx, message):
            row = {"id": message.envelope.id, "version": version, "word": word}
            await tx.session.execute(thing.insert(), [row])

        outcomes = await consumer_of(reader, writing).deliver([body_of(), body_of()])
        assert outcomes == [Outcome.FAILED, Outcome.FAILED]
        assert "13800138000" not in (await list_failed(reader))[0].error

    async def test_a_missing_file_is_the_message_s_own_fault(self, reader, tmp_path):
        async def opening(_parts, _tx, _message):
            (tmp_path / "gone").read_bytes()

        assert await consumer_of(reader, opening).deliver([body_of()]) == [Outcome.FAILED]

    async def test_an_early_event_says_what_it_waits_for(self, reader):
        async def early(_parts, _tx, _message):
            raise TooEarly("这一轮认定尚未到达，请稍候。")

        await consumer_of(reader, early).deliver([body_of()])
        assert (await list_failed(reader))[0].error == "TooEarly: 这一轮认定尚未到达，请稍候。"


class TestSurroundings:
    async def test_an_absent_database_is_raised_and_nothing_counts(self, private_postgres):
        await provision.create_database(private_postgres.url, "trial", name="away")
        where = f"/away?host={private_postgres.folder}"
        await self._plumb(f"postgresql+asyncpg://zizhu_trial_owner@{where}")
        database = Database(f"postgresql+asyncpg://zizhu_trial@{where}", source="reader")
        consumer, bodies = consumer_of(database), [body_of() for _ in range(20)]
        await consumer.deliver(bodies[:5])

        await asyncio.to_thread(private_postgres.stop)
        for _ in range(20):
            with pytest.raises(DatabaseAway):
                await consumer.deliver(bodies)
        await asyncio.to_thread(private_postgres.start)

        outcomes = await consumer.deliver(bodies)
        assert outcomes == [Outcome.DUPLICATE] * 5 + [Outcome.DONE] * 15
        assert await list_failed(database) == []
        await database.close()

    async def test_a_connection_that_is_cut_in_a_handler_is_raised(self, reader, postgres_server):
        async def cut(_parts, tx, _message):
            pid = await tx.session.scalar(text("SELECT pg_backend_pid()"))
            await asyncio.to_thread(postgres_server.run_sql, f"SELECT pg_terminate_backend({pid})")
            await tx.session.execute(text("SELECT 1"))

        with pytest.raises(DatabaseAway):
            await consumer_of(reader, cut).deliver([body_of()])
        assert await list_failed(reader) == []

    @staticmethod
    async def _plumb(owner_dsn: str) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine

        from zizhu.common.tables import PLUMBING

        engine = create_async_engine(owner_dsn)
        async with engine.begin() as connection:
            await connection.run_sync(PLUMBING.create_all)
        await engine.dispose()
        await make_tables(owner_dsn)


class TestDropReceived:
    async def test_drops_ids_older_than_thirty_days(self, reader):
        consumer = consumer_of(reader)
        await consumer.deliver([body_of()])
        async with reader.transaction() as tx:
            await tx.session.execute(
                update(inbox).values(received_at=text("now() - interval '31 days'"))
            )
        await consumer.deliver([body_of()])
        assert await drop_received(reader) == 1
        assert await received(reader) == 1
