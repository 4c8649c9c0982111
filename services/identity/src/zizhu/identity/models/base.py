"""The one base of identity's tables."""

from sqlalchemy.orm import DeclarativeBase

from zizhu.common.models import table_registry


class Base(DeclarativeBase):
    """Every table of identity."""

    registry = table_registry()
