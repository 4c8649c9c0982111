"""Notification's migrations, run by `zizhu migrate`."""

from zizhu.common.migrations import run_migrations
from zizhu.notification.models import Base

run_migrations(Base.metadata)
