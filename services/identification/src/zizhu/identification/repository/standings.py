"""Standings of students among the special groups of a round, and imports of the list."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.auth import Scope
from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.identification.domain.student import ENROLLED
from zizhu.identification.domain.vocabulary import FillState, Purpose
from zizhu.identification.models import FormRow, ListRunRow, StandingRow, StudentRow
from zizhu.identification.repository.scoped import inside


@dataclass(frozen=True, slots=True)
class KeptStanding:
    """A standing as it is kept; `content` is a ciphertext, None while nothing was written."""

    id: UUID
    student_id: UUID
    content: str | None = field(repr=False)
    is_guaranteed: bool
    is_listed: bool
    has_declined: bool
    is_left_off: bool
    open_claims: int
    version: int


_FIELDS = [getattr(StandingRow, name) for name in KeptStanding.__slots__]


def _kept(row: Sequence[object]) -> KeptStanding:
    values = dict(zip(KeptStanding.__slots__, row, strict=True))
    return KeptStanding(**values)  # type: ignore[arg-type]  # the columns' own types


async def hold_standing(
    tx: Transaction, school_id: UUID, campaign_id: UUID, student_id: UUID
) -> KeptStanding:
    """Return a student's standing, locked; a new one is empty."""
    await tx.session.execute(
        insert(StandingRow)
        .values(
            id=new_id(), school_id=school_id, campaign_id=campaign_id, student_id=student_id,
            content=None, is_guaranteed=False, is_listed=False, has_declined=False,
            is_left_off=False, open_claims=0, version=0,
        )
        .on_conflict_do_nothing(index_elements=["campaign_id", "student_id"])
    )  # fmt: skip
    row = await tx.session.execute(
        select(*_FIELDS)
        .where(StandingRow.campaign_id == campaign_id, StandingRow.student_id == student_id)
        .with_for_update()
    )
    return _kept(row.one())


async def find_standing(
    tx: Transaction, campaign_id: UUID, student_id: UUID
) -> KeptStanding | None:
    row = (
        await tx.session.execute(
            select(*_FIELDS).where(
                StandingRow.campaign_id == campaign_id, StandingRow.student_id == student_id
            )
        )
    ).first()
    return _kept(row) if row else None


async def save_standing(tx: Transaction, kept: KeptStanding) -> None:
    values = {
        name: getattr(kept, name)
        for name in KeptStanding.__slots__
        if name not in {"id", "student_id"}
    }
    await tx.session.execute(update(StandingRow).where(StandingRow.id == kept.id).values(**values))


async def listed_standings(
    tx: Transaction, scope: Scope, campaign_id: UUID
) -> AsyncIterator[KeptStanding]:
    """Every standing of a round that a list made, of students inside the scope."""
    rows = await tx.session.stream(
        select(*_FIELDS)
        .join(StudentRow, StudentRow.id == StandingRow.student_id)
        .where(
            StandingRow.campaign_id == campaign_id,
            StandingRow.is_listed,
            inside(scope, StudentRow, "id"),
        )
        .order_by(StandingRow.student_id)
    )
    async for row in rows:
        yield _kept(row)


async def claimed_standings(tx: Transaction, campaign_id: UUID) -> list[KeptStanding]:
    """Return the standings of a round that hold anything."""
    rows = await tx.session.execute(
        select(*_FIELDS)
        .where(StandingRow.campaign_id == campaign_id, StandingRow.version > 0)
        .order_by(StandingRow.student_id)
        .with_for_update()
    )
    return [_kept(row) for row in rows]


async def count_uncontacted(tx: Transaction, campaign_id: UUID, class_id: UUID) -> int:
    """Count enrolled students of a class whom a list names and who neither applied nor declined."""
    applied = (
        select(FormRow.id)
        .where(
            FormRow.campaign_id == campaign_id,
            FormRow.student_id == StandingRow.student_id,
            FormRow.purpose == Purpose.APPLY.value,
            FormRow.fill.in_((FillState.SUBMITTED.value, FillState.RETURNED.value)),
        )
        .exists()
    )
    found = await tx.session.scalar(
        select(func.count())
        .select_from(StandingRow)
        .join(StudentRow, StudentRow.id == StandingRow.student_id)
        .where(
            StandingRow.campaign_id == campaign_id,
            StandingRow.is_listed,
            StandingRow.has_declined.is_(False),
            StudentRow.class_id == class_id,
            StudentRow.status.in_(ENROLLED),
            ~applied,
        )
    )
    return found or 0


@dataclass(frozen=True, slots=True)
class ListRunKept:
    """One import of the list as it is kept."""

    id: UUID
    campaign_id: UUID
    content_digest: bytes = field(repr=False)
    rows: int
    matched: int
    not_enrolled: dict[str, int]
    created_at: datetime
    account_id: UUID | None


_RUN = [getattr(ListRunRow, name) for name in ListRunKept.__slots__]


async def add_run(tx: Transaction, school_id: UUID, run: ListRunKept) -> bool:
    """Write an import; False when this very file was imported before."""
    values = {name: getattr(run, name) for name in ListRunKept.__slots__}
    done = await tx.session.execute(
        insert(ListRunRow)
        .values(school_id=school_id, **values)
        .on_conflict_do_nothing(index_elements=["campaign_id", "content_digest"])
        .returning(ListRunRow.id)
    )
    return done.first() is not None


async def list_runs(tx: Transaction, campaign_id: UUID) -> list[ListRunKept]:
    """Return the imports of a round's lists, oldest first."""
    rows = await tx.session.execute(
        select(*_RUN).where(ListRunRow.campaign_id == campaign_id).order_by(ListRunRow.created_at)
    )
    return [ListRunKept(*row) for row in rows]
