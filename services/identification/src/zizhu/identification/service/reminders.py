"""To-dos three working days and one working day before a phase ends (domain.md 5.1a).

Each office is told of its own phases; students with an unfinished form see theirs change.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from zizhu.common.auth import Role
from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.workdays import CalendarDays, working_days_left
from zizhu.contracts.address import Address
from zizhu.identification.domain.campaign import Phase
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import PhaseName
from zizhu.identification.repository import campaigns, register
from zizhu.identification.repository.tasks import Todo, open_of_kind
from zizhu.identification.service import redate, tasks
from zizhu.identification.service.followup import FILL

ENDING = "phase_ending"
REMIND_AT = (1, 3)  # working days before the end

RESPONSIBLE: Mapping[PhaseName, Role] = MappingProxyType(
    {
        PhaseName.FILING: Role.COUNSELOR,
        PhaseName.EVALUATION: Role.COUNSELOR,
        PhaseName.REVIEW: Role.COUNSELOR,
        PhaseName.CONFIRMATION: Role.DEPT,
        PhaseName.CUTTING: Role.SCHOOL_ADMIN,
        PhaseName.PUBLICITY: Role.SCHOOL_ADMIN,
        PhaseName.FINAL: Role.SCHOOL_ADMIN,
    }
)


def days_to_say(phase: Phase, now: datetime, days: CalendarDays) -> int | None:
    """Tell with how many working days left a running phase is announced now, if at all."""
    return _left(now, phase.ends_at, days) if phase.holds(now) else None


def _left(now: datetime, until: datetime, days: CalendarDays) -> int | None:
    if until <= now:
        return None
    last_day = business_day(until - timedelta(microseconds=1))
    left = working_days_left(business_day(now), last_day, days)
    return next((step for step in REMIND_AT if left <= step), None)


async def remind_school(tx: Transaction, school_id: UUID, *, now: datetime) -> None:
    """Open, reword and close the reminders of every open round of a school."""
    days = await register.calendar_days(tx)
    for one in await campaigns.open_rounds(tx, school_id):
        for phase in one.campaign.phases:
            await _remind(tx, one, phase, days_to_say(phase, now, days))
        await _remind_students(tx, one, now, days)
        await redate.flags(tx, one, now)  # breaks may have been entered since


async def _remind_students(tx: Transaction, one: Round, now: datetime, days: CalendarDays) -> None:
    for kept in await open_of_kind(tx, one.id, FILL):
        until = kept.todo.due_at
        left = None if until is None else _left(now, until, days)
        title = kept.todo.title.partition(_SAYS)[0]
        if left is not None:
            title = f"{title}{_SAYS} {left} 个工作日内截止）"
        await tasks.set_todo(tx, one.campaign.school_id, replace(kept.todo, title=title))


# Of days "within" which it ends: the sentence stays true until the next one.
_SAYS = "（将在"


async def _remind(tx: Transaction, one: Round, phase: Phase, left: int | None) -> None:
    key = f"{one.id}:{phase.name.value}"
    if left is None:
        await tasks.close_todo(tx, one.campaign.school_id, ENDING, key)
        return
    todo = Todo(
        kind=ENDING,
        key=key,
        address=Address(role=RESPONSIBLE[phase.name].value),
        title=f"{one.campaign.title}：{phase.name.label}将在 {left} 个工作日内结束",
        link=f"/identification/campaigns/{one.id}",
        due_at=phase.ends_at,
        campaign_id=one.id,
    )
    await tasks.set_todo(tx, one.campaign.school_id, todo)
