"""What a judgement writes back to the forms of a round."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import update

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.identification.domain.vocabulary import AuditState, Difference, Grade
from zizhu.identification.models import FormRow


async def write_differences(
    tx: Transaction, campaign_id: UUID, flags: Mapping[UUID, Difference]
) -> None:
    """Write the flags of a comparison to the forms."""
    for flag in Difference:
        persons = [one for one, its in flags.items() if its is flag]
        await _write(tx, campaign_id, persons, difference=flag.value)


async def write_grades(tx: Transaction, campaign_id: UUID, grades: Mapping[UUID, Grade]) -> None:
    """Write the grades that a cut gave; it ends a reopening and leaves a changed grade alone."""
    for grade in Grade:
        persons = [one for one, its in grades.items() if its is grade]
        await tx.session.execute(
            update(FormRow)
            .where(
                FormRow.campaign_id == campaign_id,
                among(FormRow.student_id, persons),
                FormRow.audit != AuditState.CHANGED.value,
            )
            .values(grade=grade.value, is_reopened=False, version=FormRow.version + 1)
        )


async def write_wish(tx: Transaction, form_id: UUID, *, wants_grant: bool) -> None:
    """Write the wish for the national grant as the school changed it."""
    await tx.session.execute(
        update(FormRow)
        .where(FormRow.id == form_id)
        .values(wants_grant=wants_grant, version=FormRow.version + 1)
    )


async def _write(
    tx: Transaction, campaign_id: UUID, persons: Iterable[UUID], **values: object
) -> None:
    await tx.session.execute(
        update(FormRow)
        .where(FormRow.campaign_id == campaign_id, among(FormRow.student_id, persons))
        .values(version=FormRow.version + 1, **values)
    )
