"""Forms of a round, seen through a scope."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from zizhu.common.among import among
from zizhu.common.auth import Scope, ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.form import Wishes
from zizhu.identification.domain.form_state import FormState
from zizhu.identification.domain.vocabulary import (
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.errors.forms import NoSuchForm
from zizhu.identification.models import FormRow
from zizhu.identification.repository.scoped import inside

_SAME = (
    "id", "school_id", "campaign_id", "student_id", "version", "content", "created_at",
    "updated_at", "notes", "raw_score", "effective_score", "is_guaranteed", "is_unnamed",
    "score_rule", "scheme_version", "submissions", "submitted_at", "reviewed_at", "reviewed_by",
)  # fmt: skip


def to_filed(row: FormRow) -> Filed:
    """Return the form of a row; its reason and marks stay closed in `notes`."""
    return Filed(
        place=ScopeRow(row.college_id, row.year, row.major_id, row.class_id),
        state=FormState(
            fill=FillState.of(row.fill),
            audit=AuditState.of(row.audit),
            difference=Difference.of(row.difference),
            grade=Grade.of(row.grade),
            purpose=Purpose.of(row.purpose) if row.purpose else None,
            filled_by=row.filled_by,
            is_reopened=row.is_reopened,
            audit_before_change=(
                AuditState.of(row.audit_before_change) if row.audit_before_change else None
            ),
        ),
        wishes=Wishes(row.wants_grant, row.wants_scholarship, row.wants_work_study),
        **{name: getattr(row, name) for name in _SAME},
    )


# Values of every column type.
def _values(filed: Filed) -> dict[str, Any]:
    state, place, wishes = filed.state, filed.place, filed.wishes
    return {
        **{name: getattr(filed, name) for name in _SAME},
        "college_id": place.college_id,
        "year": place.year,
        "major_id": place.major_id,
        "class_id": place.class_id,
        "purpose": state.purpose.value if state.purpose else None,
        "fill": state.fill.value,
        "audit": state.audit.value,
        "difference": state.difference.value,
        "grade": state.grade.value,
        "filled_by": state.filled_by,
        "is_reopened": state.is_reopened,
        "audit_before_change": (
            state.audit_before_change.value if state.audit_before_change else None
        ),
        "wants_grant": wishes.national_grant,
        "wants_scholarship": wishes.national_scholarship,
        "wants_work_study": wishes.work_study,
    }


async def add_form(tx: Transaction, filed: Filed) -> None:
    await tx.session.execute(insert(FormRow).values(**_values(filed)))


async def save_form(tx: Transaction, filed: Filed) -> None:
    await tx.session.execute(update(FormRow).where(FormRow.id == filed.id).values(**_values(filed)))


async def find_form(tx: Transaction, scope: Scope, form_id: UUID, *, lock: bool = False) -> Filed:
    """Return a form of the scope. Raises NoSuchForm."""
    query = select(FormRow).where(FormRow.id == form_id, inside(scope, FormRow, "student_id"))
    return await _one(tx, query, lock=lock)


async def find_own_form(
    tx: Transaction, scope: Scope, campaign_id: UUID, *, lock: bool = False
) -> Filed:
    """Return the form of the scope's student in a round. Raises NoSuchForm."""
    query = select(FormRow).where(
        FormRow.campaign_id == campaign_id,
        FormRow.student_id == scope.person_id,
        inside(scope, FormRow, "student_id"),
    )
    return await _one(tx, query, lock=lock)


# A select of whole rows.
async def _one(tx: Transaction, query: Any, *, lock: bool) -> Filed:  # noqa: ANN401 - see above
    query = query.execution_options(populate_existing=True)
    row = await tx.session.execute(query.with_for_update() if lock else query)
    found = row.scalar_one_or_none()
    if found is None:
        raise NoSuchForm
    return to_filed(found)


async def find_forms(
    tx: Transaction, scope: Scope, form_ids: Sequence[UUID], *, lock: bool = False
) -> list[Filed]:
    """Return those forms of the scope that exist, by id."""
    query = (
        select(FormRow)
        .where(among(FormRow.id, form_ids), inside(scope, FormRow, "student_id"))
        .order_by(FormRow.id)
        .execution_options(populate_existing=True)
    )
    rows = await tx.session.execute(query.with_for_update() if lock else query)
    return [to_filed(row) for row in rows.scalars()]


async def form_of(tx: Transaction, campaign_id: UUID, student_id: UUID) -> Filed | None:
    """Return a student's form in a round, locked, if there is one; for acts of the service."""
    row = await tx.session.execute(
        select(FormRow)
        .where(FormRow.campaign_id == campaign_id, FormRow.student_id == student_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = row.scalar_one_or_none()
    return to_filed(found) if found else None


async def last_before(
    tx: Transaction, campaign_id: UUID, student_id: UUID, *, before: datetime | None = None
) -> Filed | None:
    """Return the student's newest form of another round that was handed in, `before` an instant."""
    query = select(FormRow).where(
        FormRow.student_id == student_id,
        FormRow.campaign_id != campaign_id,
        FormRow.submissions > 0,
        FormRow.purpose == Purpose.APPLY.value,
    )
    if before is not None:
        query = query.where(FormRow.submitted_at < before)
    row = await tx.session.execute(query.order_by(FormRow.submitted_at.desc()).limit(1))
    found = row.scalar_one_or_none()
    return to_filed(found) if found else None


async def panel_only(tx: Transaction, campaign_id: UUID) -> list[Filed]:
    """Return the forms of mere panel members in a round, locked."""
    rows = await tx.session.execute(
        select(FormRow)
        .where(FormRow.campaign_id == campaign_id, FormRow.purpose == Purpose.PANEL_ONLY.value)
        .order_by(FormRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [to_filed(row) for row in rows.scalars()]


async def count_submitted(tx: Transaction, campaign_id: UUID) -> int:
    """Count the forms of a round that were handed in at least once."""
    found = await tx.session.scalar(
        select(func.count()).where(FormRow.campaign_id == campaign_id, FormRow.submissions > 0)
    )
    return found or 0


async def count_unreviewed(tx: Transaction, campaign_id: UUID, class_id: UUID) -> int:
    """Count the forms of a class that wait for a counsellor."""
    found = await tx.session.scalar(
        select(func.count()).where(
            FormRow.campaign_id == campaign_id,
            FormRow.class_id == class_id,
            FormRow.fill == FillState.SUBMITTED.value,
            FormRow.audit == AuditState.UNREVIEWED.value,
        )
    )
    return found or 0


async def applicants_among(
    tx: Transaction, campaign_id: UUID, student_ids: Sequence[UUID]
) -> set[UUID]:
    """Return which of these students have an application in a round."""
    rows = await tx.session.scalars(
        select(FormRow.student_id).where(
            FormRow.campaign_id == campaign_id,
            among(FormRow.student_id, student_ids),
            FormRow.purpose == Purpose.APPLY.value,
            FormRow.fill.in_((FillState.SUBMITTED.value, FillState.RETURNED.value)),
        )
    )
    return set(rows)
