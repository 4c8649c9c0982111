"""Panels of the story: opened, chosen, confirmed, and their sheets handed in member by member."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from zizhu.common.ids import new_id
from zizhu.embedded.demo.casting import Troupe
from zizhu.embedded.demo.circumstances import hardship, is_misjudged, sheet_about
from zizhu.embedded.demo.scene import Player, Pupil, Scene
from zizhu.identification.domain.setup import MemberKind, pending_of
from zizhu.identification.domain.vocabulary import SetupState
from zizhu.identification.repository import panels as repository
from zizhu.identification.repository.panels import Panel
from zizhu.identification.service import evaluation, panel_growth, panels
from zizhu.identification.service.panel_desk import Seat
from zizhu.identification.service.work import Work


async def _panel_of(work: Work, campaign_id: UUID, class_id: UUID) -> Panel:
    found = await repository.list_panels(work.tx, work.scope, campaign_id, class_id=class_id)
    if found:
        return await repository.find_panel(work.tx, work.scope, found[0].id, lock=True)
    return await panels.open_panel(work, campaign_id, [class_id], panel_id=new_id())


async def seat(
    scene: Scene, campaign_id: UUID, troupe: Troupe, at: datetime, *, is_confirmed: bool = True
) -> None:
    """Let the counsellor choose the panel of a class, and confirm it."""
    who = troupe.counsellor
    async with scene.works(who, at) as work:
        panel = await _panel_of(work, campaign_id, troupe.class_id)
        if panel.setup.confirmed_at is not None:
            return
        seats = [Seat(one.id, MemberKind.STUDENT, "学生代表") for one in troupe.panel]
        seats.append(Seat(who.account_id, MemberKind.STAFF, "辅导员"))
        applicants = [one.id for one in troupe.applicants]
        panel = await panels.choose(work, panel, seats, applicants)
        if is_confirmed:
            await panels.confirm(work, panel)


async def evaluate(
    scene: Scene, campaign_id: UUID, troupe: Troupe, at: datetime, *, members: int | None = None
) -> None:
    """Let the members of a panel hand in, the first `members` of them or all.

    Of the applicant who has it hardest everybody thinks that it is not so, hence a difference.
    """
    people: list[tuple[UUID, Player]] = [(one.id, one.who) for one in troupe.panel]
    people.append((troupe.counsellor.account_id, troupe.counsellor))
    about = {one.id: one for one in troupe.applicants}
    hardest = max(troupe.applicants, key=lambda one: hardship(one.student)).id
    async with scene.works(troupe.counsellor, at) as first:
        panel = await _panel_of(first, campaign_id, troupe.class_id)
        for number, (member_id, who) in enumerate(people[:members]):
            handed_in = at + timedelta(minutes=37 * number)
            first.tx.actor, first.tx.machine_now = who.actor, handed_in
            sheets = _sheets(panel, member_id, about, hardest)
            if sheets:
                await evaluation.hand_in(scene.work(first.tx, who, handed_in), member_id, sheets)


def _sheets(
    panel: Panel, member_id: UUID, about: Mapping[UUID, Pupil], hardest: UUID
) -> dict[UUID, Mapping[str, str]]:
    found = {}
    for task in pending_of(panel.setup, member_id):
        if task.applicant_id in about:
            student = about[task.applicant_id].student
            is_wrong = task.applicant_id == hardest or is_misjudged(student)
            sheet = sheet_about(student, member_id, is_misjudged=is_wrong)
            found[task.task_id] = sheet
    return found


async def shorten(scene: Scene, campaign_id: UUID, troupe: Troupe, at: datetime) -> None:
    """Let members leave the panel until it has too few (需补充)."""
    async with scene.works(troupe.department, at) as work:
        for one in troupe.panel:
            panel = await _panel_of(work, campaign_id, troupe.class_id)
            if panel.setup.state is SetupState.NEEDS_MORE:
                return
            await panel_growth.withdraw_member(work, panel, one.id, reason="因病请假，无法参加评议")
