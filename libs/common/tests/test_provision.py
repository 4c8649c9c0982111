"""Three roles a service, migrations as the owner, and databases that are refused."""

import asyncio
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from sqlalchemy import MetaData, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from zizhu.common import provision
from zizhu.common.database import Database
from zizhu.common.ids import new_id
from zizhu.common.parts import Service
from zizhu.common.provision import (
    NewerDatabase,
    NotMigrated,
    Passwords,
    WrongProfile,
    check_database,
    create_database,
    migrate,
    role_name,
)
from zizhu.common.settings import Profile

TOY = Service(
    name="toy",
    create_app=lambda parts: None,
    migrations=Path(__file__).parent / "toy" / "migrations",
    metadata=MetaData(),
)


@pytest.fixture
async def dsn(postgres_server):
    """The address of a fresh, empty database of the toy, by role."""
    await create_database(postgres_server.url, "toy", name="toy_trial")

    def of(role: str) -> str:
        user = role_name("toy", role)
        return f"postgresql+asyncpg://{user}@/toy_trial?host={postgres_server.folder}"

    yield of
    admin = await asyncpg.connect(postgres_server.url)
    await admin.execute("DROP DATABASE toy_trial WITH (FORCE)")
    await admin.close()


@pytest.fixture
async def migrated(dsn):
    await migrate(TOY, dsn("owner"), Profile.TEST)
    return dsn


@pytest.fixture
async def connect(migrated):
    made: list[Database] = []

    def to(role: str) -> Database:
        made.append(Database(migrated(role), source="toy"))
        return made[-1]

    yield to
    for database in made:
        await database.close()


async def run(database: Database, statement: str, school_id=None, **values) -> list:
    async with database.transaction(school_id) as tx:
        result = await tx.session.execute(text(statement), values)
        return list(result) if result.returns_rows else []


ADD = "INSERT INTO person (id, school_id, name) VALUES (:id, :school, :name)"
LINE = (
    "INSERT INTO audit_line (id, at, action, object_type, object_id, result) "
    "VALUES (:id, now(), 'a', 'b', 'c', 'ok')"
)


class TestRoles:
    @pytest.mark.parametrize(
        "statement",
        [
            "CREATE TABLE mine (a int)",
            "ALTER TABLE person ADD COLUMN a int",
            "DROP TABLE person",
            "TRUNCATE person",
            "UPDATE audit_line SET result = 'ok'",
            "DELETE FROM audit_line",
            "INSERT INTO audit_seal VALUES (1, 1, 'a', 'b', 'c', now())",
            "UPDATE audit_seal SET seal = 'x'",
            "UPDATE alembic_version SET version_num = 'x'",
            "UPDATE installation SET profile = 'production'",
            "DELETE FROM installation",
            "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
        ],
    )
    async def test_the_service_may_not(self, connect, statement):
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
            await run(connect("service"), statement)

    async def test_the_service_writes_rows_and_lines_and_stages_in_temporary_tables(self, connect):
        service, school = connect("service"), new_id()
        await run(service, ADD, school, id=new_id(), school=school, name="甲")
        await run(service, LINE, id=new_id())
        await run(service, "UPDATE installation SET clock_shift_seconds = 5")
        await run(service, "CREATE TEMPORARY TABLE staged (a int) ON COMMIT DROP")

    async def test_the_sealer_reads_lines_and_writes_seals_and_sees_no_people(self, connect):
        await run(connect("service"), LINE, id=new_id())
        sealer = connect("sealer")
        assert len(await run(sealer, "SELECT * FROM audit_line")) == 1
        await run(sealer, "INSERT INTO audit_seal VALUES (1, 1, 'a', 'b', 'c', now())")
        for statement in ("SELECT * FROM person", "DELETE FROM audit_line", "TABLE outbox"):
            with pytest.raises(DBAPIError, match="permission denied"):
                await run(sealer, statement)

    async def test_a_role_of_another_service_does_not_get_in(self, migrated, postgres_server):
        await create_database(postgres_server.url, "trial")
        stranger = migrated("service").replace(role_name("toy", "service"), "zizhu_trial")
        engine = create_async_engine(stranger)
        with pytest.raises(DBAPIError, match="permission denied"):
            await engine.connect()
        await engine.dispose()

    async def test_passwords_are_set_and_may_be_changed(self, postgres_server):
        awkward = Passwords(service='it\'s "1"')
        for _ in range(2):
            await create_database(postgres_server.url, "toy", awkward, name="toy_secret")
        stored = postgres_server.run_sql(
            "SELECT rolpassword FROM pg_authid WHERE rolname = 'zizhu_toy'"
        )
        assert stored.startswith("SCRAM-SHA-256$")
        postgres_server.run_sql("DROP DATABASE toy_secret", "ALTER ROLE zizhu_toy PASSWORD NULL")


