"""Universities and the versions of their registers."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.engine import RowMapping

from zizhu.common.database import Transaction
from zizhu.roster.domain.school import School, SchoolStatus
from zizhu.roster.errors.schools import NoSuchSchool
from zizhu.roster.models import RegisterRow, SchoolRow

_COLUMNS = [getattr(SchoolRow, name) for name in School.__slots__]


_OPENING = 4_001  # the number of an advisory lock of this database


def _school(row: RowMapping | Mapping[str, object]) -> School:
    values = dict(row)
    return School(**{**values, "status": SchoolStatus(str(values["status"]))})


async def add_school(tx: Transaction, school: School, admin_phone: str) -> None:
    """Insert a university with its encrypted phone, and its empty register."""
    values = {name: getattr(school, name) for name in School.__slots__}
    await tx.session.execute(insert(SchoolRow).values(**values, admin_phone=admin_phone))
    await tx.session.execute(insert(RegisterRow).values(school_id=school.id, version=0))


async def taken_by(tx: Transaction, code: str, admin_login: str) -> School | None:
    """Return the university that already has this code or this login (in any case).

    Until the transaction ends nobody else opens a university, so the answer stays true.
    """
    await tx.session.execute(select(func.pg_advisory_xact_lock(_OPENING)))
    login = SchoolRow.admin_login.ilike(admin_login.replace("_", r"\_"))
    found = await tx.session.execute(
        select(*_COLUMNS).where(or_(SchoolRow.code == code, login)).limit(1)
    )
    row = found.mappings().first()
    return _school(row) if row else None


async def find_school(tx: Transaction, school_id: UUID, *, lock: bool = False) -> School:
    """Return a university. Raises NoSuchSchool."""
    query = select(*_COLUMNS).where(SchoolRow.id == school_id)
    found = await tx.session.execute(query.with_for_update() if lock else query)
    row = found.mappings().first()
    if row is None:
        raise NoSuchSchool
    return _school(row)


async def list_schools(
    tx: Transaction, *, text: str | None, after: str | None, limit: int
) -> list[School]:
    """Return universities by code, those whose code or name holds `text`."""
    query = select(*_COLUMNS).order_by(SchoolRow.code).limit(limit)
    if text:
        query = query.where(
            or_(
                SchoolRow.code.icontains(text, autoescape=True),
                SchoolRow.name.icontains(text, autoescape=True),
            )
        )
    if after is not None:
        query = query.where(SchoolRow.code > after)
    return [_school(row) for row in (await tx.session.execute(query)).mappings()]


async def save_school(tx: Transaction, school: School) -> None:
    """Write state and version."""
    await tx.session.execute(
        update(SchoolRow)
        .where(SchoolRow.id == school.id)
        .values(status=school.status.value, version=school.version)
    )


async def admin_phone_of(tx: Transaction, school_id: UUID) -> str:
    """Return the encrypted phone of a university's first account."""
    found = await tx.session.scalar(select(SchoolRow.admin_phone).where(SchoolRow.id == school_id))
    if found is None:
        raise NoSuchSchool
    return found


async def school_ids(tx: Transaction) -> list[UUID]:
    """Return every university."""
    return list(await tx.session.scalars(select(SchoolRow.id).order_by(SchoolRow.id)))


async def school_versions(tx: Transaction) -> list[tuple[UUID, int]]:
    """Return every university with its version."""
    rows = await tx.session.execute(select(SchoolRow.id, SchoolRow.version))
    return [(row.id, row.version) for row in rows]
