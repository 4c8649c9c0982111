"""Grade changes, reopenings and proposals; every reason is a ciphertext."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update

from zizhu.common.among import among
from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.identification.domain.change import ChangeCause, GradeChange, Standing
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.results import NoSuchProposal
from zizhu.identification.models import GradeChangeRow, ProposalRow, ReopeningRow
from zizhu.identification.models.tables import table_of

OPEN, TAKEN, LEFT_ALONE = "open", "taken", "left"


@dataclass(frozen=True, slots=True)
class KeptProposal:
    """One proposal; `reason` is a ciphertext."""

    id: UUID
    campaign_id: UUID
    person_id: UUID
    before: Standing
    after: Standing
    cause: ChangeCause
    reason: str = field(repr=False)
    row: int | None
    state: str
    change_id: UUID | None
    proposed_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None


async def add_change(
    tx: Transaction, school_id: UUID, campaign_id: UUID, change: GradeChange, *, stage: str
) -> None:
    """Write one line of 变更记录, its reason encrypted."""
    await tx.session.execute(
        insert(GradeChangeRow).values(
            id=change.change_id,
            school_id=school_id,
            campaign_id=campaign_id,
            person_id=change.person_id,
            before_grade=change.before.grade.value,
            before_wish=change.before.wants_grant,
            after_grade=change.after.grade.value,
            after_wish=change.after.wants_grant,
            cause=change.cause.value,
            reason=change.reason,
            stage=stage,
            changed_by=change.by,
            changed_at=change.at,
        )
    )


async def list_changes(
    tx: Transaction, campaign_id: UUID, *, person_ids: Collection[UUID] | None = None
) -> list[GradeChange]:
    """Return the changes of a round, oldest first; `reason` stays closed."""
    query = select(GradeChangeRow).where(GradeChangeRow.campaign_id == campaign_id)
    if person_ids is not None:
        query = query.where(among(GradeChangeRow.person_id, person_ids))
    rows = await tx.session.execute(query.order_by(GradeChangeRow.changed_at, GradeChangeRow.id))
    return [
        GradeChange(
            change_id=row.id,
            person_id=row.person_id,
            before=Standing(Grade.of(row.before_grade), row.before_wish),
            after=Standing(Grade.of(row.after_grade), row.after_wish),
            cause=ChangeCause.of(row.cause),
            reason=row.reason,
            by=row.changed_by,
            at=row.changed_at,
        )
        for row in rows.scalars()
    ]


async def add_reopening(
    tx: Transaction,
    school_id: UUID,
    campaign_id: UUID,
    person_id: UUID,
    *,
    reopening_id: UUID,
    reason: str,
    by: UUID,
    at: datetime,
) -> None:
    await tx.session.execute(
        insert(ReopeningRow).values(
            id=reopening_id,
            school_id=school_id,
            campaign_id=campaign_id,
            person_id=person_id,
            reason=reason,
            reopened_by=by,
            reopened_at=at,
        )
    )


async def last_reopenings(tx: Transaction, campaign_id: UUID) -> dict[UUID, datetime]:
    """Return when each reopened person of a round was reopened last."""
    rows = await tx.session.execute(
        select(ReopeningRow.person_id, func.max(ReopeningRow.reopened_at))
        .where(ReopeningRow.campaign_id == campaign_id)
        .group_by(ReopeningRow.person_id)
    )
    return {row[0]: row[1] for row in rows}


async def add_proposals(
    tx: Transaction, school_id: UUID, proposals: Sequence[KeptProposal]
) -> None:
    """Write proposals that wait for the school."""
    rows = [
        {
            "id": one.id,
            "school_id": school_id,
            "campaign_id": one.campaign_id,
            "person_id": one.person_id,
            "before_grade": one.before.grade.value,
            "before_wish": one.before.wants_grant,
            "after_grade": one.after.grade.value,
            "after_wish": one.after.wants_grant,
            "cause": one.cause.value,
            "reason": one.reason,
            "row": one.row,
            "state": one.state,
            "proposed_at": one.proposed_at,
        }
        for one in proposals
    ]
    await tx.session.execute(insert(table_of(ProposalRow)), rows)


def _proposal(row: ProposalRow) -> KeptProposal:
    return KeptProposal(
        id=row.id,
        campaign_id=row.campaign_id,
        person_id=row.person_id,
        before=Standing(Grade.of(row.before_grade), row.before_wish),
        after=Standing(Grade.of(row.after_grade), row.after_wish),
        cause=ChangeCause.of(row.cause),
        reason=row.reason,
        row=row.row,
        state=row.state,
        change_id=row.change_id,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


async def list_proposals(
    tx: Transaction, scope: Scope, campaign_id: UUID, *, state: str | None = None
) -> list[KeptProposal]:
    """Return the proposals of a round of the scope's school, the newest first."""
    query = select(ProposalRow).where(
        ProposalRow.campaign_id == campaign_id, ProposalRow.school_id == scope.school_id
    )
    if state is not None:
        query = query.where(ProposalRow.state == state)
    rows = await tx.session.execute(query.order_by(ProposalRow.id.desc()))
    return [_proposal(row) for row in rows.scalars()]


async def find_proposal(tx: Transaction, scope: Scope, proposal_id: UUID) -> KeptProposal:
    """Return a proposal of the scope's school, locked. Raises NoSuchProposal."""
    row = await tx.session.scalar(
        select(ProposalRow)
        .where(ProposalRow.id == proposal_id, ProposalRow.school_id == scope.school_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NoSuchProposal
    return _proposal(row)


async def decide_proposal(
    tx: Transaction,
    proposal_id: UUID,
    *,
    state: str,
    change_id: UUID | None,
    by: UUID,
    at: datetime,
) -> None:
    await tx.session.execute(
        update(ProposalRow)
        .where(ProposalRow.id == proposal_id)
        .values(state=state, change_id=change_id, decided_by=by, decided_at=at)
    )


async def has_open_proposal(
    tx: Transaction, campaign_id: UUID, person_id: UUID, cause: ChangeCause
) -> bool:
    """Tell whether such a proposal about this person waits already."""
    found = await tx.session.scalar(
        select(ProposalRow.id).where(
            ProposalRow.campaign_id == campaign_id,
            ProposalRow.person_id == person_id,
            ProposalRow.cause == cause.value,
            ProposalRow.state == OPEN,
        )
    )
    return found is not None
