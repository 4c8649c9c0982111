"""The register's version, which is also the lock of whoever changes it, and its units."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import insert, select, update

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.roster.domain.places import Tree, Unit, UnitKind, name_key
from zizhu.roster.errors.schools import NoSuchSchool
from zizhu.roster.models import RegisterRow, UnitRow

_UNIT = [getattr(UnitRow, name) for name in Unit.__slots__]


async def lock_register(tx: Transaction, school_id: UUID) -> int:
    """Keep others from changing the school's register; return its version.

    Raises:
        NoSuchSchool: there is no such register.
    """
    found = await tx.session.scalar(
        select(RegisterRow.version).where(RegisterRow.school_id == school_id).with_for_update()
    )
    if found is None:
        raise NoSuchSchool
    return found


async def register_version(tx: Transaction, school_id: UUID) -> int:
    """Return the version of a school's register. Raises NoSuchSchool."""
    found = await tx.session.scalar(
        select(RegisterRow.version).where(RegisterRow.school_id == school_id)
    )
    if found is None:
        raise NoSuchSchool
    return found


async def raise_register(tx: Transaction, school_id: UUID) -> int:
    """Count one more change of the register; return its new version. Raises NoSuchSchool."""
    found: int | None = await tx.session.scalar(
        update(RegisterRow)
        .where(RegisterRow.school_id == school_id)
        .values(version=RegisterRow.version + 1)
        .returning(RegisterRow.version)
    )
    if found is None:
        raise NoSuchSchool
    return found


async def load_units(tx: Transaction, ids: Iterable[UUID] | None = None) -> list[Unit]:
    """Return the units of the transaction's school, or those with these ids."""
    query = select(*_UNIT).where(UnitRow.school_id == tx.school_id)
    if ids is not None:
        query = query.where(among(UnitRow.id, set(ids)))
    rows = (await tx.session.execute(query.order_by(UnitRow.id))).mappings()
    return [Unit(**{**row, "kind": UnitKind(row["kind"])}) for row in rows]


async def load_tree(tx: Transaction, ids: Iterable[UUID] | None = None) -> Tree:
    return Tree(await load_units(tx, ids))


async def add_units(tx: Transaction, school_id: UUID, units: Sequence[Unit]) -> None:
    """Insert units that the tree grew."""
    if not units:
        return
    rows = [
        {
            **{name: getattr(unit, name) for name in Unit.__slots__},
            "kind": unit.kind.value,
            "school_id": school_id,
            "name_key": name_key(unit.name),
        }
        for unit in units
    ]
    await tx.session.execute(insert(UnitRow), rows)
