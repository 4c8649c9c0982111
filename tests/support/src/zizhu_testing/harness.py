"""A few services in one process on throw-away databases: what service tests talk to over HTTP.

    async with installed(postgres, [SERVICE], tmp_path) as place:
        answer = await place.get("/api/v1/roster/schools", place.token(Role.PLATFORM_ADMIN))
        await place.settle()   # every event has arrived, every early one was retried

Migrated databases are kept as templates for the session, so that a test starts in no time.
"""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import fastapi.dependencies.models
import httpx
from joserfc import jwt
from joserfc.jwk import OKPKey
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.engine import make_url

from zizhu.common.auth import Post, Principal, Role, ScopeRow, to_claims
from zizhu.common.bus import Topology
from zizhu.common.bus_memory import Disorder, MemoryBus
from zizhu.common.clock import Clock, MachineClock
from zizhu.common.ids import new_id
from zizhu.common.jobs import OPEN_STATES
from zizhu.common.keys import Keys, fresh_keys
from zizhu.common.outbox import outbox_depth
from zizhu.common.parts import Parts, Service
from zizhu.common.provision import create_database, database_name, migrate
from zizhu.common.settings import Profile, ServiceSettings
from zizhu.common.tables import failed_message, job
from zizhu.common.tokens import ALGORITHM, ISSUER
from zizhu.contracts import every_event
from zizhu.embedded.assembly import Assembly, assemble
from zizhu_testing.postgres import PrivatePostgres

NAMES = ("identity", "roster", "identification", "notification")
_NUMBERS = itertools.count(1)
_TEMPLATES: dict[str, set[str]] = {}


@dataclass
class Place:
    """Running services, a client to them, and tokens for whoever a test wants to be."""

    assembly: Assembly
    client: httpx.AsyncClient
    machine: Clock
    _key: OKPKey = field(repr=False)

    def parts(self, service: str) -> Parts:
        return self.assembly.hosted[service].parts

    def token(
        self,
        role: Role,
        school_id: UUID | None = None,
        rows: Sequence[ScopeRow] = (),
        *,
        student_id: UUID | None = None,
        account_id: UUID | None = None,
        post_id: UUID | None = None,
        signed_in_at: datetime | None = None,
    ) -> Mapping[str, str]:
        """Headers of somebody with one post."""
        now = self.machine.now()
        principal = Principal(
            account_id=account_id or new_id(),
            session_id=new_id(),
            post=Post(post_id or new_id(), role, school_id, tuple(rows), student_id),
            issued_at=now,
            signed_in_at=signed_in_at or now,
        )
        claims = to_claims(principal, expires_at=now + timedelta(hours=1)) | {"iss": ISSUER}
        header = {"alg": ALGORITHM, "kid": str(self._key.kid)}
        text = jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])
        return {"authorization": f"Bearer {text}"}

    async def get(self, path: str, headers: Mapping[str, str], **more: Any) -> httpx.Response:
        return await self.client.get(path, headers=dict(headers), **more)

    async def post(self, path: str, headers: Mapping[str, str], **more: Any) -> httpx.Response:
        return await self.client.post(path, headers=dict(headers), **more)

    async def settle(self, within: float = 60.0) -> None:
        """Relay, work and retry until nothing is under way. Fails when something never arrives."""
        busy: list[str] = []
        try:
            async with asyncio.timeout(within):
                while busy := await self._round():  # noqa: ASYNC110 - several things at once are awaited
                    await asyncio.sleep(0.02)  # other tasks of the process do the work meanwhile
        except TimeoutError:
            raise AssertionError(f"not settled: {busy}") from None

    async def _round(self) -> list[str]:
        busy: list[str] = []
        for name, hosted in self.assembly.hosted.items():
            if hosted.service.jobs:
                await hosted.runtime.workshop.pass_once()
            await hosted.runtime.relay.drain()
            busy += [f"{name} keeps {line}" for line in await self._retry(name)]
        for name, hosted in self.assembly.hosted.items():
            depth, _ = await outbox_depth(hosted.parts.database)
            if depth:
                busy.append(f"{name} has {depth} unsent")
            async with hosted.parts.database.transaction() as tx:
                jobs = await tx.session.scalars(
                    select(job.c.kind).where(job.c.state.in_(OPEN_STATES))
                )
                busy += [f"{name} works on {kind}" for kind in jobs]
        return busy

    async def _retry(self, name: str) -> list[str]:
        hosted = self.assembly.hosted[name]
        async with hosted.parts.database.transaction() as tx:
            found = (
                await tx.session.execute(
                    select(failed_message.c.event_id).where(failed_message.c.state == "waiting")
                )
            ).scalars()
            ids = list(found)
        for event_id in ids:
            await hosted.runtime.retrier.retry(event_id)
        async with hosted.parts.database.transaction() as tx:
            rows = await tx.session.execute(select(failed_message.c.type, failed_message.c.error))
            return [f"{row.type}: {row.error}" for row in rows]


