"""What belongs to a form: submissions, steps, and the targets of its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.identification.domain.filed import Submission
from zizhu.identification.domain.form_state import FormMoved
from zizhu.identification.models import EvidenceRow, FormRow, StepRow, SubmissionRow

_SUBMISSION = [getattr(SubmissionRow, name) for name in Submission.__slots__]


async def add_submission(
    tx: Transaction, school_id: UUID, form_id: UUID, submission: Submission
) -> None:
    values = {name: getattr(submission, name) for name in Submission.__slots__}
    await tx.session.execute(
        insert(SubmissionRow).values(school_id=school_id, form_id=form_id, **values)
    )


async def newest_submissions(tx: Transaction, form_id: UUID, *, limit: int = 1) -> list[Submission]:
    """Return what was handed in, the newest first."""
    rows = await tx.session.execute(
        select(*_SUBMISSION)
        .where(SubmissionRow.form_id == form_id)
        .order_by(SubmissionRow.number.desc())
        .limit(limit)
    )
    return [Submission(*row) for row in rows]


async def newest_of(tx: Transaction, form_ids: Sequence[UUID]) -> dict[UUID, Submission]:
    """Return the newest submission of each form that has one."""
    rows = await tx.session.execute(
        select(SubmissionRow.form_id, *_SUBMISSION)
        .join(FormRow, FormRow.id == SubmissionRow.form_id)
        .where(among(FormRow.id, form_ids), SubmissionRow.number == FormRow.submissions)
    )
    return {row[0]: Submission(*row[1:]) for row in rows}


async def drop_submissions(tx: Transaction, form_id: UUID) -> None:
    await tx.session.execute(delete(SubmissionRow).where(SubmissionRow.form_id == form_id))


async def add_step(
    tx: Transaction,
    school_id: UUID,
    form_id: UUID,
    moved: FormMoved,
    *,
    step_id: UUID,
    reason: str | None,
) -> None:
    """Write one step; `reason` is encrypted."""
    await tx.session.execute(
        insert(StepRow).values(
            id=step_id,
            school_id=school_id,
            form_id=form_id,
            transition=moved.transition,
            act=moved.act.value,
            actor=moved.actor.value,
            by=moved.by,
            at=moved.at,
            before_fill=moved.before.fill.value,
            before_audit=moved.before.audit.value,
            after_fill=moved.after.fill.value,
            after_audit=moved.after.audit.value,
            reason=reason,
        )
    )


@dataclass(frozen=True, slots=True)
class KeptStep:
    """One step as it is kept; `reason` is a ciphertext."""

    id: UUID
    transition: str
    act: str
    actor: str
    by: UUID
    at: datetime
    before_fill: str
    before_audit: str
    after_fill: str
    after_audit: str
    reason: str | None = field(repr=False)


async def list_steps(tx: Transaction, form_id: UUID) -> list[KeptStep]:
    """Return the steps of a form, oldest first."""
    columns = [getattr(StepRow, name) for name in KeptStep.__slots__]
    rows = await tx.session.execute(
        select(*columns).where(StepRow.form_id == form_id).order_by(StepRow.at, StepRow.id)
    )
    return [KeptStep(*row) for row in rows]


async def add_evidence(
    tx: Transaction,
    school_id: UUID,
    form_id: UUID,
    *,
    file_id: UUID,
    target: str,
    added_at: datetime,
) -> None:
    """Write what a file proves; `target` is encrypted."""
    await tx.session.execute(
        insert(EvidenceRow).values(
            file_id=file_id, school_id=school_id, form_id=form_id, target=target, added_at=added_at
        )
    )


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """One piece of evidence as it is kept; `target` is a ciphertext."""

    file_id: UUID
    form_id: UUID
    target: str
    added_at: datetime


async def evidence_of(tx: Transaction, form_ids: Sequence[UUID]) -> list[KeptEvidence]:
    """Return the evidence of forms, oldest first."""
    columns = [getattr(EvidenceRow, name) for name in KeptEvidence.__slots__]
    rows = await tx.session.execute(
        select(*columns)
        .where(among(EvidenceRow.form_id, form_ids))
        .order_by(EvidenceRow.added_at, EvidenceRow.file_id)
    )
    return [KeptEvidence(*row) for row in rows]


async def drop_evidence(tx: Transaction, form_id: UUID, file_id: UUID | None = None) -> None:
    """Forget what the files of a form prove, or one of them."""
    statement = delete(EvidenceRow).where(EvidenceRow.form_id == form_id)
    if file_id is not None:
        statement = statement.where(EvidenceRow.file_id == file_id)
    await tx.session.execute(statement)
