"""Alembic's entry: identity's tables and the plumbing, over the connection handed in."""

from zizhu.common.migrations import run_migrations
from zizhu.identity.models import Base

run_migrations(Base.metadata)
