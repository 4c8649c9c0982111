"""What every service's Alembic environment shares: running inside our own connection, the plumbing
tables as revisions of our own, and row-level security as one call.
"""

from collections.abc import Iterable
from pathlib import Path

from alembic import context, op
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from zizhu.common.tables import PLUMBING

PLUMBING_FILE = Path(__file__).with_name("plumbing_0001.sql")


def run_migrations(metadata: MetaData) -> None:
    """Run or compare migrations over the connection that `provision.migrate` hands in."""
    connection: Connection | None = context.config.attributes.get("connection")
    if connection is None:
        raise RuntimeError("migrations run through `zizhu migrate`")
    context.configure(
        connection=getattr(connection, "sync_connection", connection),
        target_metadata=[metadata, PLUMBING],
        compare_type=True,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def baseline(metadata: MetaData) -> str:
    """Write every table and index of `metadata` as SQL statements.

    Statements are in the order of their dependencies and separated by an empty line.
    """
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    statements: list[str] = []
    for table in metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)))
        ordered = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in ordered]
    return "".join(f"{_tidy(statement)};\n\n" for statement in statements)


def _tidy(statement: str) -> str:
    lines = (line.rstrip().replace("\t", "    ") for line in statement.strip().splitlines())
    return "\n".join(line for line in lines if line)


def create_plumbing() -> None:
    """Create the plumbing tables of the first release, the same in every service."""
    run_sql(PLUMBING_FILE)
    # Sealed values hardly shrink: packing a bulk event costs five times what writing it does.
    op.execute("ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL")


def run_sql(file: Path) -> None:
    """Execute the statements of a committed SQL file, as `baseline` separates them."""
    for statement in file.read_text(encoding="utf-8").split(";\n\n"):
        if statement.strip():
            op.execute(text(statement.replace(":", "\\:")))


def secure_tables(tables: Iterable[str]) -> None:
    """Force row-level security by `school_id` on tables that hold people.

    Without a school set, no row is seen; the owner bypasses it to migrate and back up.
    """
    # As a query of its own it is asked once a statement, not once a row.
    school = "(SELECT nullif(current_setting('zizhu.school', true), '')::uuid)"
    for table in tables:
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(
            f'CREATE POLICY one_school ON "{table}" USING (school_id = {school}) '
            f"WITH CHECK (school_id = {school})"
        )
