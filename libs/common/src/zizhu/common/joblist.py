"""Jobs as their pages show them: state, findings, cancel. Posts above a class see the school's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from zizhu.common.auth import Scope
from zizhu.common.database import Database, Transaction
from zizhu.common.errors import Conflict, Finding, NotFound
from zizhu.common.jobs import OPEN_STATES
from zizhu.common.tables import job, job_finding

KEEP_DAYS = 30


class NoSuchJob(NotFound):
    code = "no_such_job"
    title = "没有这个任务"

    def __init__(self) -> None:
        super().__init__("没有这个任务，或者它不在您的管理范围内。")


class JobOver(Conflict):
    code = "job_over"
    title = "任务已结束"


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as its page shows it."""

    id: UUID
    kind: str
    state: str
    done: int
    total: int | None
    result: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    created_at: datetime
    finished_at: datetime | None
    account_id: UUID | None


_COLUMNS = [job.c[name] for name in JobState.__slots__]


def _mine(scope: Scope, account_id: UUID) -> ColumnElement[bool]:
    """School-wide posts see the school's jobs; everyone else only their own."""
    inside = job.c.school_id == scope.school_id
    return inside if scope.is_school_wide else and_(inside, job.c.account_id == account_id)


async def find_job(tx: Transaction, scope: Scope, account_id: UUID, job_id: UUID) -> JobState:
    """Return a job of the caller. Raises NoSuchJob."""
    row = (
        await tx.session.execute(
            select(*_COLUMNS).where(job.c.id == job_id, _mine(scope, account_id))
        )
    ).first()
    if row is None:
        raise NoSuchJob
    return JobState(*row)


async def list_jobs(
    tx: Transaction,
    scope: Scope,
    account_id: UUID,
    *,
    kinds: Sequence[str],
    after: UUID | None,
    limit: int,
) -> list[JobState]:
    """Return the caller's jobs of some kinds, newest first, after the one with the id `after`."""
    query = select(*_COLUMNS).where(_mine(scope, account_id), job.c.kind.in_(kinds))
    if after is not None:
        query = query.where(job.c.id < after)
    rows = await tx.session.execute(query.order_by(job.c.id.desc()).limit(limit))
    return [JobState(*row) for row in rows]


async def list_findings(
    tx: Transaction, job_id: UUID, *, after: int = -1, limit: int = 500
) -> list[tuple[int, Finding]]:
    """Findings of a job in order, after the number `after`."""
    rows = await tx.session.execute(
        select(job_finding.c.seq, job_finding.c.row, job_finding.c.column, job_finding.c.message)
        .where(job_finding.c.job_id == job_id, job_finding.c.seq > after)
        .order_by(job_finding.c.seq)
        .limit(limit)
    )
    return [
        (cast(int, row.seq), Finding(row.message, row=row.row, column=row.column)) for row in rows
    ]


async def cancel_job(tx: Transaction, scope: Scope, account_id: UUID, job_id: UUID) -> None:
    """Ask a job to stop at the next safe place. Raises NoSuchJob, JobOver."""
    found = await find_job(tx, scope, account_id, job_id)
    if found.state not in OPEN_STATES:
        raise JobOver("任务已经结束，不能取消。")
    await tx.session.execute(update(job).where(job.c.id == job_id).values(cancel_requested=True))


async def drop_finished(database: Database) -> None:
    """Drop findings of jobs that ended more than 30 days ago."""
    async with database.transaction() as tx:
        old = select(job.c.id).where(
            job.c.finished_at < func.now() - func.make_interval(0, 0, 0, KEEP_DAYS)
        )
        await tx.session.execute(delete(job_finding).where(job_finding.c.job_id.in_(old)))
