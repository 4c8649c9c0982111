"""The first release's tables."""

from zizhu.common.migrations import create_tables, secure_tables
from zizhu.identification.models import PEOPLE, Base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables(Base.metadata)
    secure_tables(PEOPLE)
