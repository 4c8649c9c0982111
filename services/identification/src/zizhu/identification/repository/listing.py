"""What lists print beside an application: document, phone and standing, all still ciphertexts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import and_, select

from zizhu.common.among import among
from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.identification.models import StandingRow, StudentRow


@dataclass(frozen=True, slots=True)
class Particulars:
    """One student's particulars; `standing` is the ciphertext of `standing_id`'s content."""

    person_id: UUID
    sex: str
    ethnic: str
    document_kind: str
    document: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    standing_id: UUID | None
    standing: str | None = field(repr=False)


async def particulars_of(
    tx: Transaction, campaign_id: UUID, person_ids: Collection[UUID]
) -> dict[UUID, Particulars]:
    """Return the particulars of students that the caller has found in their scope."""
    rows = await tx.session.execute(
        select(
            StudentRow.id,
            StudentRow.sex,
            StudentRow.ethnic,
            StudentRow.document_kind,
            StudentRow.document,
            StudentRow.phone,
            StandingRow.id,
            StandingRow.content,
        )
        .outerjoin(
            StandingRow,
            and_(StandingRow.student_id == StudentRow.id, StandingRow.campaign_id == campaign_id),
        )
        .where(among(StudentRow.id, person_ids))
    )
    return {row[0]: Particulars(*row) for row in rows}


async def by_student_number(
    tx: Transaction, scope: Scope, numbers: Collection[str]
) -> Mapping[str, UUID]:
    """Return the students of the school by student number; a number that two have is left out."""
    rows = await tx.session.execute(
        select(StudentRow.student_number, StudentRow.id).where(
            StudentRow.school_id == scope.school_id, among(StudentRow.student_number, numbers)
        )
    )
    found: dict[str, UUID | None] = {}
    for number, person_id in rows:
        if number is not None:
            found[number] = None if number in found else person_id
    return {number: person for number, person in found.items() if person is not None}
