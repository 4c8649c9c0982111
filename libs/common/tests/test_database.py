"""Transactions, and whose fault an error is."""

import asyncio
import errno

import asyncpg
import pytest
from redis.exceptions import ConnectionError as CacheAway
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from zizhu.common.database import Bell, Database, DatabaseAway, is_surroundings
from zizhu.common.errors import Conflict


def from_server(error: type[asyncpg.PostgresError]) -> DBAPIError:
    return DBAPIError("SELECT", {}, error("x"))


class TestIsSurroundings:
    @pytest.mark.parametrize(
        "error",
        [
            DatabaseAway(),
            PoolTimeout(),
            ConnectionRefusedError(),
            ConnectionResetError(),
            TimeoutError(),
            CacheAway(),
            asyncpg.ConnectionDoesNotExistError("x"),
            from_server(asyncpg.DeadlockDetectedError),
            from_server(asyncpg.SerializationError),
            from_server(asyncpg.TooManyConnectionsError),
            from_server(asyncpg.DiskFullError),
            from_server(asyncpg.AdminShutdownError),
            from_server(asyncpg.CannotConnectNowError),
            from_server(asyncpg.PostgresIOError),
        ],
        ids=repr,
    )
    def test_waiting_may_cure_it(self, error):
        assert is_surroundings(error)

    @pytest.mark.parametrize(
        "error",
        [
            Conflict("不行。"),
            ValueError("x"),
            KeyError("x"),
            FileNotFoundError("x"),
            OSError(errno.EINVAL, "x"),
            asyncpg.DataError("invalid input for query argument"),
            asyncpg.InterfaceError("the server expects 1 argument"),
            from_server(asyncpg.UniqueViolationError),
            from_server(asyncpg.CharacterNotInRepertoireError),
            from_server(asyncpg.UndefinedTableError),
            from_server(asyncpg.InsufficientPrivilegeError),
            from_server(asyncpg.NumericValueOutOfRangeError),
        ],
        ids=repr,
    )
    def test_waiting_cures_nothing(self, error):
        assert not is_surroundings(error)

    async def test_a_value_that_the_driver_refuses_is_nobody_s_absence(self, database):
        with pytest.raises(DBAPIError) as caught:
            await run(database, "SELECT CAST(:value AS integer)", value=2**70)
        assert not is_surroundings(caught.value)
        assert str(2**70) not in str(caught.value.statement)


async def run(database, statement: str, **values: object) -> object:
    async with database.transaction() as tx:
        return await tx.session.scalar(text(statement), values)


class TestTransaction:
    async def test_an_absent_server_is_refused_with_a_time_to_come_back(self, tmp_path):
        away = Database(f"postgresql+asyncpg://a@/a?host={tmp_path}", source="trial")
        with pytest.raises(DatabaseAway) as caught:
            await run(away, "SELECT 1")
        assert caught.value.retry_after == 5
        assert not await away.is_ready()

    async def test_a_missing_file_is_not_mistaken_for_an_absent_server(self, database, tmp_path):
        async def read_what_is_gone() -> None:
            async with database.transaction():
                (tmp_path / "gone").read_bytes()

        with pytest.raises(FileNotFoundError):
            await read_what_is_gone()

    async def test_is_limited_to_its_school_and_the_next_one_is_not(self, database, school_id):
        look = "SELECT current_setting('zizhu.school', true)"
        async with database.transaction(school_id) as tx:
            assert await tx.session.scalar(text(look)) == str(school_id)
        assert await run(database, look) in ("", None)

    async def test_what_is_left_for_after_the_commit_is_not_done_without_one(self, database):
        done: list[str] = []

        async def leave(word: str, *, is_refused: bool) -> None:
            async with database.transaction() as tx:
                tx.after_commit(lambda: done.append(word))
                if is_refused:
                    raise Conflict("不行，请重试。")

        await leave("kept", is_refused=False)
        with pytest.raises(Conflict):
            await leave("refused", is_refused=True)
        assert done == ["kept"]

    async def test_more_transactions_than_connections_take_turns(self, database):
        answers = await asyncio.gather(*(run(database, "SELECT 1") for _ in range(50)))
        assert answers == [1] * 50


class TestBell:
    async def test_a_ring_before_the_wait_is_not_missed(self):
        bell = Bell()
        seen = bell.rings
        bell.set()
        await asyncio.wait_for(bell.after(seen, within=3_600), 5)

    async def test_wakes_everybody_who_waits(self):
        bell = Bell()
        waiting = [asyncio.create_task(bell.after(0, within=3_600)) for _ in range(3)]
        await asyncio.sleep(0)
        bell.set()
        await asyncio.wait_for(asyncio.gather(*waiting), 5)

    async def test_gives_up_after_its_time(self):
        await Bell().after(0, within=0.001)
