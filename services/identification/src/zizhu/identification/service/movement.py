"""What follows here when the register moves, deletes or restores a student in a round.

The form moves with its student and keeps its review (domain.md 5.10.7); a student whom a form or a
panel still needs is never lost, but becomes 离校 and a question to the school (domain.md 4.4.6).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from zizhu.common.auth import Role, Scope, ScopeRow
from zizhu.common.database import Transaction
from zizhu.contracts.address import Address
from zizhu.identification.repository import campaigns, register
from zizhu.identification.repository import movement as repository
from zizhu.identification.repository.tasks import Todo, used_among
from zizhu.identification.service import followup, tasks

DELETED_IN_USE = "student_deleted"


async def places_before(tx: Transaction, student_ids: Sequence[UUID]) -> Mapping[UUID, ScopeRow]:
    """Tell where those of these students stand who are known, before news of them is taken."""
    return await repository.places_of(tx, student_ids)


async def follow_students(
    tx: Transaction, school_id: UUID, before: Mapping[UUID, ScopeRow], student_ids: Sequence[UUID]
) -> None:
    """Bring forms and to-dos in line with students that were just taken over.

    `before` tells where those known earlier stood.
    """
    await _keep_needed(tx, school_id, student_ids)
    await _move_forms(tx, school_id, student_ids)
    await _recount_contacts(tx, school_id, before, student_ids)


async def _keep_needed(tx: Transaction, school_id: UUID, student_ids: Sequence[UUID]) -> None:
    used = await used_among(tx, student_ids)
    if not used:
        return
    for student_id in sorted(await register.keep_as_left(tx, list(used))):
        tx.record("student.kept_as_left", of="student", object_id=student_id)
        await tasks.set_todo(tx, school_id, _question(student_id))
    for student_id in sorted(await repository.enrolled_among(tx, list(used))):
        await tasks.close_todo(tx, school_id, DELETED_IN_USE, str(student_id))


def _question(student_id: UUID) -> Todo:
    return Todo(
        kind=DELETED_IN_USE,
        key=str(student_id),
        address=Address(role=Role.SCHOOL_ADMIN.value),
        title="1 名已填报的学生被学生信息库删除，已按离校保留，请核实或撤销删除",
        link=f"/identification/students/{student_id}",
    )


async def _move_forms(tx: Transaction, school_id: UUID, student_ids: Sequence[UUID]) -> None:
    touched: dict[UUID, set[ScopeRow]] = defaultdict(set)
    for moved in await repository.misplaced_forms(tx, student_ids):
        await repository.move_form(tx, moved)
        touched[moved.campaign_id] |= {moved.before, moved.after}
        tx.record(
            "form.move",
            of="form",
            object_id=moved.form_id,
            before=str(moved.before.class_id),
            after=str(moved.after.class_id),
        )
    for campaign_id in sorted(touched):
        one = await campaigns.find_round(tx, Scope(school_id), campaign_id)
        await followup.tell_reviewers(tx, one, touched[campaign_id])


async def _recount_contacts(
    tx: Transaction, school_id: UUID, before: Mapping[UUID, ScopeRow], student_ids: Sequence[UUID]
) -> None:
    rounds = await repository.listed_rounds(tx, student_ids)
    if not rounds:
        return
    after = await repository.places_of(tx, student_ids)
    places = {*after.values(), *before.values()}
    for campaign_id in sorted(rounds):
        one = await campaigns.find_round(tx, Scope(school_id), campaign_id)
        await followup.tell_contacts(tx, one, places)
