"""A rehearsal: requests run as they always do, as the service's own role, and leave nothing.

Every transaction that a service opens becomes a savepoint of one transaction that is rolled back
in the end. So each check meets the same world, in any order.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from zizhu.common.database import Database
from zizhu.common.files.vault import Vault
from zizhu_testing.harness import Place

_ON_STAGE: ContextVar[Mapping[str, AsyncConnection] | None] = ContextVar("on_stage", default=None)


def _forget_school(_: Session, __: object, connection: Connection) -> None:
    """A savepoint would inherit the school that the one before it was limited to."""
    connection.execute(text("SELECT set_config('zizhu.school', '', true)"))


class _Sessions:
    """Stands where a Database keeps its session maker."""

    def __init__(self, database: Database) -> None:
        self._service = database.source
        self._usual: Any = database._sessions

    def __call__(self) -> AsyncSession:
        connection = (_ON_STAGE.get() or {}).get(self._service)
        if connection is None:
            usual: AsyncSession = self._usual()
            return usual
        session = AsyncSession(
            bind=connection,
            join_transaction_mode="create_savepoint",
            expire_on_commit=False,
            autoflush=False,
        )
        event.listen(session.sync_session, "after_begin", _forget_school)
        return session


def _keep_files_of_rehearsals(vault: Vault) -> None:
    """What a rehearsal deletes is there again afterwards, so its files have to stay."""
    usual = vault.drop

    def drop(file_ids: Iterable[UUID]) -> None:
        if _ON_STAGE.get() is None:
            usual(file_ids)

    vault.drop = drop  # type: ignore[method-assign]  # stands in for it


class Stage:
    """Rehearsals over the databases of running services."""

    def __init__(self, place: Place) -> None:
        self._engines: dict[str, AsyncEngine] = {}
        self._roles: dict[str, str] = {}
        for name, hosted in place.assembly.hosted.items():
            database = hosted.parts.database
            database._sessions = _Sessions(database)  # type: ignore[assignment]  # stands in for it
            _keep_files_of_rehearsals(hosted.parts.files.vault)
            url = make_url(database.engine.url)
            self._roles[name] = str(url.username)
            self._engines[name] = create_async_engine(url.set(username="postgres"), pool_size=1)

    @asynccontextmanager
    async def rehearsal(self, *services: str) -> AsyncIterator[Mapping[str, AsyncConnection]]:
        """Until the context ends, requests of this task write nothing for good."""
        async with AsyncExitStack() as stack:
            on_stage: dict[str, AsyncConnection] = {}
            for name in services or tuple(self._engines):
                connection = await stack.enter_async_context(self._engines[name].connect())
                outer = await connection.begin()
                stack.push_async_callback(outer.rollback)
                await self.act_as_service(name, connection)
                on_stage[name] = connection
            token = _ON_STAGE.set(on_stage)
            try:
                yield on_stage
            finally:
                _ON_STAGE.reset(token)

    async def act_as_service(self, name: str, connection: AsyncConnection) -> None:
        """From here on be the service's role, under row-level security."""
        await connection.execute(text(f'SET SESSION AUTHORIZATION "{self._roles[name]}"'))

    @asynccontextmanager
    async def act_as_superuser(
        self, name: str, connection: AsyncConnection
    ) -> AsyncIterator[AsyncConnection]:
        """Look at every row for a moment, those of a rehearsal too."""
        await connection.execute(text("RESET SESSION AUTHORIZATION"))
        try:
            yield connection
        finally:
            await self.act_as_service(name, connection)

    async def close(self) -> None:
        for engine in self._engines.values():
            await engine.dispose()

    @asynccontextmanager
    async def looking(self, name: str) -> AsyncIterator[AsyncConnection]:
        """A connection of its own that sees every committed row."""
        async with self._engines[name].connect() as connection:
            yield connection
