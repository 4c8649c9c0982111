"""Fixtures for every test of the repository: real servers, started on first use.

`postgres_server`, `rabbitmq_server` and `redis_server` live as long as the session; a test asks
for `fresh_database`, `amqp_url` or `redis_url` and gets a part of its own. Whoever wants to break
a server asks for `private_postgres`, `private_rabbit` or `private_redis`. Tests that use any of
them are marked `integration`. `cluster` is the whole topology, one for the session.
"""

import gc
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, NoReturn, TypeVar

import pytest
from hypothesis import settings

from zizhu_testing.containers import ContainerRabbit, ContainerRedis, engine_answers
from zizhu_testing.postgres import FreshDatabase, PrivatePostgres
from zizhu_testing.rabbit import PrivateRabbit, RabbitServer
from zizhu_testing.redis import PrivateRedis, RedisServer
from zizhu_testing.server import Missing, Server

if TYPE_CHECKING:
    from zizhu_testing.cluster import Cluster

SERVERS = frozenset(
    {"postgres_server", "rabbitmq_server", "redis_server"}
    | {"private_postgres", "private_rabbit", "private_redis"}
    | {"cluster"}
)

S = TypeVar("S", bound=Server)

FreshDatabases = Callable[..., FreshDatabase]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, default=1, help="how many seeds each drill runs with")


def pytest_configure() -> None:
    # The same examples each time, and no clock: a test that fails has to fail again.
    settings.register_profile("zizhu", derandomize=True, deadline=None, database=None)
    settings.load_profile("zizhu")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `drill_seed` runs once per seed; the seed is part of its name."""
    if "drill_seed" in metafunc.fixturenames:
        count = metafunc.config.getoption("--seeds")
        seeds = range(1, count + 1)
        metafunc.parametrize("drill_seed", seeds, ids=[f"seed{seed}" for seed in seeds])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SERVERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.integration)


def pytest_collection_finish() -> None:
    """Spare what lives as long as the session (modules, tests) from every later collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PrivatePostgres]:
    """PostgreSQL of the wheel; `.url` is the superuser's address over a unix socket."""
    yield from _serve(PrivatePostgres())


@pytest.fixture(scope="session")
def rabbitmq_server() -> Iterator[RabbitServer]:
    yield from _serve(ContainerRabbit() if engine_answers() else PrivateRabbit())


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    yield from _serve(ContainerRedis() if engine_answers() else PrivateRedis())


@pytest.fixture
def fresh_database(postgres_server: PrivatePostgres) -> Iterator[FreshDatabases]:
    """Make empty databases: `fresh_database("roster")`, or a copy of a migrated one with
    `template=`; all of them are dropped after the test.
    """
    made: list[FreshDatabase] = []

    def make(service: str = "trial", template: str | None = None) -> FreshDatabase:
        made.append(postgres_server.create_database(service, template))
        return made[-1]

    yield make
    for database in made:
        postgres_server.drop_database(database)


_vhosts = itertools.count(1)


@pytest.fixture
def amqp_url(rabbitmq_server: RabbitServer) -> Iterator[str]:
    """The address of an empty virtual host, removed after the test."""
    name = f"test{next(_vhosts)}"
    yield rabbitmq_server.create_vhost(name)
    rabbitmq_server.delete_vhost(name)


@pytest.fixture
def private_postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL for this test alone, to stop and to kill."""
    yield from _serve(PrivatePostgres())


@pytest.fixture
def private_rabbit() -> Iterator[PrivateRabbit]:
    """A RabbitMQ for this test alone, to stop and to kill; always from the binaries."""
    yield from _serve(PrivateRabbit())


@pytest.fixture
def private_redis() -> Iterator[PrivateRedis]:
    """A Redis for this test alone, to stop and to kill; always from the binaries."""
    yield from _serve(PrivateRedis())


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of a Redis that holds nothing yet."""
    redis_server.flush()
    return redis_server.url


@pytest.fixture(scope="session")
def cluster() -> "Iterator[Cluster]":
    """Every service as a process of its own; whoever breaks it heals it (`cluster.heal()`)."""
    from zizhu_testing.cluster import Cluster  # imports every service: only who asks for it

    made = Cluster()
    try:
        made.start()
    except Missing as missing:
        _do_without(missing)
    with closing(made):
        yield made


def _do_without(missing: Missing) -> NoReturn:
    """Skip, but never in CI: there a skip would hide a hole."""
    if os.environ.get("CI"):
        pytest.fail(str(missing))
    pytest.skip(str(missing))


def _serve(server: S) -> Iterator[S]:
    try:
        server.start()
    except Missing as missing:
        server.close()
        _do_without(missing)
    with closing(server):
        yield server
