"""Making and migrating databases: three roles a service, migrations by Alembic as the owner.

The owner migrates and backs up (BYPASSRLS), the service reads and writes without DDL, the sealer
only chains audit lines. A service refuses a database that is newer than itself, or born with
another profile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, insert, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from zizhu.common.errors import Conflict
from zizhu.common.parts import Service
from zizhu.common.settings import Profile
from zizhu.common.tables import PLUMBING, installation

ROLES = ("owner", "service", "sealer")
MIGRATING = 7_217_001  # one migration at a time, where several replicas start at once


class WrongProfile(Conflict):
    code = "wrong_profile"
    title = "数据库属于另一种安装类型"


class NewerDatabase(Conflict):
    code = "newer_database"
    title = "数据库版本比程序新"


class NotMigrated(Conflict):
    code = "not_migrated"
    title = "数据库尚未升级"


@dataclass(frozen=True, slots=True)
class Passwords:
    """Passwords of the three roles; None where the server trusts local users."""

    owner: str | None = None
    service: str | None = None
    sealer: str | None = None


def role_name(service: str, role: str) -> str:
    return f"zizhu_{service}" if role == "service" else f"zizhu_{service}_{role}"


def database_name(service: str) -> str:
    return f"zizhu_{service}"


async def create_database(
    admin_dsn: str, service: str, passwords: Passwords | None = None, *, name: str | None = None
) -> None:
    """Create roles and database of a service where they are missing. `admin_dsn` is libpq's."""
    secrets = passwords or Passwords()
    database = name or database_name(service)
    connection = await asyncpg.connect(admin_dsn)
    try:
        for role in ROLES:
            await _create_role(connection, service, role, getattr(secrets, role))
        found = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database)
        if not found:
            owner = role_name(service, "owner")
            await connection.execute(
                f'CREATE DATABASE "{database}" OWNER "{owner}" ENCODING \'UTF8\' '
                "LOCALE 'C.UTF-8' TEMPLATE template0"
            )
            await connection.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
            for role, rights in (("service", "CONNECT, TEMPORARY"), ("sealer", "CONNECT")):
                await connection.execute(  # bulk work stages in temporary tables
                    f'GRANT {rights} ON DATABASE "{database}" TO "{role_name(service, role)}"'
                )
    finally:
        await connection.close()


async def _create_role(
    connection: asyncpg.Connection, service: str, role: str, password: str | None
) -> None:
    name = role_name(service, role)
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
        extra = "BYPASSRLS" if role == "owner" else "NOBYPASSRLS"
        await connection.execute(f'CREATE ROLE "{name}" LOGIN {extra}')
    if password is not None:
        quoted = await connection.fetchval("SELECT quote_literal($1)", password)
        await connection.execute(f'ALTER ROLE "{name}" PASSWORD {quoted}')


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    return config


def target_metadata(metadata: MetaData) -> Sequence[MetaData]:
    """What a service's migrations are compared with: its own tables and the plumbing."""
    return [metadata, PLUMBING]


async def migrate(service: Service, owner_dsn: str, profile: Profile) -> None:
    """Bring a database to this release and stamp its profile.

    Raises WrongProfile or NewerDatabase.
    """
    engine = create_async_engine(owner_dsn)
    config = _config(service.migrations)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_refuse_newer, config)
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
            await connection.run_sync(_upgrade, config)
            await connection.run_sync(_grant, service.name)
            user = role_name(service.name, "service")
            await connection.execute(
                text(f'REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM "{user}"')
            )
            born = (await connection.execute(select(installation.c.profile))).scalar()
            if born is None:
                await connection.execute(
                    insert(installation).values(profile=profile.value, service=service.name)
                )
            elif born != profile.value:
                raise WrongProfile(
                    f"数据库 {service.name} 是 {born} 安装，不能作为 {profile.value} 使用。"
                    "请另建数据库，或改用原来的安装类型。"
                )
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_newer(connection: Connection, config: Config) -> None:
    known = {item.revision for item in ScriptDirectory.from_config(config).walk_revisions()}
    for found in _revisions(connection) - known:
        raise NewerDatabase(f"数据库版本 {found} 比本程序新，请先升级程序，或恢复对应版本的备份。")


def _refuse_older(connection: Connection, config: Config) -> None:
    if _revisions(connection) != set(ScriptDirectory.from_config(config).get_heads()):
        raise NotMigrated("数据库还没有升级到本程序的版本，请先运行 zizhu migrate。")


def _revisions(connection: Connection) -> set[str]:
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return set()
    rows = connection.execute(text("SELECT version_num FROM alembic_version"))
    return {found for (found,) in rows}


def _grant(connection: Connection, service: str) -> None:
    """Give the service rows but no DDL, and neither UPDATE nor DELETE on the audit trail."""
    user, sealer = role_name(service, "service"), role_name(service, "sealer")
    statements = (
        f'GRANT USAGE ON SCHEMA public TO "{user}", "{sealer}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{user}"',
        f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{user}", "{sealer}"',
        f'REVOKE UPDATE, DELETE ON audit_line, audit_seal FROM "{user}"',
        f'REVOKE INSERT ON audit_seal FROM "{user}"',
        f'REVOKE INSERT, UPDATE, DELETE ON installation FROM "{user}"',
        f'GRANT UPDATE (clock_shift_seconds, clock_version) ON installation TO "{user}"',
        f'GRANT SELECT ON audit_line TO "{sealer}"',
        f'GRANT SELECT, INSERT ON audit_seal TO "{sealer}"',
        f'GRANT SELECT, INSERT, UPDATE ON timer TO "{sealer}"',
    )
    for statement in statements:
        connection.execute(text(statement))


async def check_database(service: Service, dsn: str, profile: Profile) -> None:
    """Refuse to serve from a database of another profile, or of a newer or older release."""
    config = _config(service.migrations)
    engine = create_async_engine(dsn)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_refuse_newer, config)
            await connection.run_sync(_refuse_older, config)
            born = (await connection.execute(select(installation.c.profile))).scalar()
    finally:
        await engine.dispose()
    if born != profile.value:
        raise WrongProfile(f"数据库 {service.name} 是 {born} 安装，不能作为 {profile.value} 启动。")
