"""Sheets and the scores that follow from them; a ciphertext until the last one is in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select, update

from zizhu.common.among import among
from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.identification.domain.vocabulary import TaskState
from zizhu.identification.models import PanelApplicantRow, PanelTaskRow


@dataclass(frozen=True, slots=True)
class SealedSheet:
    """A sheet as it is kept."""

    task_id: UUID
    applicant_id: UUID
    sheet: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """A task as lists show it; `total` is missing until the applicant's evaluation is complete."""

    task_id: UUID
    member_id: UUID
    applicant_id: UUID
    state: TaskState
    submitted_at: datetime | None
    total: int | None


@dataclass(frozen=True, slots=True)
class MemberTask:
    """A member's task: whom it is about, by id only."""

    task_id: UUID
    panel_id: UUID
    campaign_id: UUID
    applicant_id: UUID
    state: TaskState
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeerScore:
    """The exact peer score of one applicant and the class they are ranked in."""

    person_id: UUID
    class_id: UUID
    total: int
    sheets: int

    @property
    def score(self) -> Fraction:
        return Fraction(self.total, self.sheets)


async def keep_sheet(tx: Transaction, task_id: UUID, sheet: str, *, at: datetime) -> None:
    """Write one encrypted sheet."""
    await tx.session.execute(
        update(PanelTaskRow).where(PanelTaskRow.id == task_id).values(sheet=sheet, submitted_at=at)
    )


async def sheets_about(
    tx: Transaction, panel_id: UUID, applicant_ids: Collection[UUID]
) -> list[SealedSheet]:
    """Return the sheets that were handed in about applicants of a panel."""
    rows = await tx.session.execute(
        select(PanelTaskRow.id, PanelTaskRow.applicant_id, PanelTaskRow.sheet).where(
            PanelTaskRow.panel_id == panel_id,
            among(PanelTaskRow.applicant_id, applicant_ids),
            PanelTaskRow.state == TaskState.SUBMITTED.value,
            PanelTaskRow.sheet.is_not(None),
        )
    )
    return [SealedSheet(row.id, row.applicant_id, row.sheet or "") for row in rows]


async def sheet_of(tx: Transaction, panel_id: UUID, task_id: UUID) -> SealedSheet | None:
    """Return the sheet of one task of a panel."""
    row = (
        await tx.session.execute(
            select(PanelTaskRow.id, PanelTaskRow.applicant_id, PanelTaskRow.sheet).where(
                PanelTaskRow.id == task_id,
                PanelTaskRow.panel_id == panel_id,
                PanelTaskRow.sheet.is_not(None),
            )
        )
    ).first()
    return SealedSheet(row.id, row.applicant_id, row.sheet or "") if row else None


async def keep_score(
    tx: Transaction, panel_id: UUID, person_id: UUID, totals: Mapping[UUID, int]
) -> None:
    """Write a peer score, and beside each of its sheets the total."""
    await tx.session.execute(
        update(PanelApplicantRow)
        .where(PanelApplicantRow.panel_id == panel_id, PanelApplicantRow.person_id == person_id)
        .values(peer_total=sum(totals.values()), peer_sheets=len(totals))
    )
    for task_id, total in totals.items():
        await tx.session.execute(
            update(PanelTaskRow).where(PanelTaskRow.id == task_id).values(total=total)
        )


async def tasks_of_panel(tx: Transaction, panel_id: UUID) -> list[TaskSeen]:
    """Return every task of a panel, cancelled ones too."""
    rows = await tx.session.execute(
        select(
            PanelTaskRow.id,
            PanelTaskRow.member_id,
            PanelTaskRow.applicant_id,
            PanelTaskRow.state,
            PanelTaskRow.submitted_at,
            PanelTaskRow.total,
        )
        .where(PanelTaskRow.panel_id == panel_id)
        .order_by(PanelTaskRow.id)
    )
    return [TaskSeen(*row[:3], TaskState.of(row.state), *row[4:]) for row in rows]


async def tasks_of_member(
    tx: Transaction, scope: Scope, member_id: UUID, *, campaign_id: UUID | None = None
) -> list[MemberTask]:
    """Return a member's tasks that were not cancelled, the oldest first."""
    query = select(
        PanelTaskRow.id,
        PanelTaskRow.panel_id,
        PanelTaskRow.campaign_id,
        PanelTaskRow.applicant_id,
        PanelTaskRow.state,
        PanelTaskRow.submitted_at,
    ).where(
        PanelTaskRow.school_id == scope.school_id,
        PanelTaskRow.member_id == member_id,
        PanelTaskRow.state != TaskState.CANCELLED.value,
    )
    if campaign_id is not None:
        query = query.where(PanelTaskRow.campaign_id == campaign_id)
    rows = await tx.session.execute(query.order_by(PanelTaskRow.id))
    return [MemberTask(*row[:4], TaskState.of(row.state), row.submitted_at) for row in rows]


async def peer_scores(
    tx: Transaction, campaign_id: UUID, person_ids: Sequence[UUID] | None = None
) -> dict[UUID, PeerScore]:
    """Return the peer scores of complete evaluations of a round."""
    query = select(PanelApplicantRow).where(
        PanelApplicantRow.campaign_id == campaign_id,
        PanelApplicantRow.is_bound,
        PanelApplicantRow.completed_at.is_not(None),
    )
    if person_ids is not None:
        query = query.where(among(PanelApplicantRow.person_id, person_ids))
    found = {}
    for row in (await tx.session.execute(query)).scalars():
        if row.peer_total is not None and row.peer_sheets:
            score = PeerScore(row.person_id, row.class_id, row.peer_total, row.peer_sheets)
            found[row.person_id] = score
    return found


async def ranked_classes(tx: Transaction, campaign_id: UUID) -> dict[UUID, UUID]:
    """Return for each evaluated applicant of a round the class they are ranked in (5.10.7)."""
    rows = await tx.session.execute(
        select(PanelApplicantRow.person_id, PanelApplicantRow.class_id).where(
            PanelApplicantRow.campaign_id == campaign_id, PanelApplicantRow.is_bound
        )
    )
    return {row.person_id: row.class_id for row in rows}
