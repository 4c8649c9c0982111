"""Forms whose student stands somewhere else now, and students whom the register deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select, update

from zizhu.common.among import among
from zizhu.common.auth import ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.vocabulary import CampaignState
from zizhu.identification.models import CampaignRow, FormRow, StandingRow, StudentRow

_PLACE = ("college_id", "year", "major_id", "class_id")


@dataclass(frozen=True, slots=True)
class MovedForm:
    """A form of an open round before its cut, from where to where."""

    form_id: UUID
    campaign_id: UUID
    student_id: UUID
    before: ScopeRow
    after: ScopeRow


async def misplaced_forms(tx: Transaction, student_ids: Sequence[UUID]) -> list[MovedForm]:
    """Return the forms of these students that stand elsewhere than they do, locked.

    After the cut a change of class changes no result, so the form stays where it was judged.
    """
    rows = await tx.session.execute(
        select(
            FormRow.id,
            FormRow.campaign_id,
            FormRow.student_id,
            *(getattr(FormRow, name) for name in _PLACE),
            *(getattr(StudentRow, name).label(f"to_{name}") for name in _PLACE),
        )
        .join(StudentRow, StudentRow.id == FormRow.student_id)
        .join(CampaignRow, CampaignRow.id == FormRow.campaign_id)
        .where(
            among(FormRow.student_id, student_ids),
            CampaignRow.state == CampaignState.OPENED.value,
            CampaignRow.cut_at.is_(None),
            or_(*(getattr(FormRow, name) != getattr(StudentRow, name) for name in _PLACE)),
        )
        .order_by(FormRow.id)
        .with_for_update(of=FormRow)
    )
    return [
        MovedForm(
            row.id,
            row.campaign_id,
            row.student_id,
            ScopeRow(*(getattr(row, name) for name in _PLACE)),
            ScopeRow(*(getattr(row, f"to_{name}") for name in _PLACE)),
        )
        for row in rows
    ]


async def move_form(tx: Transaction, moved: MovedForm) -> None:
    """Put a form where its student stands."""
    place = moved.after
    await tx.session.execute(
        update(FormRow)
        .where(FormRow.id == moved.form_id)
        .values(
            college_id=place.college_id,
            year=place.year,
            major_id=place.major_id,
            class_id=place.class_id,
            version=FormRow.version + 1,
        )
    )


async def listed_rounds(tx: Transaction, student_ids: Sequence[UUID]) -> set[UUID]:
    """Return the open rounds in which a list names one of these students."""
    rows = await tx.session.scalars(
        select(StandingRow.campaign_id)
        .join(CampaignRow, CampaignRow.id == StandingRow.campaign_id)
        .where(
            among(StandingRow.student_id, student_ids),
            StandingRow.is_listed,
            CampaignRow.state == CampaignState.OPENED.value,
        )
        .distinct()
    )
    return set(rows)


async def places_of(tx: Transaction, student_ids: Sequence[UUID]) -> dict[UUID, ScopeRow]:
    """Return where students stand before the register's news is taken over."""
    rows = await tx.session.execute(
        select(StudentRow.id, *(getattr(StudentRow, name) for name in _PLACE)).where(
            among(StudentRow.id, student_ids)
        )
    )
    return {row[0]: ScopeRow(*row[1:]) for row in rows}


async def enrolled_among(tx: Transaction, student_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these students are here."""
    rows = await tx.session.scalars(
        select(StudentRow.id).where(
            among(StudentRow.id, student_ids), StudentRow.status.in_(("active", "suspended"))
        )
    )
    return set(rows)
