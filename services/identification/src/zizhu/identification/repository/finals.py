"""Final lists as they were drawn; a later one takes up those who waited."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, insert, select

from zizhu.common.database import Transaction
from zizhu.identification.domain.student import ENROLLED
from zizhu.identification.domain.vocabulary import FillState, Purpose
from zizhu.identification.models import FinalListRow, FormRow, StandingRow, StudentRow


@dataclass(frozen=True, slots=True)
class KeptFinal:
    """One drawing: grades and tiers by person, who waits for what, who left."""

    id: UUID
    campaign_id: UUID
    number: int
    confirmed: dict[str, str]
    grants: dict[str, str]
    waiting: dict[str, list[str]]
    left: list[str]
    unapplied: list[str]
    reason: str
    digest: str
    drawn_by: UUID
    drawn_at: datetime


_COLUMNS = [getattr(FinalListRow, name) for name in KeptFinal.__slots__]


async def add_final(tx: Transaction, school_id: UUID, final: KeptFinal) -> None:
    values = {name: getattr(final, name) for name in KeptFinal.__slots__}
    await tx.session.execute(insert(FinalListRow).values(school_id=school_id, **values))


async def standing_final(tx: Transaction, campaign_id: UUID) -> KeptFinal | None:
    """Return the newest final list of a round."""
    found = await list_finals(tx, campaign_id)
    return found[0] if found else None


async def list_finals(tx: Transaction, campaign_id: UUID) -> list[KeptFinal]:
    """Return the final lists of a round, the newest first."""
    rows = await tx.session.execute(
        select(*_COLUMNS)
        .where(FinalListRow.campaign_id == campaign_id)
        .order_by(FinalListRow.number.desc())
    )
    return [KeptFinal(*row) for row in rows]


async def unapplied(tx: Transaction, campaign_id: UUID) -> list[UUID]:
    """Return who is here and on the special-group list, and neither applied nor declined."""
    applies = exists().where(
        FormRow.campaign_id == StandingRow.campaign_id,
        FormRow.student_id == StandingRow.student_id,
        FormRow.purpose == Purpose.APPLY.value,
        FormRow.fill.in_((FillState.SUBMITTED.value, FillState.RETURNED.value)),
    )
    rows = await tx.session.scalars(
        select(StandingRow.student_id)
        .join(StudentRow, StudentRow.id == StandingRow.student_id)
        .where(
            StandingRow.campaign_id == campaign_id,
            StandingRow.is_listed,
            StandingRow.has_declined.is_(False),
            StudentRow.status.in_(ENROLLED),
            ~applies,
        )
        .order_by(StandingRow.student_id)
    )
    return list(rows)
