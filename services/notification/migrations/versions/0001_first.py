"""The first release's tables, and those of them that hold people."""

from pathlib import Path

from zizhu.common.migrations import create_plumbing, run_sql, secure_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PEOPLE = (
    "announcement",
    "announcement_read",
    "message",
    "message_read",
    "todo",
    "student_place",
)


def upgrade() -> None:
    create_plumbing()
    run_sql(Path(__file__).with_name("0001_tables.sql"))
    secure_tables(PEOPLE)
