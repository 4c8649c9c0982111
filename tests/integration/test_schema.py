"""Migrated databases hold exactly the tables of the models, and what holds people is under
row-level security by school, forced, so that a forgotten filter finds nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from zizhu.common.parts import Service
from zizhu.common.provision import create_database, migrate, role_name, target_metadata
from zizhu.common.settings import Profile
from zizhu.embedded.catalogue import NAMES, SERVICES
from zizhu_testing.postgres import PrivatePostgres

# What a person is told by. A table that has one of these and a school is about people.
PERSONAL = frozenset(
    {"name", "sort_key", "comparison_name", "name_key", "phone", "phone_digest", "document"}
    | {"person", "birth_date", "student_id", "person_id", "account_id", "student_number"}
    | {"answers", "content", "reason", "remark", "body", "title", "login"}
)
# Read before a school is known: sign-in, refresh, and schools themselves; about no student.
BEFORE_A_SCHOOL = {
    "identity": {"school", "session", "unit"},
    "roster": {"school"},
    "identification": {"school"},
    "notification": set[str](),
}

_SECURITY = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS is_forced,
       coalesce(array_agg(p.polname::text) FILTER (WHERE p.polname IS NOT NULL), '{}') AS policies,
       coalesce(bool_and(pg_get_expr(p.polqual, p.polrelid) LIKE '%school_id%zizhu.school%'
                     AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%school_id%zizhu.school%'
                     AND p.polcmd = '*' AND p.polpermissive), false) AS is_by_school
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relkind = 'r' AND n.nspname = 'public' GROUP BY c.oid
"""


@dataclass(frozen=True)
class Security:
    """What PostgreSQL guards a table by."""

    is_forced: bool
    policies: tuple[str, ...]
    is_by_school: bool

    @property
    def is_sound(self) -> bool:
        return self.is_forced and self.is_by_school and self.policies == ("one_school",)


def ignored(name: str | None, kind: str) -> bool:
    return kind == "table" and name == "alembic_version"


def differences(connection: Connection, wanted: Iterable[MetaData]) -> list[object]:
    """What `alembic revision --autogenerate` would write."""
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "target_metadata": list(wanted),
            "include_name": lambda name, kind, _: not ignored(name, kind),
        },
    )
    found: list[object] = compare_metadata(context, list(wanted))  # type: ignore[arg-type]  # several are allowed
    return found


def is_about_people(table: Table) -> bool:
    return "school_id" in table.columns and bool(PERSONAL & set(table.columns.keys()))


@dataclass(frozen=True)
class Looked:
    """A migrated database."""

    service: Service
    differences: list[object]
    security: Mapping[str, Security]
    roles: Mapping[str, tuple[bool, bool]]


@pytest.fixture(scope="module", params=SERVICES, ids=NAMES)
async def looked(request: pytest.FixtureRequest, postgres_server: PrivatePostgres) -> Looked:
    service: Service = request.param
    name = f"zizhu_{service.name}_schema"
    await create_database(postgres_server.url, service.name, name=name)
    owner = role_name(service.name, "owner")
    url = make_url(postgres_server.url).set(
        drivername="postgresql+asyncpg", username=owner, database=name
    )
    dsn = url.render_as_string(hide_password=False)
    await migrate(service, dsn, Profile.TEST)
    engine = create_async_engine(dsn)
    try:
        async with engine.connect() as connection:
            wanted = target_metadata(service.metadata)
            found = await connection.run_sync(differences, wanted)
            rows = await connection.execute(text(_SECURITY))
            security = {row[0]: Security(row[1], tuple(row[2]), row[3]) for row in rows}
            rows = await connection.execute(
                text("SELECT rolname, rolbypassrls, rolsuper FROM pg_roles")
            )
            roles = {row[0]: (row[1], row[2]) for row in rows}
    finally:
        await engine.dispose()
    postgres_server.run_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    return Looked(service, found, security, roles)


class TestMigrations:
    def test_make_what_the_models_say(self, looked: Looked) -> None:
        assert looked.differences == []


class TestTablesOfPeople:
    def test_are_guarded_by_school(self, looked: Looked) -> None:
        exempt = BEFORE_A_SCHOOL[looked.service.name]
        bare = [
            table.name
            for table in looked.service.metadata.sorted_tables
            if is_about_people(table)
            and table.name not in exempt
            and not looked.security[table.name].is_sound
        ]
        assert bare == [], "put them under row-level security with `secure_tables`"

    def test_are_guarded_by_the_one_policy_and_by_force(self, looked: Looked) -> None:
        """Where a table is guarded at all; half a guard is none."""
        half = [
            name
            for name, found in looked.security.items()
            if (found.policies or found.is_forced) and not found.is_sound
        ]
        assert half == []

    def test_that_are_exempt_exist(self, looked: Looked) -> None:
        known = set(looked.service.metadata.tables)
        assert known >= BEFORE_A_SCHOOL[looked.service.name]

    def test_do_not_let_the_service_pass(self, looked: Looked) -> None:
        for role in ("service", "sealer"):
            assert looked.roles[role_name(looked.service.name, role)] == (False, False)
