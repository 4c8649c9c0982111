"""Identification's migrations, run by `zizhu migrate`."""

from zizhu.common.migrations import run_migrations
from zizhu.identification.models import Base

run_migrations(Base.metadata)
