"""A publisher and a reader with a database each, and buses of both kinds."""

import asyncpg
import pytest

from zizhu.common import crash, provision
from zizhu.common.bus import Topology
from zizhu.common.bus_memory import MemoryBus
from zizhu.common.bus_rabbit import RabbitBus, declare_topology
from zizhu.common.database import Database
from zizhu_testing.trial import LOG, TOPOLOGY, Way, make_tables


class Crash(BaseException):
    """The process died here, as far as the code under test can tell."""


def die() -> None:
    raise Crash


@pytest.fixture
def died() -> type[Crash]:
    return Crash


@pytest.fixture
def crash_at():
    """Let the n-th passing of a named point be the end of whoever passes it."""
    return lambda name, after=1: crash.arm(name, after, die)


@pytest.fixture(scope="session")
async def furnished(plumbed, postgres_server) -> dict[str, str]:
    """Two databases with plumbing and toy tables, kept for the session: name by owner."""
    owner = provision.role_name("trial", "owner")
    names = {source: f"{plumbed.name}_{source}" for source in ("publisher", "reader")}
    for name in names.values():
        postgres_server.run_sql(
            f"CREATE DATABASE {name} TEMPLATE {plumbed.name} OWNER {owner} STRATEGY FILE_COPY"
        )
        await make_tables(plumbed.dsn("owner").replace(f"/{plumbed.name}?", f"/{name}?"))
    return names


@pytest.fixture
async def open_database(plumbed, furnished, postgres_server):
    """Empty a database and connect to it: `await open_database("reader")`."""
    made: list[Database] = []

    async def make(source: str) -> Database:
        name = furnished[source]
        admin = await asyncpg.connect(postgres_server.url.replace("/postgres?", f"/{name}?"))
        tables = await admin.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        listed = ", ".join(row["tablename"] for row in tables)
        await admin.execute(f"TRUNCATE {listed} RESTART IDENTITY")
        await admin.close()
        dsn = plumbed.dsn("service").replace(f"/{plumbed.name}?", f"/{name}?")
        made.append(Database(dsn, source=source))
        return made[-1]

    yield make
    for database in made:
        await database.close()


@pytest.fixture
async def publisher(open_database) -> Database:
    return await open_database("publisher")


@pytest.fixture
async def reader(open_database) -> Database:
    return await open_database("reader")


@pytest.fixture(params=["memory", "rabbit"])
async def make_bus(request):
    """Make a bus of either kind; `declared` is what the broker really has."""
    url = request.getfixturevalue("amqp_url") if request.param == "rabbit" else ""
    made: list[MemoryBus | RabbitBus] = []

    async def make(topology: Topology = TOPOLOGY, declared: Topology | None = None):
        if url:
            await declare_topology(url, declared or topology)
        made.append(RabbitBus(url, topology, LOG) if url else MemoryBus(topology))
        return made[-1]

    yield make
    for bus in made:
        await bus.close()


@pytest.fixture
async def way(publisher, reader) -> Way:
    """Outbox, bus, inbox and retries, stepped by the test."""
    return await Way(publisher, reader).open()
