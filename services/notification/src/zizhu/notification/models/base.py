"""The one base of notification's tables."""

from sqlalchemy.orm import DeclarativeBase

from zizhu.common.models import table_registry


class Base(DeclarativeBase):
    """Every table of notification."""

    registry = table_registry()
