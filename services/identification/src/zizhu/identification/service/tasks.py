"""Telling others what there is to do, what happened, and which students are still needed.

Titles name things and counts, never people's circumstances.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.ids import new_id
from zizhu.contracts.address import Address
from zizhu.contracts.identification import MessageSent, StudentUseChanged, TodoChanged
from zizhu.identification.repository import tasks as repository
from zizhu.identification.repository.tasks import KeptTodo, Todo, ToldUse, Use
from zizhu.identification.service.todo_facts import facts_of


def todo_changed(kept: KeptTodo) -> TodoChanged:
    """State a to-do as others may know it."""
    todo = kept.todo
    return TodoChanged(
        todo_id=kept.id,
        kind=todo.kind,
        address=todo.address,
        title=todo.title,
        link=todo.link,
        facts=facts_of(todo),
        due_at=todo.due_at,
        is_open=todo.is_open,
    )


async def _keep(tx: Transaction, before: KeptTodo, todo: Todo) -> None:
    if before.todo == todo or not (before.todo.is_open or todo.is_open):
        return
    after = KeptTodo(before.id, before.version + 1, todo)
    await repository.save_todo(tx, after)
    tx.announce(todo_changed(after), subject=after.id, version=after.version)


async def set_todo(tx: Transaction, school_id: UUID, todo: Todo) -> None:
    """Open, change or close a to-do; what it already says is not said again.

    Take several in the order of their keys, so that transactions never wait crosswise.
    """
    await _keep(tx, await repository.hold_todo(tx, school_id, todo), todo)


async def close_todo(tx: Transaction, school_id: UUID, kind: str, key: str) -> None:
    """Close a to-do if it was ever opened."""
    found = await repository.find_todo(tx, kind, key)
    if found is not None:
        held = await repository.hold_todo(tx, school_id, found.todo)
        await _keep(tx, held, replace(held.todo, is_open=False))


async def move_due(tx: Transaction, ends: Iterable[tuple[KeptTodo, datetime | None]]) -> None:
    """Give open to-dos another end and say so; those that have it already are left alone."""
    by_end: dict[datetime | None, list[UUID]] = {}
    for kept, end in ends:
        if kept.todo.due_at != end:
            by_end.setdefault(end, []).append(kept.id)
    for end, ids in by_end.items():
        for moved in await repository.move_due(tx, ids, end):
            tx.announce(todo_changed(moved), subject=moved.id, version=moved.version)


async def close_round(tx: Transaction, campaign_id: UUID) -> None:
    """Close every to-do of a round: it is over, or there never was anything to do in it."""
    for kept in await repository.open_todos(tx, campaign_id):
        await _keep(tx, kept, replace(kept.todo, is_open=False))


def send_message(
    tx: Transaction, *, kind: str, address: Address, title: str, body: str, link: str | None = None
) -> None:
    """Send a message to one audience."""
    message_id = new_id()
    message = MessageSent(
        message_id=message_id, kind=kind, address=address, title=title, body=body, link=link
    )
    tx.announce(message, subject=message_id, version=1)


def to_student(student_id: UUID) -> Address:
    """Address one student."""
    return Address(role="student", student_id=student_id)


async def begin_uses(tx: Transaction, school_id: UUID, uses: Iterable[Use]) -> None:
    """Say that these students are needed now; roster refuses to delete them from then on."""
    begun = list(uses)
    if begun:
        await repository.add_uses(tx, school_id, begun)
        await _tell_uses(tx, school_id, begun)


async def end_uses(tx: Transaction, school_id: UUID, uses: Iterable[Use]) -> None:
    """Say that these reasons are over."""
    ended = list(uses)
    await repository.drop_uses(tx, ended)
    await _tell_uses(tx, school_id, ended)


async def _tell_uses(tx: Transaction, school_id: UUID, uses: Iterable[Use]) -> None:
    students = sorted({use.student_id for use in uses})
    held = [await repository.hold_told(tx, school_id, student) for student in students]
    # Read only now: whoever changed a use of these students before us has committed.
    present = await repository.used_among(tx, students)
    for told in held:
        now = ToldUse(told.student_id, present.get(told.student_id, ()), told.version + 1)
        if now.uses == told.uses:
            continue
        await repository.save_told(tx, now)
        tx.announce(use_changed(now), subject=now.student_id, version=now.version)


def use_changed(told: ToldUse) -> StudentUseChanged:
    """State whether a student is needed as roster may know it."""
    return StudentUseChanged(student_id=told.student_id, is_in_use=bool(told.uses), uses=told.uses)
