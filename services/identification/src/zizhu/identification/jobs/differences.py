"""Calculating the differences of every class in an officer's scope, a few classes at a time."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from zizhu.common.auth import Scope, ScopeRow
from zizhu.common.errors import Finding
from zizhu.common.jobs import Job
from zizhu.identification.repository import people
from zizhu.identification.service import differences
from zizhu.identification.service.differences import Calculated
from zizhu.identification.service.work import NOBODY, Work

_CLASSES = 20  # so that a panel member who hands in meanwhile never waits long


async def calculate_all(job: Job) -> Mapping[str, Any] | None:
    """Compare class after class; those that wait become findings of the job."""
    scope = scope_of(job)
    campaign_id = UUID(job.params["campaign_id"])
    async with job.parts.database.transaction(scope.school_id) as tx:
        units = await people.list_classes(tx, scope)
    done: list[Calculated] = []
    for start in range(0, len(units), _CLASSES):
        ids = [unit.class_id for unit in units[start : start + _CLASSES]]
        async with job.parts.database.transaction(scope.school_id, actor=job.actor) as tx:
            work = Work(
                tx,
                job.parts.keys.ring,
                scope,
                job.actor.account_id or NOBODY,
                job.parts.business.now(),
            )
            done.append(await differences.calculate(work, campaign_id, ids))
        await job.progress(min(start + _CLASSES, len(units)), len(units))
    await job.note([_finding(one) for part in done for one in part.waiting])
    return {
        "classes": sum(len(part.classes) for part in done),
        "students": sum(part.students for part in done),
        "abnormal": sum(part.abnormal for part in done),
        "unscored": sum(part.unscored for part in done),
        "waiting": sum(len(part.waiting) for part in done),
    }


def _finding(one: differences.Waiting) -> Finding:
    return Finding(f"{one.class_name}有{len(one.unreviewed)}份申请表未审核，审核后再计算。")


def scope_of(job: Job) -> Scope:
    """Read the scope of whoever queued a job."""
    rows = job.params["rows"]
    places = None if rows is None else tuple(_row(row) for row in rows)
    return Scope(job.school_id or NOBODY, places)


def _row(row: list[Any]) -> ScopeRow:
    college, year, major, one = row
    return ScopeRow(UUID(college), year, UUID(major) if major else None, UUID(one) if one else None)
