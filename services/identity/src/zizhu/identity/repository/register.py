"""What identity keeps of roster: schools, units and students."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, func, select, update

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.common.projection import project
from zizhu.common.resync import Fingerprint, fingerprint
from zizhu.identity.models import SchoolRow, StudentRow, UnitRow

SCHOOL = cast(Table, SchoolRow.__table__)
UNIT = cast(Table, UnitRow.__table__)
STUDENT = cast(Table, StudentRow.__table__)


@dataclass(frozen=True, slots=True)
class School:
    """A university as roster last stated it."""

    id: UUID
    code: str
    name: str
    status: str
    version: int
    students: int
    admin_account_id: UUID | None

    @property
    def is_active(self) -> bool:
        return self.status == "active"


_SCHOOL = [getattr(SchoolRow, name) for name in School.__slots__]


async def find_school(tx: Transaction, school_id: UUID, *, lock: bool = False) -> School | None:
    query = select(*_SCHOOL).where(SchoolRow.id == school_id)
    row = (await tx.session.execute(query.with_for_update() if lock else query)).first()
    return School(*row) if row else None


async def school_by_code(tx: Transaction, code: str) -> School | None:
    row = (
        await tx.session.execute(
            select(*_SCHOOL).where(SchoolRow.code == code).order_by(SchoolRow.id).limit(1)
        )
    ).first()
    return School(*row) if row else None


async def school_ids(tx: Transaction) -> list[UUID]:
    return list(await tx.session.scalars(select(SchoolRow.id).order_by(SchoolRow.id)))


async def schools(tx: Transaction) -> list[School]:
    rows = await tx.session.execute(select(*_SCHOOL).order_by(SchoolRow.code))
    return [School(*row) for row in rows]


async def update_school(tx: Transaction, school_id: UUID, **values: object) -> None:
    await tx.session.execute(update(SchoolRow).where(SchoolRow.id == school_id).values(**values))


async def project_school(tx: Transaction, row: dict[str, Any]) -> bool:
    return await project(tx.session, SCHOOL, [row]) == 1


async def project_units(tx: Transaction, rows: Sequence[dict[str, Any]]) -> int:
    return await project(tx.session, UNIT, rows)


async def project_students(
    tx: Transaction, school_id: UUID, rows: Sequence[dict[str, Any]]
) -> None:
    """Take over students that are newer, and count those never seen before."""
    ids = [row["id"] for row in rows]
    known = await tx.session.scalar(
        select(func.count()).select_from(StudentRow).where(among(StudentRow.id, ids))
    )
    await project(tx.session, STUDENT, rows)
    fresh = len(set(ids)) - int(known or 0)
    if fresh:
        await update_school(tx, school_id, students=SchoolRow.students + fresh)


async def count_students(tx: Transaction) -> int:
    """Return how many students of the transaction's school were ever seen."""
    return int(await tx.session.scalar(select(func.count()).select_from(StudentRow)) or 0)


async def unit_names(tx: Transaction, unit_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the present names of units."""
    wanted = list(set(unit_ids))
    if not wanted:
        return {}
    rows = await tx.session.execute(
        select(UnitRow.id, UnitRow.name).where(among(UnitRow.id, wanted))
    )
    return {row.id: row.name for row in rows}


async def unit_versions(tx: Transaction) -> dict[UUID, Fingerprint]:
    """Fingerprint the units of every school."""
    rows = await tx.session.execute(select(UnitRow.school_id, UnitRow.id, UnitRow.version))
    held: dict[UUID, list[tuple[object, int]]] = {}
    for school_id, unit_id, version in rows:
        held.setdefault(school_id, []).append((unit_id, version))
    return {school_id: fingerprint(items) for school_id, items in held.items()}


async def student_versions(tx: Transaction) -> list[tuple[object, int]]:
    """Return `(id, version)` of the students of the transaction's school."""
    rows = await tx.session.execute(select(StudentRow.id, StudentRow.version))
    return [(row.id, row.version) for row in rows]
