"""Panels as drafts, up to 确认: opened for classes, merged, chosen, reset, discarded, confirmed.

Everybody's eligibility is judged by the same rule that explains it (domain.md 5.7).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from zizhu.common.ids import new_id
from zizhu.identification.domain import panel
from zizhu.identification.domain.panel import ClassPlace
from zizhu.identification.domain.setup import Setup
from zizhu.identification.repository import applications, panel_writes
from zizhu.identification.repository import panels as repository
from zizhu.identification.repository.panels import Panel
from zizhu.identification.repository.people import ClassUnit
from zizhu.identification.service.deadlines import require_evaluation_ahead
from zizhu.identification.service.panel_desk import (
    Done,
    Seat,
    chosen,
    known_classes,
    record,
    save,
    view_of,
)
from zizhu.identification.service.work import Work, open_round


async def open_panel(
    work: Work, campaign_id: UUID, class_ids: Collection[UUID], *, panel_id: UUID
) -> Panel:
    """Begin an empty draft for a class, or for small classes of one year and major.

    Raises:
        NoSuchCampaign, CampaignStateForbids, ClassesNotMergeable.
        ClassesNotKnown: a class is unknown or outside the scope.
    """
    one = await open_round(work, campaign_id)
    classes = await known_classes(work, class_ids)
    setup = panel.merge_classes(
        Setup(panel_id, frozenset(one.class_id for one in classes)), _places(classes)
    )
    made = Panel(setup, one.id, tuple(unit.place for unit in classes), work.now, version=1)
    await panel_writes.add_panel(work.tx, work.scope.school_id, made)
    record(work, "panel.open", made, classes=len(classes))
    return made


async def merge(work: Work, found: Panel, class_ids: Collection[UUID]) -> Panel:
    """Let a draft belong to other classes; what was chosen before is emptied.

    Raises:
        CampaignStateForbids, SetupAlreadyConfirmed, ClassesNotMergeable, ClassesNotKnown.
    """
    one = await open_round(work, found.campaign_id)
    classes = await known_classes(work, class_ids)
    merged = panel.reset(panel.merge_classes(found.setup, _places(classes)))
    places = [unit.place for unit in classes]
    await panel_writes.replace_classes(work.tx, work.scope.school_id, found, places)
    done = await save(work, one, Done(found, merged), "panel.merge", classes=len(classes))
    return replace(done, places=tuple(places))


async def choose(
    work: Work, found: Panel, seats: Sequence[Seat], applicant_ids: Sequence[UUID]
) -> Panel:
    """Replace the choice of a draft; its rules are checked at 确认.

    Raises:
        CampaignStateForbids, SetupAlreadyConfirmed.
        PeopleNotKnown: somebody is no student of the classes and no staff member.
    """
    one = await open_round(work, found.campaign_id)
    view = await view_of(work, one, found.setup)
    members, applicants = chosen(view, seats, applicant_ids)
    picked = panel.choose(found.setup, members, applicants)
    return await save(work, one, Done(found, picked), "panel.choose", members=len(members))


async def reset(work: Work, found: Panel) -> Panel:
    """Empty a draft (重置). Raises CampaignStateForbids, SetupAlreadyConfirmed."""
    one = await open_round(work, found.campaign_id)
    return await save(work, one, Done(found, panel.reset(found.setup)), "panel.reset")


async def discard(work: Work, found: Panel) -> None:
    """Delete a draft. Raises CampaignStateForbids, SetupAlreadyConfirmed."""
    await open_round(work, found.campaign_id)
    panel.reset(found.setup)
    await panel_writes.delete_panel(work.tx, found.id)
    record(work, "panel.discard", found)


async def confirm(work: Work, found: Panel) -> Panel:
    """Confirm a set-up for good: members get their tasks and are notified.

    Raises:
        CampaignStateForbids, SetupAlreadyConfirmed, NotEligible, SetupIncomplete,
        EvaluationClosed.
    """
    one = await open_round(work, found.campaign_id)
    await require_evaluation_ahead(work, one, found)
    await repository.hold_binding(work.tx, one.id)
    await applications.hold_classes(work.tx, one.id, found.setup.class_ids)
    view = await view_of(work, one, found.setup)
    confirmed, effect = panel.confirm(found.setup, view, now=work.now, new_id=new_id)
    return await save(
        work, one, Done(found, confirmed, effect), "panel.confirm", tasks=len(effect.opened)
    )


def _places(classes: Sequence[ClassUnit]) -> list[ClassPlace]:
    return [
        ClassPlace(unit.class_id, unit.place.year or 0, unit.place.major_id or UUID(int=0))
        for unit in classes
    ]
