"""Objections to a published result: submitted, accepted, verified, upheld or changed, answered.

Who objects is told to nobody but the one who objected (domain.md 6).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from zizhu.common.auth import Principal, Role, ScopeRow
from zizhu.common.clock import day_start
from zizhu.common.ids import new_id
from zizhu.common.workdays import CalendarDays, Reckoned, add_working_days
from zizhu.contracts.address import Address
from zizhu.identification.domain import objection as domain
from zizhu.identification.domain.change import ChangeCause
from zizhu.identification.domain.objection import Objection
from zizhu.identification.domain.vocabulary import Grade, ObjectionState
from zizhu.identification.errors.judging import ObjectionOutOfOrder
from zizhu.identification.errors.results import NotOnTheList
from zizhu.identification.repository import applications, people, publicities, register
from zizhu.identification.repository import objections as repository
from zizhu.identification.repository.objections import KeptObjection
from zizhu.identification.repository.tasks import Todo
from zizhu.identification.service import changes, tasks
from zizhu.identification.service.final_due import tell_finalise
from zizhu.identification.service.objection_view import (
    ObjectionSeen,
    by_name,
    closed_steps,
    opened,
    seen_case,
)
from zizhu.identification.service.work import Work

HANDLE = "objection"
Move = Callable[[Objection], Objection]


async def submit(
    work: Work, principal: Principal, publicity_id: UUID, *, line: int | None, text: str
) -> ObjectionSeen:
    """Open a case about one line of a list on show; a student's without a line is about themself.

    Who was graded 不困难 stands on no list and may still object (domain.md 5.9).

    Raises:
        NoSuchPublicity, NotOnTheList.
        ObjectionTooLate: the list is over, down, or not on show yet.
        ReasonMissing: nothing is said.
    """
    shown = await publicities.find_publicity(work.tx, work.school_id, publicity_id)
    if line is None:
        target = await _own_target(work, principal, shown.publicity.campaign_id)
    else:
        target = await _line_target(work, publicity_id, line)
    days = shown.days or await register.calendar_days(work.tx)
    case = domain.object_to(
        shown.publicity,
        objection_id=new_id(),
        about=target.person_id if target else work.by,
        by=work.by,
        text=text,
        now=work.now,
        working_day_after=_working_day_after(days),
    )
    if target is None:
        raise NotOnTheList(
            "本轮认定没有您的申请，请在公示名单中选择一行。"
            if line is None
            else "公示名单中没有这一行，请刷新名单后重新选择。"
        )
    kept = KeptObjection(
        id=case.objection_id,
        campaign_id=shown.publicity.campaign_id,
        publicity_id=publicity_id,
        about=case.about,
        place=target.place,
        objector_id=work.by,
        objector_role=principal.post.role.value,
        objector_student_id=principal.post.student_id,
        state=case.state,
        reply_due_on=case.reply_due_on,
        steps=closed_steps(work.ring, case),
        change_id=None,
        created_at=work.now,
        version=1,
    )
    await repository.add_objection(work.tx, work.school_id, kept)
    # The line says that there is a case, and the actor column alone who opened it.
    work.tx.record("objection.submit", of="objection", object_id=kept.id)
    await _tell_school(work, kept, is_open=True)
    return await seen_case(work, kept)


@dataclass(frozen=True, slots=True)
class _Target:
    """Whom an objection is about, and where that student stands."""

    person_id: UUID
    place: ScopeRow


async def _line_target(work: Work, publicity_id: UUID, line: int) -> _Target | None:
    lines = await publicities.list_rows(work.tx, publicity_id, None, after=line - 1, limit=1)
    if not lines or lines[0].seq != line:
        return None
    placed = await publicities.find_row(work.tx, publicity_id, lines[0].row.person_id)
    return _Target(placed.row.person_id, placed.place) if placed else None


async def _own_target(work: Work, principal: Principal, campaign_id: UUID) -> _Target | None:
    if principal.post.student_id is None:
        return None
    own = await applications.list_applications(
        work.tx, work.scope, campaign_id, persons=[principal.post.student_id]
    )
    return _Target(own[0].person_id, own[0].place) if own else None


def _working_day_after(days: CalendarDays) -> domain.WorkingDayAfter:
    def after(day: date, count: int) -> Reckoned:
        return add_working_days(day, count, days)

    return after


async def accept(work: Work, objection_id: UUID) -> ObjectionSeen:
    """Take a case on (受理). Raises NoSuchObjection, ObjectionOutOfOrder."""
    return await _move(
        work, objection_id, "accept", lambda case: domain.accept(case, by=work.by, now=work.now)
    )


async def verify(work: Work, objection_id: UUID, *, finding: str) -> ObjectionSeen:
    """Write down what was found. Raises NoSuchObjection, ObjectionOutOfOrder, ReasonMissing."""
    return await _move(
        work,
        objection_id,
        "verify",
        lambda case: domain.verify(case, by=work.by, now=work.now, finding=finding),
    )


async def uphold(work: Work, objection_id: UUID, *, reason: str) -> ObjectionSeen:
    """Keep the published result. Raises NoSuchObjection, ObjectionOutOfOrder, ReasonMissing."""
    return await _move(
        work,
        objection_id,
        "uphold",
        lambda case: domain.uphold(case, by=work.by, now=work.now, reason=reason),
    )


async def decide_change(
    work: Work, objection_id: UUID, *, grade: Grade, reason: str
) -> ObjectionSeen:
    """Change the published result: the grade change is made and the case points to it.

    Raises:
        NoSuchObjection, ObjectionOutOfOrder, ReasonMissing.
        What `make_change` raises.
    """
    kept = await repository.find_objection(work.tx, work.scope, objection_id)
    if kept.state is not ObjectionState.VERIFIED:
        raise ObjectionOutOfOrder(f"该异议处于“{kept.state.label}”，核实后才能变更。")
    changed = await changes.make_change(
        work,
        kept.campaign_id,
        kept.about,
        grade=grade,
        wants_grant=None,
        reason=reason,
        cause=ChangeCause.OBJECTION,
    )
    change_id = changed.change.change_id
    return await _move(
        work,
        objection_id,
        "change",
        lambda case: domain.decide_change(case, change_id, by=work.by, now=work.now, reason=reason),
    )


async def answer(work: Work, objection_id: UUID, *, reply: str) -> ObjectionSeen:
    """Reply to who objected, which closes the case.

    Raises NoSuchObjection, ObjectionOutOfOrder, ReasonMissing.
    """
    seen = await _move(
        work,
        objection_id,
        "answer",
        lambda case: domain.answer(case, by=work.by, now=work.now, reply=reply),
    )
    kept = await repository.find_objection(work.tx, work.scope, objection_id)
    await _tell_school(work, kept, is_open=False)
    await tell_finalise(work, kept.campaign_id)
    address = await _objector(work, kept)
    if address is not None:
        tasks.send_message(
            work.tx,
            kind="objection_answered",
            address=address,
            title="您提出的异议已答复",
            body="请打开“我的异议”查看答复。",
            link="/identification/objections",
        )
    return seen


async def _move(work: Work, objection_id: UUID, act: str, move: Move) -> ObjectionSeen:
    kept = await repository.find_objection(work.tx, work.scope, objection_id, lock=True)
    case = move(opened(work.ring, kept))
    after = replace(
        kept,
        state=case.state,
        steps=closed_steps(work.ring, case),
        change_id=case.change_id,
        version=kept.version + 1,
    )
    await repository.save_objection(work.tx, after)
    work.tx.record(f"objection.{act}", of="objection", object_id=kept.id, state=case.state.value)
    (seen,) = await by_name(work, [after])
    return seen


async def _objector(work: Work, kept: KeptObjection) -> Address | None:
    if kept.objector_student_id is not None:
        return tasks.to_student(kept.objector_student_id)
    staff = await people.staff_of(work.tx, work.scope, [kept.objector_id])
    found = staff.get(kept.objector_id)
    return Address(role=found.role, post_id=found.post_id) if found else None


async def _tell_school(work: Work, kept: KeptObjection, *, is_open: bool) -> None:
    todo = Todo(
        kind=HANDLE,
        key=str(kept.id),
        address=Address(role=Role.SCHOOL_ADMIN.value),
        title="收到一件公示异议，请在3个工作日内答复",
        link=f"/identification/objections/{kept.id}",
        # The last day counts to its end: a to-do is due at the first instant of the next.
        due_at=day_start(kept.reply_due_on + timedelta(days=1)),
        campaign_id=kept.campaign_id,
        is_open=is_open,
    )
    await tasks.set_todo(work.tx, work.school_id, todo)
