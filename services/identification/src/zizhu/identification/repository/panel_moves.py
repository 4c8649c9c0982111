"""Applicants of panels whom the register has elsewhere by now."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, or_, select

from zizhu.common.among import among
from zizhu.common.auth import ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.student import DELETED, LEFT
from zizhu.identification.models import PanelApplicantRow, PanelClassRow, StudentRow


@dataclass(frozen=True, slots=True)
class MovedApplicant:
    """An applicant whom the register has left, or in a class that the panel does not know."""

    person_id: UUID
    place: ScopeRow
    has_left: bool


async def moved_applicants(tx: Transaction, person_ids: Collection[UUID]) -> list[MovedApplicant]:
    """Return who of these students a panel still evaluates although they are not its any more."""
    is_home = exists().where(
        PanelClassRow.panel_id == PanelApplicantRow.panel_id,
        PanelClassRow.class_id == StudentRow.class_id,
    )
    rows = await tx.session.execute(
        select(
            StudentRow.id,
            StudentRow.college_id,
            StudentRow.year,
            StudentRow.major_id,
            StudentRow.class_id,
            StudentRow.status,
        )
        .join(PanelApplicantRow, PanelApplicantRow.person_id == StudentRow.id)
        .where(
            among(StudentRow.id, person_ids),
            PanelApplicantRow.is_bound,
            PanelApplicantRow.completed_at.is_(None),
            or_(StudentRow.status.in_((LEFT, DELETED)), ~is_home),
        )
        .distinct()
        .order_by(StudentRow.id)
    )
    return [
        MovedApplicant(
            row.id,
            ScopeRow(row.college_id, row.year, row.major_id, row.class_id),
            row.status in {LEFT, DELETED},
        )
        for row in rows
    ]