class TestRowLevelSecurity:
    async def test_without_a_school_no_row_is_seen_and_with_one_only_its_own(self, connect):
        service, mine, other = connect("service"), new_id(), new_id()
        for school in (mine, other):
            await run(service, ADD, school, id=new_id(), school=school, name="甲")
        assert await run(service, "SELECT * FROM person") == []
        seen = await run(service, "SELECT school_id FROM person", mine)
        assert [row.school_id for row in seen] == [mine]

    async def test_a_row_of_another_school_cannot_be_written_or_moved(self, connect):
        service, mine, other = connect("service"), new_id(), new_id()
        await run(service, ADD, mine, id=new_id(), school=mine, name="甲")
        for statement in (ADD, "UPDATE person SET school_id = :school"):
            values = {"id": new_id(), "name": "乙"} if statement is ADD else {}
            with pytest.raises(DBAPIError, match="row-level security"):
                await run(service, statement, mine, school=other, **values)

    async def test_the_owner_passes_it_to_back_up_and_migrate(self, connect):
        service, school = connect("service"), new_id()
        await run(service, ADD, school, id=new_id(), school=school, name="甲")
        assert len(await run(connect("owner"), "SELECT * FROM person")) == 1


class TestMigrate:
    async def test_may_be_repeated_and_run_twice_at_once(self, dsn):
        both = [migrate(TOY, dsn("owner"), Profile.TEST) for _ in range(2)]
        await asyncio.gather(*both)
        await migrate(TOY, dsn("owner"), Profile.TEST)
        await check_database(TOY, dsn("service"), Profile.TEST)

    async def test_a_database_keeps_the_profile_it_was_born_with(self, migrated):
        with pytest.raises(WrongProfile, match="test"):
            await migrate(TOY, migrated("owner"), Profile.PRODUCTION)

    async def test_refuses_a_newer_database(self, migrated, connect):
        await run(connect("owner"), "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(NewerDatabase, match="9999"):
            await migrate(TOY, migrated("owner"), Profile.TEST)

    async def test_the_plumbing_is_what_its_tables_say(self, migrated):
        """`alembic check`: nothing to do after the migrations."""
        engine = create_async_engine(migrated("owner"))
        config = provision._config(TOY.migrations)
        async with engine.connect() as connection:
            config.attributes["connection"] = connection.sync_connection
            await connection.run_sync(lambda _: command.check(config))
        await engine.dispose()


class TestCheckDatabase:
    async def test_accepts_its_own(self, migrated):
        await check_database(TOY, migrated("service"), Profile.TEST)

    async def test_refuses_another_profile(self, migrated):
        with pytest.raises(WrongProfile):
            await check_database(TOY, migrated("service"), Profile.DEMO)

    async def test_refuses_a_newer_one(self, migrated, connect):
        await run(connect("owner"), "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(NewerDatabase):
            await check_database(TOY, migrated("service"), Profile.TEST)

    async def test_refuses_one_that_was_never_migrated(self, dsn):
        with pytest.raises(NotMigrated, match="zizhu migrate"):
            await check_database(TOY, dsn("service"), Profile.TEST)
