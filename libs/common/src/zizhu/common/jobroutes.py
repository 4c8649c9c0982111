"""The routes of a service's jobs: list, one, findings, cancel. The same for every service."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from zizhu.common.errors import Finding
from zizhu.common.joblist import (
    JobOver,
    JobState,
    NoSuchJob,
    cancel_job,
    find_job,
    list_findings,
    list_jobs,
)
from zizhu.common.paging import DEFAULT_SIZE, MAX_SIZE, CursorInvalid, Page, page_of, read_cursor
from zizhu.common.problems import problems
from zizhu.common.web import AsStaff

Cursor = Annotated[str | None, Query(max_length=200)]
Size = Annotated[int, Query(ge=1, le=MAX_SIZE)]


class JobOut(BaseModel):
    """A job: `done` of `total`, then `result`, or `error` with a sentence."""

    id: UUID
    kind: str
    state: str
    done: int
    total: int | None
    result: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, job: JobState) -> Self:
        return cls(**{name: getattr(job, name) for name in cls.model_fields})


class FindingOut(BaseModel):
    """What is wrong in one place of a sheet, and how to mend it."""

    seq: int
    row: int | None
    column: str | None
    message: str

    @classmethod
    def of(cls, numbered: tuple[int, Finding]) -> Self:
        seq, finding = numbered
        return cls(seq=seq, row=finding.row, column=finding.column, message=finding.message)


def uuid_after(cursor: str | None) -> UUID | None:
    """Return the id in a cursor of one part. Raises CursorInvalid."""
    if cursor is None:
        return None
    try:
        return UUID(str(read_cursor(cursor, 1)[0]))
    except ValueError as error:
        raise CursorInvalid("翻页标记无效，请从第一页重新查询。") from error


def number_after(cursor: str | None) -> int:
    """Return the number in a cursor of one part, or -1. Raises CursorInvalid."""
    if cursor is None:
        return -1
    found = read_cursor(cursor, 1)[0]
    if not isinstance(found, int):
        raise CursorInvalid("翻页标记无效，请从第一页重新查询。")
    return found


def job_router(service: str, kinds: Iterable[str]) -> APIRouter:
    """Make the routes under `/api/v1/<service>/jobs` for jobs of `kinds`."""
    router = APIRouter(prefix=f"/api/v1/{service}/jobs", tags=["jobs"])
    own = tuple(kinds)

    @router.get("", operation_id=f"{service}_list_jobs")
    async def list_own_jobs(
        caller: AsStaff, cursor: Cursor = None, size: Size = DEFAULT_SIZE
    ) -> Page[JobOut]:
        """List jobs, newest first."""
        account_id = caller.principal.account_id
        after = uuid_after(cursor)
        async with caller.transaction() as tx:
            found = await list_jobs(
                tx, caller.scope, account_id, kinds=own, after=after, limit=size + 1
            )
        return page_of(found, size, item=JobOut.of, position=lambda one: (str(one.id),))

    @router.get("/{job_id}", operation_id=f"{service}_get_job", responses=problems(NoSuchJob))
    async def get_job(caller: AsStaff, job_id: UUID) -> JobOut:
        """Show one job with its progress."""
        async with caller.transaction() as tx:
            found = await find_job(tx, caller.scope, caller.principal.account_id, job_id)
        return JobOut.of(found)

    @router.get(
        "/{job_id}/findings",
        operation_id=f"{service}_list_job_findings",
        responses=problems(NoSuchJob),
    )
    async def list_job_findings(
        caller: AsStaff, job_id: UUID, cursor: Cursor = None, size: Size = DEFAULT_SIZE
    ) -> Page[FindingOut]:
        """List what a job found, in order."""
        after = number_after(cursor)
        async with caller.transaction() as tx:
            await find_job(tx, caller.scope, caller.principal.account_id, job_id)
            found = await list_findings(tx, job_id, after=after, limit=size + 1)
        return page_of(found, size, item=FindingOut.of, position=lambda one: (one[0],))

    @router.post(
        "/{job_id}/cancel",
        operation_id=f"{service}_cancel_job",
        responses=problems(NoSuchJob, JobOver),
    )
    async def cancel_own_job(caller: AsStaff, job_id: UUID) -> JobOut:
        """Ask a job to stop at the next safe place."""
        account_id = caller.principal.account_id
        async with caller.transaction("job.cancel", of="job", object_id=job_id) as tx:
            await cancel_job(tx, caller.scope, account_id, job_id)
            tx.record("job.cancel", of="job", object_id=job_id)
            return JobOut.of(await find_job(tx, caller.scope, account_id, job_id))

    return router
