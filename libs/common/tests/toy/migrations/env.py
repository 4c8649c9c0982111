"""The toy's migrations."""

from sqlalchemy import Column, MetaData, Table, Text, Uuid

from zizhu.common.migrations import run_migrations

metadata = MetaData()
Table(
    "person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("school_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
)

run_migrations(metadata)
