"""What identification holds of roster, for `zizhu reconcile`: count and digest per school."""

from collections.abc import Mapping
from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.resync import Fingerprint, Holding, fingerprint
from zizhu.identification.models import SchoolRow, StudentRow, UnitRow
from zizhu.identification.repository import register as repository


async def _schools(tx: Transaction) -> Mapping[UUID, Fingerprint]:
    rows = await repository.versions(tx, SchoolRow)
    return {school_id: fingerprint([(school_id, version)]) for school_id, version in rows}


async def _by_school(
    tx: Transaction, model: type[StudentRow | UnitRow]
) -> Mapping[UUID, Fingerprint]:
    """Rows of people are seen one school at a time; tombstones count like the rest."""
    found = {}
    for school_id in await repository.school_ids(tx):
        await tx.limit_to(school_id)
        rows = await repository.versions(tx, model)
        if rows:
            found[school_id] = fingerprint(rows)
    await tx.limit_to(None)
    return found


async def _units(tx: Transaction) -> Mapping[UUID, Fingerprint]:
    return await _by_school(tx, UnitRow)


async def _students(tx: Transaction) -> Mapping[UUID, Fingerprint]:
    return await _by_school(tx, StudentRow)


HOLDINGS = (Holding("schools", _schools), Holding("units", _units), Holding("students", _students))
