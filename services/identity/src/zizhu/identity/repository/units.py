"""The units of the transaction's school."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.identity.domain.units import Unit, Units
from zizhu.identity.models import PostScopeRow, UnitRow

_UNIT = [getattr(UnitRow, name) for name in Unit.__slots__]


async def units_of(tx: Transaction, school_id: UUID) -> Units:
    """Return every unit of a school that is not deleted."""
    rows = await tx.session.execute(
        select(*_UNIT).where(UnitRow.school_id == school_id, UnitRow.is_deleted.is_(False))
    )
    return Units(Unit(*row) for row in rows)


async def rename_in_scopes(tx: Transaction, unit_ids: list[UUID]) -> None:
    """Show the present names of units in the scope rows that point to them."""
    for column, shown in (
        (PostScopeRow.college_id, "college_name"),
        (PostScopeRow.major_id, "major_name"),
        (PostScopeRow.class_id, "class_name"),
    ):
        name: Any = getattr(PostScopeRow, shown)
        changed: ColumnElement[bool] = name.is_distinct_from(UnitRow.name)
        await tx.session.execute(
            update(PostScopeRow)
            .where(column == UnitRow.id, among(column, unit_ids), changed)
            .values({shown: UnitRow.name})
        )
