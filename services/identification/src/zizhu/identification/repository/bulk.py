"""Bulk work of the register: what began, what ended, and how much of it arrived here."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.database import Transaction
from zizhu.identification.domain.enrolment import RegisterState
from zizhu.identification.models import ArrivalRow, BulkRow


async def note_started(tx: Transaction, school_id: UUID, job_id: UUID) -> None:
    """Remember that bulk work began, unless its end is known already."""
    await tx.session.execute(
        insert(BulkRow)
        .values(
            job_id=job_id,
            school_id=school_id,
            is_finished=False,
            is_committed=False,
            entries=0,
            register_version=0,
        )
        .on_conflict_do_nothing()
    )


async def note_finished(
    tx: Transaction,
    school_id: UUID,
    job_id: UUID,
    *,
    is_committed: bool,
    entries: int,
    register_version: int,
) -> None:
    """Remember how bulk work ended."""
    values = {
        "is_finished": True,
        "is_committed": is_committed,
        "entries": entries,
        "register_version": register_version,
    }
    await tx.session.execute(
        insert(BulkRow)
        .values(job_id=job_id, school_id=school_id, **values)
        .on_conflict_do_update(index_elements=["job_id"], set_=values)
    )


async def note_arrival(tx: Transaction, school_id: UUID, version: int, entries: int) -> None:
    """Count students that arrived by bulk events under a version of the register."""
    fresh = insert(ArrivalRow).values(school_id=school_id, version=version, entries=entries)
    await tx.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["school_id", "version"],
            set_={"entries": ArrivalRow.entries + fresh.excluded.entries},
        )
    )


async def register_state(tx: Transaction, school_id: UUID) -> RegisterState:
    """Tell whether the register is changing now, and up to which version it arrived here.

    The students of one bulk act arrive under versions above the act before it and up to its own.
    """
    rows = await tx.session.execute(
        select(BulkRow).where(BulkRow.school_id == school_id).order_by(BulkRow.register_version)
    )
    acts = list(rows.scalars())
    arrived = {
        row.version: row.entries
        for row in await tx.session.execute(
            select(ArrivalRow.version, ArrivalRow.entries).where(ArrivalRow.school_id == school_id)
        )
    }
    announced = projected = 0
    for act in (act for act in acts if act.is_committed):
        came = sum(
            entries
            for version, entries in arrived.items()
            if announced < version <= act.register_version
        )
        if came >= act.entries and projected == announced:
            projected = act.register_version
        announced = act.register_version
    is_changing = any(not act.is_finished for act in acts)
    return RegisterState(is_changing, announced, projected)
