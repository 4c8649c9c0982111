"""The school's to-do to draw the lines, once nothing stands in the way any more."""

from zizhu.common.auth import Role
from zizhu.contracts.address import Address
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import PhaseName
from zizhu.identification.repository import applications
from zizhu.identification.repository.tasks import Todo
from zizhu.identification.service import tasks
from zizhu.identification.service.work import Work

CUT = "cut_due"


async def tell_school(work: Work, one: Round) -> None:
    """Open the to-do when every application is reviewed, compared and cleared; shut it else."""
    if one.is_cut:
        return
    if not await applications.is_settled(work.tx, one.id):
        await tasks.close_todo(work.tx, work.school_id, CUT, str(one.id))
        return
    phase = one.campaign.phase(PhaseName.CUTTING)
    todo = Todo(
        kind=CUT,
        key=str(one.id),
        address=Address(role=Role.SCHOOL_ADMIN.value),
        title="全部申请已审核并核实，可以切线",
        link=f"/identification/campaigns/{one.id}/cut",
        due_at=phase.ends_at if phase else None,
        campaign_id=one.id,
        is_open=one.is_open,
    )
    await tasks.set_todo(work.tx, work.school_id, todo)
