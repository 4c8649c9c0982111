"""To-dos follow an end that moved: by an extension, or because the school entered a break."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from zizhu.common.auth import ScopeRow
from zizhu.common.database import Transaction
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import PhaseName
from zizhu.identification.domain.window import Extension
from zizhu.identification.repository import people
from zizhu.identification.repository.panels import panels_by_id
from zizhu.identification.repository.tasks import KeptTodo, open_of_kind
from zizhu.identification.service import tasks
from zizhu.identification.service.departments import CLEAR
from zizhu.identification.service.ends import Ends
from zizhu.identification.service.followup import CONTACT, FILL, REVIEW
from zizhu.identification.service.panel_effects import EVALUATE
from zizhu.identification.service.unevaluated import UNEVALUATED

Redate = Callable[[Transaction, Round, datetime], Awaitable[None]]


async def redate(tx: Transaction, one: Round, moved: Extension, now: datetime) -> None:
    """Give the open to-dos of a phase that was extended the ends that hold now."""
    if moved.phase is PhaseName.FILING:
        await _fillers(tx, one, moved)
    for follow in _FOLLOW.get(moved.phase, ()):
        await follow(tx, one, now)


async def _fillers(tx: Transaction, one: Round, moved: Extension) -> None:
    """Students who have not handed in: each to-do holds an own end, which only moves later."""
    found = {
        kept.todo.address.student_id: kept
        for kept in await open_of_kind(tx, one.id, FILL)
        if kept.todo.due_at is not None and kept.todo.due_at < moved.until
    }
    persons = await people.persons_of(tx, [student for student in found if student])
    school_id = one.campaign.school_id
    covered = [person.student_id for person in persons if moved.covers(person, school_id)]
    await tasks.move_due(tx, [(found[student], moved.until) for student in covered])


async def flags(tx: Transaction, one: Round, _: datetime) -> None:
    """Date the to-dos of departments, whose clock pauses in breaks."""
    ends = await Ends.of_flags(tx, one)
    found = await open_of_kind(tx, one.id, CLEAR)
    await tasks.move_due(tx, [(kept, _of_place(ends, kept)) for kept in found])


def _of_place(ends: Ends, kept: KeptTodo) -> datetime | None:
    place = kept.todo.address.place
    if place.college_id is None:
        return kept.todo.due_at
    return ends.for_class(ScopeRow(place.college_id, place.year, place.major_id, place.class_id))


def _classes(name: PhaseName, kind: str) -> Redate:
    async def follow(tx: Transaction, one: Round, _: datetime) -> None:
        ends = await Ends.of(tx, one, name)
        found = await open_of_kind(tx, one.id, kind)
        await tasks.move_due(tx, [(kept, _of_place(ends, kept)) for kept in found])

    return follow


async def _members(tx: Transaction, one: Round, now: datetime) -> None:
    found = {_panel_member(kept): kept for kept in await open_of_kind(tx, one.id, EVALUATE)}
    ends = await Ends.of(tx, one, PhaseName.EVALUATION)
    panels = {panel.id: panel for panel in await panels_by_id(tx, {key[0] for key in found})}
    moved = [
        (kept, ends.for_member(panels[panel_id], panels[panel_id].setup, member_id, now))
        for (panel_id, member_id), kept in found.items()
        if panel_id in panels
    ]
    await tasks.move_due(tx, moved)


def _panel_member(kept: KeptTodo) -> tuple[UUID, UUID]:
    panel_id, _, member_id = kept.todo.key.partition(":")
    return UUID(panel_id), UUID(member_id)


_FOLLOW: Mapping[PhaseName, tuple[Redate, ...]] = MappingProxyType(
    {
        PhaseName.FILING: (_classes(PhaseName.FILING, CONTACT),),
        PhaseName.EVALUATION: (_members, _classes(PhaseName.EVALUATION, UNEVALUATED)),
        PhaseName.REVIEW: (_classes(PhaseName.REVIEW, REVIEW),),
        PhaseName.CONFIRMATION: (flags,),
    }
)
