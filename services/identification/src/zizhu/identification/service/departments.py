"""The to-dos of departments to look into flags (测评无误): one a department, with what is left.

Their clock pauses in the breaks of the school (domain.md 10.7). What a visit costs here does not
grow with the school: one count, one look at the to-dos, and only what changed is written.
"""

from dataclasses import replace
from uuid import UUID

from zizhu.common.auth import Role
from zizhu.contracts.address import Address, Place
from zizhu.identification.domain.round import Round
from zizhu.identification.repository import differences as repository
from zizhu.identification.repository.tasks import Todo, open_of_kind, take_turn
from zizhu.identification.service import tasks
from zizhu.identification.service.ends import Ends
from zizhu.identification.service.work import Work

CLEAR = "difference_clear"


async def tell_departments(work: Work, one: Round) -> None:
    """Bring the to-do of every department in line with the flags that wait for it."""
    await take_turn(work.tx, CLEAR, str(one.id))
    counted = await repository.count_abnormal(work.tx, one.id)
    said = {kept.todo.key: kept.todo for kept in await open_of_kind(work.tx, one.id, CLEAR)}
    ends = await Ends.of_flags(work.tx, one)
    wanted = {
        todo.key: todo
        for college_id, abnormal in counted.items()
        for todo in [_todo(one, college_id, abnormal, ends)]
    }
    over = {key: replace(todo, is_open=False) for key, todo in said.items() if key not in wanted}
    for key, todo in sorted({**wanted, **over}.items()):
        if said.get(key) != todo:
            await tasks.set_todo(work.tx, work.school_id, todo)


def _todo(one: Round, college_id: UUID, abnormal: int, ends: Ends) -> Todo:
    return Todo(
        kind=CLEAR,
        key=f"{one.id}:{college_id}",
        address=Address(role=Role.DEPT.value, place=Place(college_id=college_id)),
        title=f"有 {abnormal} 份申请的排名差异异常，请核实",
        link=f"/identification/campaigns/{one.id}/differences?flag=abnormal",
        due_at=ends.for_college(college_id),
        campaign_id=one.id,
        is_open=one.is_open,
    )
