"""Verdicts as computed and clearances as given; who is ranked in which class."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.identification.domain.difference import ClearedScores, FlagCause, Verdict
from zizhu.identification.domain.vocabulary import Difference, FillState, Purpose
from zizhu.identification.models import (
    ClearanceRow,
    FormRow,
    PanelApplicantRow,
    VerdictRow,
)
from zizhu.identification.models.tables import table_of

_HANDED_IN = (FillState.SUBMITTED.value, FillState.RETURNED.value)


@dataclass(frozen=True, slots=True)
class KeptVerdict:
    """A verdict with the scores it was made from; the flatness is the class's."""

    verdict: Verdict
    class_id: UUID
    raw_score: int
    peer_total: int | None
    peer_sheets: int | None
    is_flat: bool
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class KeptClearance:
    """A clearance as it is kept; `visit` and `reason` are ciphertexts."""

    id: UUID
    person_id: UUID
    cleared_by: UUID
    cleared_at: datetime
    visit: str | None = field(repr=False)
    reason: str = field(repr=False)


async def ranked_in(tx: Transaction, campaign_id: UUID) -> dict[UUID, list[UUID]]:
    """Return the applicants of a round by the class they are ranked in.

    It is the class whose panel evaluates them, and the class they stand in while none does.
    """
    rows = await tx.session.execute(
        select(
            FormRow.student_id,
            func.coalesce(PanelApplicantRow.class_id, FormRow.class_id).label("class_id"),
        )
        .outerjoin(
            PanelApplicantRow,
            (PanelApplicantRow.campaign_id == FormRow.campaign_id)
            & (PanelApplicantRow.person_id == FormRow.student_id)
            & PanelApplicantRow.is_bound,
        )
        .where(
            FormRow.campaign_id == campaign_id,
            FormRow.purpose == Purpose.APPLY.value,
            FormRow.fill.in_(_HANDED_IN),
        )
        .order_by(FormRow.student_id)
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        found[row.class_id].append(row.student_id)
    return found


async def cleared_scores(
    tx: Transaction, campaign_id: UUID, person_ids: Collection[UUID]
) -> dict[UUID, ClearedScores]:
    """Return the two scores for which each person was cleared last."""
    rows = await tx.session.execute(
        select(ClearanceRow)
        .where(ClearanceRow.campaign_id == campaign_id, among(ClearanceRow.person_id, person_ids))
        .order_by(ClearanceRow.cleared_at, ClearanceRow.id)
    )
    return {
        row.person_id: ClearedScores(
            row.raw_score, Fraction(row.peer_numerator, row.peer_denominator)
        )
        for row in rows.scalars()
    }


async def add_clearance(
    tx: Transaction,
    school_id: UUID,
    campaign_id: UUID,
    kept: KeptClearance,
    scores: ClearedScores,
) -> None:
    await tx.session.execute(
        insert(ClearanceRow).values(
            id=kept.id,
            school_id=school_id,
            campaign_id=campaign_id,
            person_id=kept.person_id,
            raw_score=scores.raw_score,
            peer_numerator=scores.peer_score.numerator,
            peer_denominator=scores.peer_score.denominator,
            cleared_by=kept.cleared_by,
            cleared_at=kept.cleared_at,
            visit=kept.visit,
            reason=kept.reason,
        )
    )


async def list_clearances(
    tx: Transaction, campaign_id: UUID, person_id: UUID
) -> list[KeptClearance]:
    """Return the clearances of one person, the newest first."""
    columns = [getattr(ClearanceRow, name) for name in KeptClearance.__slots__]
    rows = await tx.session.execute(
        select(*columns)
        .where(ClearanceRow.campaign_id == campaign_id, ClearanceRow.person_id == person_id)
        .order_by(ClearanceRow.cleared_at.desc(), ClearanceRow.id.desc())
    )
    return [KeptClearance(*row) for row in rows]


async def keep_verdicts(
    tx: Transaction, school_id: UUID, campaign_id: UUID, kept: Sequence[KeptVerdict]
) -> None:
    """Put verdicts in the place of earlier ones."""
    rows = [_row(school_id, campaign_id, one) for one in kept]
    for start in range(0, len(rows), 1_000):
        fresh = upsert(table_of(VerdictRow)).values(rows[start : start + 1_000])
        keys = ("campaign_id", "person_id")
        taken = {name: fresh.excluded[name] for name in rows[0] if name not in keys}
        await tx.session.execute(fresh.on_conflict_do_update(index_elements=keys, set_=taken))


# Values of every column type.
def _row(school_id: UUID, campaign_id: UUID, one: KeptVerdict) -> dict[str, Any]:
    verdict = one.verdict
    return {
        "campaign_id": campaign_id,
        "person_id": verdict.person_id,
        "school_id": school_id,
        "class_id": one.class_id,
        "flag": verdict.flag.value,
        "cause": verdict.cause.value,
        "population": verdict.population,
        "threshold": verdict.threshold,
        "raw_rank": verdict.raw_rank,
        "peer_rank": verdict.peer_rank,
        "raw_score": one.raw_score,
        "peer_total": one.peer_total,
        "peer_sheets": one.peer_sheets,
        "is_flat": one.is_flat,
        "computed_at": one.computed_at,
    }


async def mark_cleared(tx: Transaction, campaign_id: UUID, person_id: UUID) -> None:
    """Let a verdict say that the department confirmed it."""
    await tx.session.execute(
        update(VerdictRow)
        .where(VerdictRow.campaign_id == campaign_id, VerdictRow.person_id == person_id)
        .values(flag=Difference.NORMAL.value, cause=FlagCause.CLEARED.value)
    )


async def verdicts_of(
    tx: Transaction,
    campaign_id: UUID,
    *,
    class_ids: Collection[UUID] | None = None,
    person_ids: Collection[UUID] | None = None,
) -> list[KeptVerdict]:
    """Return verdicts of a round, by class and rank."""
    query = select(VerdictRow).where(VerdictRow.campaign_id == campaign_id)
    if class_ids is not None:
        query = query.where(among(VerdictRow.class_id, class_ids))
    if person_ids is not None:
        query = query.where(among(VerdictRow.person_id, person_ids))
    rows = await tx.session.execute(
        query.order_by(VerdictRow.class_id, VerdictRow.raw_rank, VerdictRow.person_id)
    )
    return [_verdict(row) for row in rows.scalars()]


def _verdict(row: VerdictRow) -> KeptVerdict:
    verdict = Verdict(
        person_id=row.person_id,
        flag=Difference.of(row.flag),
        cause=FlagCause.of(row.cause),
        population=row.population,
        threshold=row.threshold,
        raw_rank=row.raw_rank,
        peer_rank=row.peer_rank,
    )
    return KeptVerdict(
        verdict,
        row.class_id,
        row.raw_score,
        row.peer_total,
        row.peer_sheets,
        row.is_flat,
        row.computed_at,
    )


async def count_abnormal(tx: Transaction, campaign_id: UUID) -> Mapping[UUID, int]:
    """Count by college the reviewed or waiting forms that are flagged 异常 now; one statement."""
    rows = await tx.session.execute(
        select(FormRow.college_id, func.count())
        .where(
            FormRow.campaign_id == campaign_id,
            FormRow.purpose == Purpose.APPLY.value,
            FormRow.difference == Difference.ABNORMAL.value,
        )
        .group_by(FormRow.college_id)
    )
    return {row[0]: row[1] for row in rows}
