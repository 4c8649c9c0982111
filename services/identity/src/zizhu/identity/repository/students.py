"""Students as activation and slips see them. Lists take the caller's scope first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, tuple_, update
from sqlalchemy.orm import aliased

from zizhu.common.among import among
from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.scoping import Placed, within
from zizhu.identity.domain.students import USABLE
from zizhu.identity.models import AccountRow, SlipRow, StudentRow, UnitRow

_INSIDE = cast(Placed, StudentRow)


@dataclass(frozen=True, slots=True)
class Student:
    """A student as far as activation goes."""

    id: UUID
    school_id: UUID
    status: str
    name: str
    name_key: str
    phone_digest: bytes | None
    has_account: bool


_STUDENT = [getattr(StudentRow, name) for name in Student.__slots__]


async def statuses(tx: Transaction, student_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await tx.session.execute(
        select(StudentRow.id, StudentRow.status).where(among(StudentRow.id, student_ids))
    )
    return {row.id: row.status for row in rows}


async def students_of_person(tx: Transaction, person: bytes) -> list[Student]:
    """Return the students of the transaction's school with this document who may sign in."""
    rows = await tx.session.execute(
        select(*_STUDENT)
        .where(
            StudentRow.school_id == tx.school_id,
            StudentRow.person == person,
            StudentRow.status.in_(USABLE),
        )
        .order_by(StudentRow.id)
    )
    return [Student(*row) for row in rows]


async def lock_student(tx: Transaction, student_id: UUID) -> Student | None:
    row = (
        await tx.session.execute(
            select(*_STUDENT).where(StudentRow.id == student_id).with_for_update()
        )
    ).first()
    return Student(*row) if row else None


async def place_of(tx: Transaction, student_id: UUID) -> str | None:
    """Say in words where a student studies: year, major and class."""
    major, own_class = aliased(UnitRow), aliased(UnitRow)
    row = (
        await tx.session.execute(
            select(StudentRow.year, major.name, own_class.name)
            .join(major, major.id == StudentRow.major_id)
            .join(own_class, own_class.id == StudentRow.class_id)
            .where(StudentRow.id == student_id)
        )
    ).first()
    return f"{row[0]}级 {row[1]} {row[2]}" if row else None


async def mark_activated(tx: Transaction, student_id: UUID) -> None:
    await tx.session.execute(
        update(StudentRow).where(StudentRow.id == student_id).values(has_account=True)
    )


@dataclass(frozen=True, slots=True)
class Activation:
    """One line of a counsellor's list: who activated, and when."""

    id: UUID
    name: str
    sort_key: str
    student_number: str | None
    class_id: UUID
    status: str
    has_phone: bool
    login: str | None
    activated_at: datetime | None
    slip_expires_at: datetime | None


def _slip_end(now: datetime) -> Any:  # noqa: ANN401 - a scalar subquery of SQLAlchemy
    return (
        select(func.max(SlipRow.expires_at))
        .where(
            SlipRow.student_id == StudentRow.id,
            SlipRow.used_at.is_(None),
            SlipRow.voided_at.is_(None),
            SlipRow.expires_at > now,
        )
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class StudentQuery:
    """Which students to list; unset parts do not filter."""

    class_id: UUID | None = None
    is_activated: bool | None = None
    ids: tuple[UUID, ...] | None = None
    lacks_slip: bool = False
    after: tuple[str, UUID] | None = None


async def list_activations(
    tx: Transaction, scope: Scope, query: StudentQuery, *, limit: int
) -> list[Activation]:
    """Return students inside the scope who may sign in, by the reading of their names."""
    slip_end = _slip_end(tx.machine_now)
    where: list[ColumnElement[bool]] = [within(scope, _INSIDE), StudentRow.status.in_(USABLE)]
    if query.class_id is not None:
        where.append(StudentRow.class_id == query.class_id)
    if query.ids is not None:
        where.append(among(StudentRow.id, query.ids))
    if query.is_activated is not None:
        where.append(StudentRow.has_account.is_(query.is_activated))
    if query.lacks_slip:
        where.append(slip_end.is_(None))
    if query.after is not None:
        where.append(tuple_(StudentRow.sort_key, StudentRow.id) > query.after)
    rows = await tx.session.execute(
        select(
            StudentRow.id,
            StudentRow.name,
            StudentRow.sort_key,
            StudentRow.student_number,
            StudentRow.class_id,
            StudentRow.status,
            StudentRow.phone_digest.is_not(None),
            AccountRow.login,
            AccountRow.activated_at,
            slip_end,
        )
        .outerjoin(AccountRow, AccountRow.student_id == StudentRow.id)
        .where(and_(*where))
        .order_by(StudentRow.sort_key, StudentRow.id)
        .limit(limit)
    )
    return [Activation(*row) for row in rows]


async def count_waiting(tx: Transaction, scope: Scope, class_id: UUID) -> int:
    """Count the students of a class who have neither an account nor a valid slip."""
    found = await tx.session.scalar(
        select(func.count())
        .select_from(StudentRow)
        .where(
            within(scope, _INSIDE),
            StudentRow.class_id == class_id,
            StudentRow.status.in_(USABLE),
            StudentRow.has_account.is_(False),
            _slip_end(tx.machine_now).is_(None),
        )
    )
    return int(found or 0)
