"""One table that holds people, beside the plumbing."""

from alembic import context

from zizhu.common.migrations import create_tables, secure_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    own, _plumbing = context.get_context().opts["target_metadata"]
    create_tables(own)
    secure_tables(["person"])
