"""A fresh database for each test, with the plumbing tables and the three roles of a service."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from zizhu.common import provision
from zizhu.common.clock import BusinessClock, FixedClock
from zizhu.common.database import Database
from zizhu.common.files import Files, LocalFolder
from zizhu.common.keys import Keys, fresh_keys
from zizhu.common.logs import get_log
from zizhu.common.parts import Parts
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.common.tables import PLUMBING

SERVICE = "trial"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Trial:
    """One database and how each role reaches it."""

    name: str
    socket: str

    def dsn(self, role: str) -> str:
        user = provision.role_name(SERVICE, role)
        return f"postgresql+asyncpg://{user}@/{self.name}?host={self.socket}"


@pytest.fixture(scope="session")
async def plumbed(postgres_server) -> Trial:
    """The template: nobody connects to it again."""
    await provision.create_database(postgres_server.url, SERVICE)
    trial = Trial(provision.database_name(SERVICE), str(postgres_server.folder))
    engine = create_async_engine(trial.dsn("owner"))
    async with engine.begin() as connection:
        await connection.run_sync(PLUMBING.create_all)
        await connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        await connection.run_sync(provision._grant, SERVICE)
    await engine.dispose()
    return trial


@pytest.fixture
async def trial(plumbed: Trial, postgres_server):
    name = f"{plumbed.name}_{next(_numbers)}"
    admin = await asyncpg.connect(postgres_server.url)
    owner = provision.role_name(SERVICE, "owner")
    await admin.execute(
        f"CREATE DATABASE {name} TEMPLATE {plumbed.name} OWNER {owner} STRATEGY FILE_COPY"
    )
    yield Trial(name, plumbed.socket)
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
async def databases(trial: Trial, clock: FixedClock):
    """One `Database` a role, by the role's name."""
    made = {
        role: Database(trial.dsn(role), source=SERVICE, clock=clock) for role in provision.ROLES
    }
    yield made
    for database in made.values():
        await database.close()


@pytest.fixture
def database(databases) -> Database:
    """The database as the service itself sees it."""
    return databases["service"]


@pytest.fixture
def keys() -> Keys:
    return fresh_keys([SERVICE])[SERVICE]


@pytest.fixture
def files(tmp_path, keys: Keys) -> Files:
    return Files(LocalFolder(tmp_path / "files"), keys.ring, SERVICE)


@pytest.fixture
def parts(database: Database, clock: FixedClock, keys: Keys, files: Files) -> Parts:
    return Parts(
        service=SERVICE,
        settings=ServiceSettings(profile=Profile.TEST),
        database=database,
        machine=clock,
        business=BusinessClock(clock),
        keys=keys,
        tokens=None,
        files=files,
        cache=None,
        log=get_log(SERVICE),
    )


@pytest.fixture
def school_id() -> UUID:
    return UUID("01900000-0000-7000-8000-000000000001")
