"""One table that holds people, beside the plumbing."""

from alembic import context, op

from zizhu.common.migrations import secure_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for metadata in context.get_context().opts["target_metadata"]:
        metadata.create_all(op.get_bind())
    secure_tables(["person"])
