"""How a confirmed panel goes on: extended, members and applicants gone, rules relaxed, reminded.

Why somebody left is kept encrypted, because it may tell of an illness (domain.md 5.7).
"""

from collections.abc import Sequence
from uuid import UUID

from zizhu.common.ids import new_id
from zizhu.identification.domain import extension, panel
from zizhu.identification.domain.setup import ExceptionKind, pending_of
from zizhu.identification.errors.panels import NobodyToRemind
from zizhu.identification.repository import applications
from zizhu.identification.repository import panels as repository
from zizhu.identification.repository.panels import Panel
from zizhu.identification.service import panel_effects
from zizhu.identification.service.deadlines import give_time_to_evaluate
from zizhu.identification.service.panel_desk import Done, Seat, chosen, record, save, view_of
from zizhu.identification.service.work import Work, open_round


async def extend(
    work: Work,
    found: Panel,
    seats: Sequence[Seat],
    applicant_ids: Sequence[UUID],
    *,
    reason: str,
) -> Panel:
    """Add applicants (补充评议) and members to a confirmed set-up.

    After the phase this gives the members three working days for what they were given.

    Raises:
        CampaignStateForbids, SetupNotConfirmed, ReasonMissing, NotEligible, PeopleNotKnown.
    """
    one = await open_round(work, found.campaign_id)
    await repository.hold_binding(work.tx, one.id)
    await applications.hold_classes(work.tx, one.id, found.setup.class_ids)
    view = await view_of(work, one, found.setup)
    members, applicants = chosen(view, seats, applicant_ids)
    grown, effect = extension.extend(
        found.setup,
        view,
        members=members,
        applicants=applicants,
        reason=reason,
        now=work.now,
        new_id=new_id,
    )
    await give_time_to_evaluate(work, one, found, grown, effect.opened, reason=reason)
    return await save(
        work,
        one,
        Done(found, grown, effect),
        "panel.extend",
        reason=reason.strip(),
        tasks=len(effect.opened),
        members=[str(member.person_id) for member in members],
        applicants=[str(applicant.person_id) for applicant in applicants],
    )


async def withdraw_member(work: Work, found: Panel, person_id: UUID, *, reason: str) -> Panel:
    """Mark a member 退出; their open tasks end, their finished sheets stay.

    Raises:
        CampaignStateForbids, SetupNotConfirmed, ReasonMissing, MemberUnknown.
    """
    one = await open_round(work, found.campaign_id)
    view = await view_of(work, one, found.setup)
    left, effect = extension.withdraw_member(
        found.setup, person_id, view, by=work.by, now=work.now, reason=reason
    )
    return await save(
        work, one, Done(found, left, effect), "panel.withdraw_member", member=str(person_id)
    )


async def remove_applicant(work: Work, found: Panel, person_id: UUID, *, reason: str) -> Panel:
    """Take out an applicant who withdrew or left; every task about them is cancelled.

    Raises:
        CampaignStateForbids, SetupNotConfirmed, ReasonMissing, ApplicantUnknown.
    """
    one = await open_round(work, found.campaign_id)
    left, effect = extension.remove_applicant(
        found.setup, person_id, by=work.by, now=work.now, reason=reason
    )
    return await save(
        work, one, Done(found, left, effect), "panel.remove_applicant", applicant=str(person_id)
    )


async def relax(work: Work, found: Panel, kind: ExceptionKind, *, reason: str) -> Panel:
    """Let the department relax a rule where a class cannot form a panel (domain.md 5.10.2-3).

    Raises:
        CampaignStateForbids, ReasonMissing, ExceptionNotNeeded.
    """
    one = await open_round(work, found.campaign_id)
    view = await view_of(work, one, found.setup)
    relaxed = panel.relax(found.setup, kind, view, by=work.by, now=work.now, reason=reason)
    return await save(
        work,
        one,
        Done(found, relaxed),
        "panel.relax",
        reason=reason.strip(),
        rule=kind.value,
    )


async def remind(work: Work, found: Panel) -> int:
    """Remind every member who still has tasks. Raises CampaignStateForbids, NobodyToRemind."""
    one = await open_round(work, found.campaign_id)
    waiting = [m for m in found.setup.live_members if pending_of(found.setup, m.person_id)]
    if not waiting:
        raise NobodyToRemind("所有成员都已提交评议，无需提醒。")
    sent = await panel_effects.remind(work, one, waiting)
    record(work, "panel.remind", found, members=sent)
    return sent
