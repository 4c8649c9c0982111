"""Slips of the transaction's school: issued, voided by newer ones, used once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from zizhu.common.among import among
from zizhu.common.database import Transaction
from zizhu.identity.models import SlipRow


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip before it is written: for an account or for a student."""

    id: UUID
    account_id: UUID | None
    student_id: UUID | None
    digest: bytes
    expires_at: datetime


def _valid(now: datetime) -> ColumnElement[bool]:
    return and_(SlipRow.used_at.is_(None), SlipRow.voided_at.is_(None), SlipRow.expires_at > now)


async def insert_slips(tx: Transaction, slips: Sequence[Slip], issued_by: UUID | None) -> None:
    """Void what the same people still hold, and keep the new slips."""
    accounts = [slip.account_id for slip in slips if slip.account_id is not None]
    students = [slip.student_id for slip in slips if slip.student_id is not None]
    await tx.session.execute(
        update(SlipRow)
        .where(
            or_(among(SlipRow.account_id, accounts), among(SlipRow.student_id, students)),
            SlipRow.used_at.is_(None),
            SlipRow.voided_at.is_(None),
        )
        .values(voided_at=tx.machine_now)
    )
    await tx.session.execute(
        insert(SlipRow),
        [
            {
                "id": slip.id,
                "school_id": tx.school_id,
                "account_id": slip.account_id,
                "student_id": slip.student_id,
                "digest": slip.digest,
                "issued_at": tx.machine_now,
                "issued_by": issued_by,
                "expires_at": slip.expires_at,
            }
            for slip in slips
        ],
    )


async def void_slips(tx: Transaction, account_id: UUID, *, but_by: UUID) -> None:
    """Void the slips that an account still holds, except those that one officer printed."""
    await tx.session.execute(
        update(SlipRow)
        .where(
            SlipRow.account_id == account_id,
            SlipRow.issued_by.is_distinct_from(but_by),
            SlipRow.used_at.is_(None),
            SlipRow.voided_at.is_(None),
        )
        .values(voided_at=tx.machine_now)
    )


async def holds_slip(
    tx: Transaction,
    digest: bytes,
    *,
    account_id: UUID | None = None,
    student_id: UUID | None = None,
) -> bool:
    """Tell whether a valid slip with this digest belongs to the account or student."""
    found = await tx.session.scalar(
        select(SlipRow.id).where(_theirs(tx, digest, account_id, student_id))
    )
    return found is not None


async def use_slip(
    tx: Transaction,
    digest: bytes,
    *,
    account_id: UUID | None = None,
    student_id: UUID | None = None,
) -> bool:
    """Use a slip up; false when another request did so first."""
    done = await tx.session.execute(
        update(SlipRow)
        .where(_theirs(tx, digest, account_id, student_id))
        .values(used_at=tx.machine_now)
        .returning(SlipRow.id)
    )
    return done.first() is not None


def _theirs(
    tx: Transaction, digest: bytes, account_id: UUID | None, student_id: UUID | None
) -> ColumnElement[bool]:
    owner = (
        SlipRow.account_id == account_id
        if account_id is not None
        else SlipRow.student_id == student_id
    )
    return and_(owner, SlipRow.digest == digest, _valid(tx.machine_now))
