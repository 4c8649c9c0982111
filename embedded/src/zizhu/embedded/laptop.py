"""The embedded mode: every service, the gateway and a PostgreSQL of their own in one process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fakeredis import FakeAsyncRedis

from zizhu.common.asgi import App
from zizhu.common.bus_memory import MemoryBus
from zizhu.common.provision import create_database, migrate
from zizhu.common.settings import ServiceSettings
from zizhu.embedded.assembly import Assembly, assemble
from zizhu.embedded.catalogue import NAMES, SERVICES, TOPOLOGY
from zizhu.embedded.door import gateway_for
from zizhu.embedded.home import Home
from zizhu.embedded.postgres import embedded_postgres


@dataclass(frozen=True)
class Laptop:
    """What runs: the services, and the door in front of them."""

    assembly: Assembly
    gateway: App
    settings: ServiceSettings


@asynccontextmanager
async def settled(home: Home) -> AsyncIterator[ServiceSettings]:
    """Start the database server and bring every database to this release."""
    with embedded_postgres(home.postgres) as server:
        settings = home.settings(server.socket)
        for service in SERVICES:
            await create_database(server.admin_dsn, service.name)
            await migrate(service, settings.owner_dsn(service.name), home.profile)
        yield settings


@asynccontextmanager
async def laptop(home: Home) -> AsyncIterator[Laptop]:
    """Run everything until the context ends. Raises NotInitialised."""
    async with settled(home) as settings:
        bus, cache = MemoryBus(TOPOLOGY), FakeAsyncRedis()
        async with (
            assemble(SERVICES, settings, home.keys(NAMES), bus, cache=cache) as assembly,
            gateway_for(assembly, settings, None) as gateway,
        ):
            yield Laptop(assembly, gateway, settings)
