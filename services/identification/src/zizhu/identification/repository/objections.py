"""Objections as cases; `steps` is a ciphertext that says who objected and what they wrote."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, insert, select, update

from zizhu.common.auth import Scope, ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.vocabulary import ObjectionState
from zizhu.identification.errors.results import NoSuchObjection
from zizhu.identification.models import ObjectionRow
from zizhu.identification.repository.scoped import inside


@dataclass(frozen=True, slots=True)
class KeptObjection:
    """A case as it is kept, placed where the student stood whom it is about."""

    id: UUID
    campaign_id: UUID
    publicity_id: UUID
    about: UUID
    place: ScopeRow
    objector_id: UUID = field(repr=False)
    objector_role: str
    objector_student_id: UUID | None = field(repr=False)
    state: ObjectionState
    reply_due_on: date
    steps: str = field(repr=False)
    change_id: UUID | None
    created_at: datetime
    version: int


def _kept(row: ObjectionRow) -> KeptObjection:
    return KeptObjection(
        id=row.id,
        campaign_id=row.campaign_id,
        publicity_id=row.publicity_id,
        about=row.about,
        place=ScopeRow(row.college_id, row.year, row.major_id, row.class_id),
        objector_id=row.objector_id,
        objector_role=row.objector_role,
        objector_student_id=row.objector_student_id,
        state=ObjectionState.of(row.state),
        reply_due_on=row.reply_due_on,
        steps=row.steps,
        change_id=row.change_id,
        created_at=row.created_at,
        version=row.version,
    )


async def add_objection(tx: Transaction, school_id: UUID, one: KeptObjection) -> None:
    await tx.session.execute(
        insert(ObjectionRow).values(
            id=one.id,
            school_id=school_id,
            college_id=one.place.college_id,
            year=one.place.year,
            major_id=one.place.major_id,
            class_id=one.place.class_id,
            campaign_id=one.campaign_id,
            publicity_id=one.publicity_id,
            about=one.about,
            objector_id=one.objector_id,
            objector_role=one.objector_role,
            objector_student_id=one.objector_student_id,
            state=one.state.value,
            reply_due_on=one.reply_due_on,
            steps=one.steps,
            change_id=one.change_id,
            created_at=one.created_at,
            version=one.version,
        )
    )


async def save_objection(tx: Transaction, one: KeptObjection) -> None:
    await tx.session.execute(
        update(ObjectionRow)
        .where(ObjectionRow.id == one.id)
        .values(
            state=one.state.value,
            steps=one.steps,
            change_id=one.change_id,
            version=one.version,
        )
    )


async def find_objection(
    tx: Transaction, scope: Scope, objection_id: UUID, *, lock: bool = False
) -> KeptObjection:
    """Return a case about a student of the scope. Raises NoSuchObjection."""
    query = (
        select(ObjectionRow)
        .where(ObjectionRow.id == objection_id, inside(scope, ObjectionRow, "about"))
        .execution_options(populate_existing=True)
    )
    row = await tx.session.scalar(query.with_for_update() if lock else query)
    # A student is inside the scope of their own result, and must not see who objects to it.
    if row is None or scope.person_id is not None:
        raise NoSuchObjection
    return _kept(row)


async def list_objections(
    tx: Transaction, scope: Scope, campaign_id: UUID, *, state: ObjectionState | None = None
) -> list[KeptObjection]:
    """Return the cases of a round about students of a staff scope, the newest first."""
    if scope.person_id is not None:
        return []
    query = select(ObjectionRow).where(
        ObjectionRow.campaign_id == campaign_id, inside(scope, ObjectionRow, "about")
    )
    if state is not None:
        query = query.where(ObjectionRow.state == state.value)
    return await _list(tx, query)


async def list_own(tx: Transaction, scope: Scope, account_id: UUID) -> list[KeptObjection]:
    """Return the cases that an account of the scope's school opened, the newest first."""
    return await _list(
        tx,
        select(ObjectionRow).where(
            ObjectionRow.school_id == scope.school_id, ObjectionRow.objector_id == account_id
        ),
    )


async def _list(tx: Transaction, query: Select[ObjectionRow]) -> list[KeptObjection]:
    rows = await tx.session.execute(query.order_by(ObjectionRow.id.desc()))
    return [_kept(row) for row in rows.scalars()]
