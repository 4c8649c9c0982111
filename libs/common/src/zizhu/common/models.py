"""What the tables of every service have in common: names of constraints, and how types are stored.

A service declares its own `Base` with a registry of its own, so that its tables stay its own.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry

from zizhu.common.tables import NAMING


def table_registry() -> registry:
    """Make a registry in which texts have no length in the database, and instants are aware."""
    return registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            str: Text(),
            datetime: DateTime(timezone=True),
            dict[str, Any]: JSONB(),
        },
    )
