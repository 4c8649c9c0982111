"""The one base of roster's tables."""

from sqlalchemy.orm import DeclarativeBase

from zizhu.common.models import table_registry


class Base(DeclarativeBase):
    """Every table of roster."""

    registry = table_registry()
