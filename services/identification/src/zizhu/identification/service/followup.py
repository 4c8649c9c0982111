"""What is left to do after a form moved: the student's own to-do, the class's reviews, the people
on the special-group list who have not applied.
"""

from collections.abc import Iterable
from datetime import datetime

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.database import Transaction
from zizhu.contracts.address import Address, Place
from zizhu.identification.domain.filed import EDITABLE, Filed
from zizhu.identification.domain.round import Round
from zizhu.identification.domain.vocabulary import FillState, PhaseName
from zizhu.identification.repository import forms, standings
from zizhu.identification.repository.register import names_of
from zizhu.identification.repository.tasks import Todo, take_turn
from zizhu.identification.service import tasks
from zizhu.identification.service.ends import Ends

FILL = "form_fill"
REVIEW = "form_review"
CONTACT = "special_contact"


def _at(place: ScopeRow) -> Address:
    """Address the counsellors who look after a class."""
    return Address(
        role=Role.COUNSELOR.value,
        place=Place(
            college_id=place.college_id,
            year=place.year,
            major_id=place.major_id,
            class_id=place.class_id,
        ),
    )


async def tell_student(
    tx: Transaction, one: Round, filed: Filed, *, due_at: datetime | None
) -> None:
    """Open, reword or close the to-do of a form's own student."""
    is_returned = filed.state.fill is FillState.RETURNED
    todo = Todo(
        kind=FILL,
        key=str(filed.id),
        address=tasks.to_student(filed.student_id),
        title="申请表被退回，请按标注修改后重新提交" if is_returned else "申请表尚未提交",
        link=f"/identification/campaigns/{one.id}/form",
        due_at=due_at,
        campaign_id=one.id,
        is_open=one.is_open and filed.state.fill in EDITABLE,
    )
    await tasks.set_todo(tx, filed.school_id, todo)


async def tell_reviewers(tx: Transaction, one: Round, places: Iterable[ScopeRow]) -> None:
    """Bring the review to-dos of classes in line with the forms that wait there."""
    ordered = sorted(set(places), key=lambda place: str(place.class_id))
    names = await names_of(tx, [place.class_id for place in ordered if place.class_id])
    ends = await Ends.of(tx, one, PhaseName.REVIEW)
    for place in ordered:
        if place.class_id is None:
            continue
        await take_turn(tx, REVIEW, f"{one.id}:{place.class_id}")
        waiting = await forms.count_unreviewed(tx, one.id, place.class_id)
        name = names.get(place.class_id, "班级")
        todo = Todo(
            kind=REVIEW,
            key=f"{one.id}:{place.class_id}",
            address=_at(place),
            title=f"{name}有 {waiting} 份申请表待审核" if waiting else f"{name}的申请表已审核",
            link=f"/identification/campaigns/{one.id}/forms?class_id={place.class_id}",
            due_at=ends.for_class(place),
            campaign_id=one.id,
            is_open=one.is_open and waiting > 0,
        )
        await tasks.set_todo(tx, one.campaign.school_id, todo)


async def tell_contacts(tx: Transaction, one: Round, places: Iterable[ScopeRow]) -> None:
    """Bring the to-dos in line that ask counsellors to speak with people who have not applied."""
    ordered = sorted(set(places), key=lambda place: str(place.class_id))
    names = await names_of(tx, [place.class_id for place in ordered if place.class_id])
    ends = await Ends.of(tx, one, PhaseName.FILING)
    for place in ordered:
        if place.class_id is None:
            continue
        await take_turn(tx, CONTACT, f"{one.id}:{place.class_id}")
        open_people = await standings.count_uncontacted(tx, one.id, place.class_id)
        todo = Todo(
            kind=CONTACT,
            key=f"{one.id}:{place.class_id}",
            address=_at(place),
            title=f"{names.get(place.class_id, '班级')}有 {open_people} 名学生需要当面联系",
            link=f"/identification/campaigns/{one.id}/special-list",
            due_at=ends.for_class(place),
            campaign_id=one.id,
            is_open=one.is_open and open_people > 0,
        )
        await tasks.set_todo(tx, one.campaign.school_id, todo)


async def tell_contact_if_listed(tx: Transaction, one: Round, filed: Filed) -> None:
    """Count anew who has to be spoken with, if a list names the student of this form."""
    kept = await standings.find_standing(tx, one.id, filed.student_id)
    if kept is not None and kept.is_listed:
        await tell_contacts(tx, one, [filed.place])


def message_to(tx: Transaction, filed: Filed, *, kind: str, title: str, body: str) -> None:
    """Send a message to the student of a form."""
    tasks.send_message(
        tx,
        kind=kind,
        address=tasks.to_student(filed.student_id),
        title=title,
        body=body,
        link=f"/identification/campaigns/{filed.campaign_id}/form",
    )
