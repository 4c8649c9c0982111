"""Snapshots of every database that fit each other.

For the moment in which they are taken no consumer can apply an event, because its inbox is locked:
so no snapshot shows an effect whose cause another one lacks. Users notice nothing.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg

from zizhu.common.parts import Service
from zizhu.embedded.backup.errors import DatabaseBusy
from zizhu.embedded.backup.programs import address_of
from zizhu.embedded.installation import Installation

LOCK_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One database as it was; `reader` sees it, and other connections may by `id`."""

    id: str
    reader: asyncpg.Connection


@asynccontextmanager
async def one_instant(
    installation: Installation, services: Sequence[Service]
) -> AsyncIterator[Mapping[str, Snapshot]]:
    """Hold a snapshot of each service's database until the context ends. Raises DatabaseBusy."""
    async with AsyncExitStack() as held:
        readers = {
            one.name: await held.enter_async_context(_connected(installation, one.name))
            for one in services
        }
        async with AsyncExitStack() as gates:
            for one in services:
                gate = await gates.enter_async_context(_connected(installation, one.name))
                await gates.enter_async_context(_no_effects(gate, one.name))
            found = {name: await _taken(reader) for name, reader in readers.items()}
        yield found


@asynccontextmanager
async def _connected(installation: Installation, service: str) -> AsyncIterator[asyncpg.Connection]:
    address = address_of(installation.settings.owner_dsn(service))
    connection = await asyncpg.connect(**address.for_driver())
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _no_effects(gate: asyncpg.Connection, service: str) -> AsyncIterator[None]:
    """Wait for effects under way and keep others from beginning."""
    async with gate.transaction():
        await gate.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        try:
            await gate.execute("LOCK TABLE inbox IN SHARE MODE")
        except asyncpg.LockNotAvailableError as error:
            raise DatabaseBusy(
                f"{service} 的数据库有长时间未结束的操作，没有开始备份；请稍后重试。",
                retry_after=60,
            ) from error
        yield


async def _taken(reader: asyncpg.Connection) -> Snapshot:
    await reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    return Snapshot(await reader.fetchval("SELECT pg_export_snapshot()"), reader)
