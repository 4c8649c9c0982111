"""What notification does when other services report a change."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table

from zizhu.common.businessclock import on_clock_shifted
from zizhu.common.database import Transaction
from zizhu.common.events import Message
from zizhu.common.hints import Hint
from zizhu.common.inbox import Subscriptions
from zizhu.common.parts import Parts
from zizhu.common.projection import project
from zizhu.common.tokens import on_access_changed
from zizhu.contracts.address import Address
from zizhu.contracts.identification import MessageSent, PublicityChanged, TodoChanged
from zizhu.contracts.identity import AccessChanged, BusinessClockShifted
from zizhu.contracts.roster import StudentChanged, StudentsChanged, StudentState
from zizhu.notification.models import MessageRow, StudentPlaceRow, TodoRow
from zizhu.notification.service.announcements import follow_publicity


def _table(model: Any) -> Table:  # noqa: ANN401 - a declarative class, typed as Any by SQLAlchemy
    table: Table = model.__table__
    return table


def _address(address: Address) -> dict[str, object]:
    return {
        "role": address.role,
        **address.place.model_dump(),
        "student_id": address.student_id,
        "post_id": address.post_id,
    }


def _hint(parts: Parts, tx: Transaction, kind: str, message: Message[Any]) -> None:
    address: Address = message.data.address
    hint = Hint(kind, message.school, address.role, address.student_id)
    tx.after_commit(lambda: parts.hints.tell(hint))


async def on_todo_changed(parts: Parts, tx: Transaction, message: Message[TodoChanged]) -> None:
    """Open, change or close a to-do."""
    todo = message.data
    row = {
        "id": todo.todo_id,
        "school_id": message.school,
        "kind": todo.kind,
        "title": todo.title,
        "link": todo.link,
        "facts": dict(todo.facts),
        "due_at": todo.due_at,
        "is_open": todo.is_open,
        "version": message.envelope.version,
        "updated_at": parts.business.at(message.envelope.time),
        **_address(todo.address),
    }
    if await project(tx.session, _table(TodoRow), [row]):
        _hint(parts, tx, "todos", message)


async def on_message_sent(parts: Parts, tx: Transaction, message: Message[MessageSent]) -> None:
    """Put a message before its audience."""
    sent = message.data
    row = {
        "id": sent.message_id,
        "school_id": message.school,
        "kind": sent.kind,
        "title": sent.title,
        "body": sent.body,
        "link": sent.link,
        # Envelopes carry machine time; people read dates beside others of business time.
        "sent_at": parts.business.at(message.envelope.time),
        "version": message.envelope.version,
        **_address(sent.address),
    }
    if await project(tx.session, _table(MessageRow), [row]):
        _hint(parts, tx, "messages", message)


async def on_publicity_changed(
    parts: Parts, tx: Transaction, message: Message[PublicityChanged]
) -> None:
    """Follow a publicity with its notice."""
    await follow_publicity(
        tx,
        message.school,
        message.data,
        version=message.envelope.version,
        now=parts.business.now(),
    )
    hint = Hint("announcements", message.school)
    tx.after_commit(lambda: parts.hints.tell(hint))


async def on_student_changed(_: Parts, tx: Transaction, message: Message[StudentChanged]) -> None:
    await _keep_places(tx, message, [message.data.student])


async def on_students_changed(_: Parts, tx: Transaction, message: Message[StudentsChanged]) -> None:
    await _keep_places(tx, message, message.data.entries)


async def _keep_places(
    tx: Transaction, message: Message[Any], students: Iterable[StudentState]
) -> None:
    rows = [
        {
            "student_id": student.student_id,
            "school_id": message.school,
            "college_id": student.college_id,
            "year": student.year,
            "major_id": student.major_id,
            "class_id": student.class_id,
            "status": student.status,
            "version": student.version,
        }
        for student in students
    ]
    await project(tx.session, _table(StudentPlaceRow), rows, key=("student_id",))


SUBSCRIPTIONS: Subscriptions[Parts] = {
    TodoChanged: on_todo_changed,
    MessageSent: on_message_sent,
    PublicityChanged: on_publicity_changed,
    StudentChanged: on_student_changed,
    StudentsChanged: on_students_changed,
    AccessChanged: on_access_changed,
    BusinessClockShifted: on_clock_shifted,
}
