"""Who holds a login phone, as far as it is known here."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from zizhu.common.database import Transaction
from zizhu.identity.models import AccountRow, StudentRow


@dataclass(frozen=True, slots=True)
class PhoneHolder:
    """An account with a phone: `document` encrypted, where it was given, `person` its digest."""

    account_id: UUID
    name: str
    document: str | None = field(repr=False)
    person: bytes | None = field(repr=False)
    phone_at: datetime | None


async def phone_holder(tx: Transaction, account_id: UUID) -> PhoneHolder:
    """Return who holds the phone of an account; a student's digest is the register's."""
    row = await tx.session.execute(
        select(
            AccountRow.id,
            AccountRow.name,
            AccountRow.document,
            func.coalesce(AccountRow.person, StudentRow.person),
            AccountRow.phone_at,
        )
        .outerjoin(StudentRow, StudentRow.id == AccountRow.student_id)
        .where(AccountRow.id == account_id)
    )
    return PhoneHolder(*row.one())
