"""What identification holds of roster, for `zizhu reconcile`: count and digest per school."""

from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.resync import Holding, each_school, school_by_school
from zizhu.identification.models import SchoolRow, StudentRow, UnitRow
from zizhu.identification.repository import register as repository

Versions = list[tuple[UUID, int]]


async def _schools(tx: Transaction) -> Versions:
    return await repository.versions(tx, SchoolRow)


async def _units(tx: Transaction, _school_id: UUID) -> Versions:
    return await repository.versions(tx, UnitRow)


async def _students(tx: Transaction, _school_id: UUID) -> Versions:
    """Tombstones count like the rest."""
    return await repository.versions(tx, StudentRow)


HOLDINGS = (
    Holding("schools", each_school(_schools)),
    Holding("units", school_by_school(repository.school_ids, _units)),
    Holding("students", school_by_school(repository.school_ids, _students)),
)
