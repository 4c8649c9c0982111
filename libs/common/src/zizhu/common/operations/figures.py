"""The figures behind the checks: outbox, inbox, failed messages, leases, timers and jobs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, func, or_, select

from zizhu.common.database import Transaction
from zizhu.common.jobs import OPEN_STATES
from zizhu.common.lease import later
from zizhu.common.tables import failed_message, inbox, job, outbox, timer
from zizhu.common.trail.sealer import LEASE as SEALING

WEEK = 7 * 86_400
HOUR = 3600
MOST_JOBS = 50
# The sealer keeps its lease in the same table, works when there are lines, and has no next time.
_IS_TIMED = timer.c.name != SEALING


@dataclass(frozen=True, slots=True)
class Outbox:
    """Events that wait to be sent, the age of the oldest, and how many a relay holds."""

    depth: int
    age_seconds: float
    leased: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """What arrived of late."""

    last_received_at: datetime | None
    received_last_hour: int


@dataclass(frozen=True, slots=True)
class Failed:
    """Kept messages: those that are retried, and those that wait for an operator."""

    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class Lease:
    """Work that somebody holds; overdue means that nobody prolonged it nor took it over."""

    holds: str
    name: str
    until: datetime
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class TimerDue:
    """A timer and when it is next due; while it runs, that is in the past."""

    name: str
    next_at: datetime
    is_running: bool


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job that is open, or failed within the last week; of its error no more than the name."""

    id: UUID
    kind: str
    school_id: UUID | None
    state: str
    done: int
    total: int | None
    attempts: int
    error_code: str | None
    error_title: str | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that an operator reads of one service. `jobs` counts those of the last week."""

    outbox: Outbox
    inbox: Inbox
    failed: Failed
    leases: list[Lease]
    timers: list[TimerDue]
    jobs: dict[str, int]
    recent_jobs: list[JobLine]


async def read_figures(tx: Transaction) -> Figures:
    """Read them all in one transaction."""
    return Figures(
        outbox=await _outbox(tx),
        inbox=await _inbox(tx),
        failed=await _failed(tx),
        leases=[*await _leases(tx, job, "kind"), *await _leases(tx, timer, "name", _IS_TIMED)],
        timers=await _timers(tx),
        jobs=await _count_jobs(tx),
        recent_jobs=await _recent_jobs(tx),
    )


async def _outbox(tx: Transaction) -> Outbox:
    age = func.extract("epoch", func.now() - func.min(outbox.c.created_at))
    leased = func.count().filter(outbox.c.leased_until > func.now())
    row = (
        await tx.session.execute(
            select(func.count(), func.coalesce(age, 0), leased).where(outbox.c.sent_at.is_(None))
        )
    ).one()
    return Outbox(int(row[0]), float(row[1]), int(row[2]))


async def _inbox(tx: Transaction) -> Inbox:
    last = select(func.max(inbox.c.received_at)).scalar_subquery()
    lately = (
        select(func.count())
        .select_from(inbox)
        .where(inbox.c.received_at > later(-HOUR))
        .scalar_subquery()
    )
    row = (await tx.session.execute(select(last, lately))).one()
    return Inbox(row[0], int(row[1]))


async def _failed(tx: Transaction) -> Failed:
    state = failed_message.c.state
    rows = await tx.session.execute(select(state, func.count()).group_by(state))
    counts = {row[0]: int(row[1]) for row in rows}
    return Failed(counts.get("waiting", 0), counts.get("dead", 0))


async def _leases(
    tx: Transaction, table: Table, name: str, *clauses: ColumnElement[bool]
) -> list[Lease]:
    until = table.c.leased_until
    rows = await tx.session.execute(
        select(table.c[name], until, until < func.now())
        .where(until.is_not(None), table.c.lease_token.is_not(None), *clauses)
        .order_by(until)
    )
    return [Lease(table.name, row[0], row[1], row[2]) for row in rows]


async def _timers(tx: Transaction) -> list[TimerDue]:
    running = func.coalesce(timer.c.leased_until > func.now(), False)
    rows = await tx.session.execute(
        select(timer.c.name, timer.c.next_at, running).where(_IS_TIMED).order_by(timer.c.name)
    )
    return [TimerDue(*row) for row in rows]


async def _count_jobs(tx: Transaction) -> dict[str, int]:
    rows = await tx.session.execute(
        select(job.c.state, func.count())
        .where(or_(job.c.state.in_(OPEN_STATES), job.c.created_at > later(-WEEK)))
        .group_by(job.c.state)
    )
    states = dict.fromkeys((*OPEN_STATES, "done", "failed", "cancelled"), 0)
    return {**states, **{row[0]: int(row[1]) for row in rows}}


async def _recent_jobs(tx: Transaction) -> list[JobLine]:
    failed = (job.c.state == "failed") & (job.c.created_at > later(-WEEK))
    rows = await tx.session.execute(
        select(job)
        .where(or_(job.c.state.in_(OPEN_STATES), failed))
        .order_by(job.c.created_at.desc())
        .limit(MOST_JOBS)
    )
    return [_job_line(row) for row in rows]


def _job_line(row: Row[Any]) -> JobLine:
    error = row.error or {}
    own = {name: getattr(row, name) for name in JobLine.__slots__ if name in job.c}
    return JobLine(**own, error_code=error.get("code"), error_title=error.get("title"))
