"""The school's to-do to draw the final list: publicity is over, or somebody waits no more."""

from uuid import UUID

from zizhu.common.auth import Role
from zizhu.contracts.address import Address
from zizhu.identification.domain.vocabulary import PhaseName
from zizhu.identification.repository import campaigns, finals, publicities
from zizhu.identification.repository.tasks import Todo
from zizhu.identification.service import tasks
from zizhu.identification.service.work import Work

FINALISE = "finalise_due"


async def tell_finalise(work: Work, campaign_id: UUID) -> None:
    """Open the to-do when the main list is over and there is somebody to take up."""
    main = publicities.main_of(await publicities.list_publicities(work.tx, campaign_id))
    final = await finals.standing_final(work.tx, campaign_id)
    is_due = main is not None and main.publicity.is_over(work.now)
    if not is_due or (final is not None and not final.waiting):
        return
    one = await campaigns.find_round(work.tx, work.scope, campaign_id)
    phase = one.campaign.phase(PhaseName.FINAL)
    await tasks.set_todo(
        work.tx,
        work.school_id,
        Todo(
            kind=FINALISE,
            key=str(campaign_id),
            address=Address(role=Role.SCHOOL_ADMIN.value),
            title="公示期已满，可以终审" if final is None else "有等待的结果可以补充终审",
            link=f"/identification/campaigns/{campaign_id}/final",
            due_at=phase.ends_at if phase else None,
            campaign_id=campaign_id,
            is_open=one.is_open,
        ),
    )
