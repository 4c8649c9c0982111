"""What panels do when the register or a student moves on: a withdrawn, left or moved applicant is
no longer evaluated by a panel that has not finished (domain.md 5.7 rule 10, 5.10.7).
"""

from collections.abc import Collection
from uuid import UUID

from zizhu.identification.domain import extension
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.setup import is_complete
from zizhu.identification.repository import campaigns
from zizhu.identification.repository import panels as repository
from zizhu.identification.repository.panel_moves import MovedApplicant, moved_applicants
from zizhu.identification.repository.panels import Panel
from zizhu.identification.service import panel_effects
from zizhu.identification.service.unevaluated import tell_unevaluated
from zizhu.identification.service.work import Work


async def drop_withdrawn(work: Work, one: Round, person_id: UUID) -> None:
    """Cancel every task about a student who withdrew the application."""
    for found in await repository.panels_evaluating(work.tx, one.id, person_id):
        await _remove(work, one, found, person_id, "本人撤回申请")


async def follow_register(work: Work, person_ids: Collection[UUID]) -> None:
    """Take those who left, or stand in another class now, off panels that are still at work.

    A finished evaluation stays, and is ranked in the class whose panel made it.
    """
    for moved in await moved_applicants(work.tx, person_ids):
        for found in await repository.panels_evaluating(work.tx, None, moved.person_id):
            await _follow(work, found, moved)


async def _follow(work: Work, found: Panel, moved: MovedApplicant) -> None:
    one = await campaigns.find_round(work.tx, work.scope, found.campaign_id)
    if not one.is_open or is_complete(found.setup, moved.person_id):
        return
    if not moved.has_left and moved.place.class_id in found.setup.class_ids:
        return
    reason = "学籍信息显示已离校" if moved.has_left else "学籍异动，转由现班级评议"
    await _remove(work, one, found, moved.person_id, reason)
    if not moved.has_left:
        await tell_unevaluated(work.tx, one, [moved.place])


async def _remove(work: Work, one: Round, found: Panel, person_id: UUID, reason: str) -> None:
    left, effect = extension.remove_applicant(
        found.setup, person_id, by=work.by, now=work.now, reason=reason
    )
    await panel_effects.settle(work, one, found, left, effect)
    work.tx.record(
        "panel.remove_applicant",
        of="panel",
        object_id=found.id,
        reason=reason,
        applicant=str(person_id),
    )