def _by_prefix(assembly: Assembly) -> Any:
    async def dispatch(scope: Any, receive: Any, send: Any) -> None:
        parts = scope["path"].split("/")
        name = parts[3] if scope["path"].startswith("/api/v1/") else "identity"
        await assembly.apps[name](scope, receive, send)

    return dispatch


@asynccontextmanager
async def installed(
    postgres: PrivatePostgres,
    services: Sequence[Service],
    folder: Path,
    *,
    profile: Profile = Profile.TEST,
    disorder: Disorder | None = None,
    machine: Clock | None = None,
    is_own_identity: bool | None = None,
) -> AsyncIterator[Place]:
    """Run `services` on fresh databases. Without identity among them, `token` is believed."""
    async with (
        on_databases(postgres, services, folder, profile=profile) as settings,
        running(
            services,
            settings,
            fresh_keys(NAMES),
            disorder=disorder,
            machine=machine,
            is_own_identity=is_own_identity,
        ) as place,
    ):
        yield place


@asynccontextmanager
async def on_databases(
    postgres: PrivatePostgres,
    services: Sequence[Service],
    folder: Path,
    *,
    profile: Profile = Profile.TEST,
) -> AsyncIterator[ServiceSettings]:
    """Make a migrated database for each service, for services that stop and start on them."""
    suffix = f"{os.getpid()}_{next(_NUMBERS)}"
    for service in services:
        await _prepare(postgres, service, profile, suffix)
    try:
        yield _settings(postgres, folder, profile, suffix)
    finally:
        for service in services:
            name = f"{database_name(service.name)}_{suffix}"
            postgres.run_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@asynccontextmanager
async def running(
    services: Sequence[Service],
    settings: ServiceSettings,
    keys: Mapping[str, Keys],
    *,
    disorder: Disorder | None = None,
    machine: Clock | None = None,
    is_own_identity: bool | None = None,
) -> AsyncIterator[Place]:
    """Run `services` on databases that are there."""
    names = [service.name for service in services]
    bus = MemoryBus(Topology.of(every_event()).only(names), disorder)
    key = OKPKey.generate_key("Ed25519", parameters={"kid": "test"})
    believed = "identity" not in names if is_own_identity is None else not is_own_identity

    async def test_keys() -> Sequence[Mapping[str, object]]:
        return [dict(key.as_dict(private=False))]

    async with assemble(
        services,
        settings,
        keys,
        bus,
        machine=machine,
        fetch_keys=test_keys if believed else None,
    ) as assembly:
        transport = httpx.ASGITransport(app=_by_prefix(assembly))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield Place(assembly, client, machine or MachineClock(), key)
    _forget_callables()


def _forget_callables() -> None:
    """Let go of the ended applications, which FastAPI's caches of callables keep by thousands: a
    session of tests would end with collections of garbage that take seconds.
    """
    for cache in vars(fastapi.dependencies.models).values():
        if hasattr(cache, "cache_clear"):
            cache.cache_clear()


def _settings(
    postgres: PrivatePostgres, folder: Path, profile: Profile, suffix: str
) -> ServiceSettings:
    def dsn(role: str) -> SecretStr:
        user = "zizhu_{service}" + role
        database = "zizhu_{service}_" + suffix
        return SecretStr(f"postgresql+asyncpg://{user}@/{database}?host={postgres.folder}")

    return ServiceSettings(
        profile=profile,
        database_url=dsn(""),
        owner_database_url=dsn("_owner"),
        sealer_database_url=dsn("_sealer"),
        files_path=folder / "files",
    )


async def _prepare(
    postgres: PrivatePostgres, service: Service, profile: Profile, suffix: str
) -> None:
    """Clone the migrated template of a service, making it first where it is missing."""
    made = _TEMPLATES.setdefault(postgres.url, set())
    template = f"{database_name(service.name)}_template_{profile.value}"
    if template not in made:
        await create_database(postgres.url, service.name, name=template)
        url = make_url(postgres.url).set(
            drivername="postgresql+asyncpg",
            username=f"zizhu_{service.name}_owner",
            database=template,
        )
        await migrate(service, url.render_as_string(hide_password=False), profile)
        made.add(template)
    name = f"{database_name(service.name)}_{suffix}"
    owner = f"zizhu_{service.name}_owner"
    postgres.run_sql(
        f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER "{owner}" STRATEGY FILE_COPY',
        f'GRANT CONNECT ON DATABASE "{name}" TO zizhu_{service.name}, zizhu_{service.name}_sealer',
    )
