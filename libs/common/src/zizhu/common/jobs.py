"""Long work: a job is a row, claimed by the lease that serves outbox and timers.

Progress is true, findings are kept 30 days, a cancel is honoured between chunks, and a worker that
lost its lease cannot finish what another one took over. No broker message holds a job.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, func, insert, select

from zizhu.common import crash, metrics
from zizhu.common.audit import Actor
from zizhu.common.database import DatabaseAway, Transaction, is_surroundings
from zizhu.common.errors import Finding, Refusal
from zizhu.common.hints import Hint
from zizhu.common.ids import new_id
from zizhu.common.lease import LeaseLost, claim, fenced, kept_alive, later, release
from zizhu.common.parts import Parts
from zizhu.common.tables import job, job_finding

LEASE_SECONDS = 30.0
RETRY_SECONDS = 1.0
POLL_SECONDS = 0.5
TRIES = 5
OPEN_STATES = ("queued", "running")


class JobCancelled(Exception):
    """Somebody asked to stop, and the work was at a place where stopping is safe."""


@dataclass
class Job:
    """What a runner works with: parameters, progress, findings, and its own transactions."""

    parts: Parts
    id: UUID
    kind: str
    school_id: UUID | None
    actor: Actor
    params: Mapping[str, Any]
    token: UUID
    _total: int = field(default=0, init=False, repr=False)
    _step: int = field(default=-1, init=False, repr=False)

    async def progress(self, done: int, total: int | None = None) -> None:
        """Say how far the work is. Raises JobCancelled when a cancel was asked for, LeaseLost."""
        async with self.parts.database.transaction() as tx:
            asked = await tx.session.scalar(
                select(job.c.cancel_requested).where(job.c.id == self.id)
            )
            values: dict[str, object] = {"done": done}
            if total is not None:
                values["total"] = total
            await fenced(tx.session, job, self.id, token=self.token, **values)
        self._tell_step(done, total)
        if asked:
            raise JobCancelled

    def _tell_step(self, done: int, total: int | None) -> None:
        """Hint once for each percent: a page that shows progress reads no more often."""
        self._total = total or self._total
        step = done * 100 // self._total if self._total else done
        if step != self._step:
            self._step = step
            self.tell()

    def tell(self) -> None:
        """Hint to whoever started the job that it moved."""
        if self.school_id is not None and self.actor.account_id is not None:
            kind = f"job:{self.parts.service}:{self.id}"
            self.parts.hints.tell(Hint(kind, self.school_id, account_id=self.actor.account_id))

    async def note(self, findings: Sequence[Finding], *, start: int = 0) -> None:
        """Keep findings, numbered from `start`; a repeated note changes nothing."""
        if not findings:
            return
        rows = [
            {
                "job_id": self.id,
                "seq": start + index,
                "row": finding.row,
                "column": finding.column,
                "message": finding.message,
            }
            for index, finding in enumerate(findings)
        ]
        async with self.parts.database.transaction() as tx:
            await self._hold(tx)
            await tx.session.execute(
                delete(job_finding).where(
                    job_finding.c.job_id == self.id, job_finding.c.seq >= start
                )
            )
            await tx.session.execute(insert(job_finding), rows)

    async def _hold(self, tx: Transaction) -> None:
        """Write nothing, and raise LeaseLost where another worker has the job."""
        await fenced(tx.session, job, self.id, token=self.token, lease_token=self.token)

    async def finish(self, tx: Transaction, result: Mapping[str, Any]) -> None:
        """End the job inside the transaction that commits its work. Raises LeaseLost."""
        await fenced(
            tx.session,
            job,
            self.id,
            token=self.token,
            state="done",
            result=dict(result),
            finished_at=func.now(),
            lease_token=None,
            leased_until=None,
        )


# Returns the result, or None where it finished the job itself inside its own transaction.
JobRunner = Callable[[Job], Awaitable[Mapping[str, Any] | None]]


async def start_job(
    tx: Transaction, kind: str, params: Mapping[str, Any], *, school_id: UUID | None
) -> UUID:
    """Queue a job in this transaction and return its id."""
    job_id = new_id()
    await tx.session.execute(
        insert(job).values(
            id=job_id,
            kind=kind,
            school_id=school_id,
            account_id=tx.actor.account_id,
            post_id=tx.actor.post_id,
            params={**params, "_role": tx.actor.role},
            state="queued",
        )
    )
    return job_id


class Workshop:
    """Work through queued jobs, one at a time in this process."""

    def __init__(self, parts: Parts, runners: Mapping[str, JobRunner]) -> None:
        self._parts = parts
        self._runners = runners

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until `stopping`; what runs then is given back to another worker."""
        if not self._runners:
            await stopping.wait()
        while not stopping.is_set():
            try:
                worked = await self.pass_once()
            except DatabaseAway:
                self._parts.log.warning("jobs_wait")
                worked = False
            if not worked:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), POLL_SECONDS)

    async def pass_once(self) -> bool:
        """Claim and work one job; return whether there was one."""
        token = new_id()
        async with self._parts.database.transaction() as tx:
            rows = await claim(
                tx.session,
                job,
                and_(job.c.state.in_(OPEN_STATES), job.c.kind.in_(self._runners)),
                token=token,
                limit=1,
                seconds=LEASE_SECONDS,
            )
            if rows:
                await fenced(tx.session, job, rows[0].id, token=token, state="running")
        if not rows:
            return False
        await self._work(rows[0], token)
        return True

    async def _work(self, row: Row[Any], token: UUID) -> None:
        params = dict(row.params)
        role = params.pop("_role", None)
        work = Job(
            parts=self._parts,
            id=row.id,
            kind=row.kind,
            school_id=row.school_id,
            actor=Actor(row.account_id, row.post_id, role),
            params=params,
            token=token,
        )
        work.tell()
        try:
            async with kept_alive(
                self._parts.database, job, row.id, token=token, seconds=LEASE_SECONDS
            ):
                state, values = await self._attempt(work, attempts=row.attempts)
        except LeaseLost:
            self._parts.log.warning("job_lease_lost", job_id=str(row.id))
            return
        except asyncio.CancelledError:
            async with self._parts.database.transaction() as tx:
                await release(tx.session, job, token=token)
            raise
        metrics.JOBS.labels(self._parts.service, row.kind, state).inc()
        if values is None:
            work.tell()
            return
        crash.point("job.before_commit")
        async with self._parts.database.transaction() as tx:
            with suppress(LeaseLost):
                freed = {"lease_token": None, "leased_until": None}
                await fenced(
                    tx.session, job, row.id, token=token, **{**freed, "state": state, **values}
                )
        crash.point("job.after_commit")
        work.tell()

    async def _attempt(self, work: Job, *, attempts: int) -> tuple[str, dict[str, object] | None]:
        if attempts > TRIES:  # its worker died each time: do not let it take more of them along
            self._parts.log.error("job_kills_workers", job_id=str(work.id), kind=work.kind)
            return "failed", {"error": _problem(RuntimeError()), "finished_at": func.now()}
        try:
            result = await self._runners[work.kind](work)
        except JobCancelled:
            return "cancelled", {"finished_at": func.now()}
        except LeaseLost:
            raise
        except Exception as error:
            if not isinstance(error, Refusal):
                self._parts.log.exception("job_broke", job_id=str(work.id), kind=work.kind)
            return _judge(error, attempts)
        if result is None:
            return "done", None
        return "done", {"result": dict(result), "finished_at": func.now()}


def _judge(error: Exception, attempts: int) -> tuple[str, dict[str, object]]:
    """A refusal ends a job; a defect is tried again a few times; the surroundings do not count."""
    if is_surroundings(error):
        return "queued", {"leased_until": later(RETRY_SECONDS), "attempts": attempts - 1}
    if attempts < TRIES and not isinstance(error, Refusal):
        return "queued", {"leased_until": later(RETRY_SECONDS)}
    return "failed", {"error": _problem(error), "finished_at": func.now()}


_BROKE = "任务因系统内部错误中止，没有保存任何结果。请重试，或联系管理员。"


def _problem(error: Exception) -> dict[str, str]:
    if isinstance(error, Refusal):
        return {"code": error.code, "title": error.title, "detail": error.detail}
    return {"code": "unexpected", "title": "系统内部错误", "detail": _BROKE}
