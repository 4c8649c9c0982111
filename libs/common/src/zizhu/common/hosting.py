"""Hosting a service: from the value `Service` to a running application with its background.

The same function serves one service over RabbitMQ and every service in one process; only the
surroundings that are handed in differ.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import FastAPI

from zizhu.common.bus import Bus
from zizhu.common.businessclock import read_shift
from zizhu.common.clock import BusinessClock, Clock, MachineClock
from zizhu.common.database import Database
from zizhu.common.files import Files, LocalFolder
from zizhu.common.hints import Hints
from zizhu.common.keys import Keys
from zizhu.common.logs import get_log
from zizhu.common.parts import Parts, Service
from zizhu.common.provision import check_database
from zizhu.common.runtime import Runtime
from zizhu.common.settings import ServiceSettings
from zizhu.common.tokens import Fetch, KeySource, TokenVerifier

if TYPE_CHECKING:
    from redis.asyncio import Redis


@dataclass(frozen=True)
class Surroundings:
    """What the host decides: bus, cache, clock, where token keys come from, who shares hints."""

    bus: Bus
    fetch_keys: Fetch
    cache: "Redis | None" = None
    machine: Clock = field(default_factory=MachineClock)
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True)
class Hosted:
    """One running service."""

    service: Service
    parts: Parts
    app: FastAPI
    runtime: Runtime


@asynccontextmanager
async def host(
    service: Service,
    settings: ServiceSettings,
    keys: Keys,
    surroundings: Surroundings,
) -> AsyncIterator[Hosted]:
    """Run a service until the context ends, then drain it.

    Raises WrongProfile or NewerDatabase before anything starts.
    """
    dsn = settings.dsn(service.name)
    await check_database(service, dsn, settings.profile)
    database = Database(dsn, source=service.name, clock=surroundings.machine)
    parts = Parts(
        service=service.name,
        settings=settings,
        database=database,
        machine=surroundings.machine,
        business=BusinessClock(surroundings.machine, await read_shift(database)),
        keys=keys,
        tokens=TokenVerifier(
            KeySource(surroundings.fetch_keys, database), database, surroundings.machine
        ),
        files=Files(LocalFolder(settings.files_path / service.name), keys.ring, service.name),
        cache=surroundings.cache,
        log=get_log(service.name),
        hints=surroundings.hints,
    )
    app = service.create_app(parts)
    app.state.bus = surroundings.bus
    app.state.service = service
    try:
        async with Runtime(service, parts, surroundings.bus) as runtime:
            yield Hosted(service, parts, app, runtime)
    finally:
        await database.close()
