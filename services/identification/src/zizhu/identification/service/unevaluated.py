"""The to-do of a counsellor whose class has applicants that no panel evaluates yet.

They filed late, or changed class while the panel was at work (domain.md 5.7 rule 10, 5.10.7).
"""

from collections.abc import Iterable

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.database import Transaction
from zizhu.contracts.address import Address, Place
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import PhaseName
from zizhu.identification.repository import applications
from zizhu.identification.repository.tasks import Todo
from zizhu.identification.service import tasks
from zizhu.identification.service.ends import Ends

UNEVALUATED = "panel_unevaluated"


async def tell_unevaluated(tx: Transaction, one: Round, places: Iterable[ScopeRow]) -> None:
    """Open, reword or close the to-do of each of these classes."""
    ends = await Ends.of(tx, one, PhaseName.EVALUATION)
    for place in sorted(set(places), key=lambda place: str(place.class_id)):
        if place.class_id is None:
            continue
        waiting = await applications.count_unevaluated(tx, one.id, place.class_id)
        todo = Todo(
            kind=UNEVALUATED,
            key=f"{one.id}:{place.class_id}",
            address=Address(
                role=Role.COUNSELOR.value,
                place=Place(
                    college_id=place.college_id,
                    year=place.year,
                    major_id=place.major_id,
                    class_id=place.class_id,
                ),
            ),
            title=f"有 {waiting} 名申请人尚未安排民主评议",
            link=f"/identification/campaigns/{one.id}/panels?class_id={place.class_id}",
            due_at=ends.for_class(place),
            campaign_id=one.id,
            is_open=one.is_open and waiting > 0,
        )
        await tasks.set_todo(tx, one.campaign.school_id, todo)
