"""What identity does when roster reports a change."""

from zizhu.common.database import Transaction
from zizhu.common.events import Message
from zizhu.common.inbox import Subscriptions
from zizhu.common.parts import Parts
from zizhu.contracts.roster import SchoolChanged, StudentChanged, StudentsChanged, UnitsChanged
from zizhu.identity.service.register import take_over_students, take_over_units
from zizhu.identity.service.schools import take_over_school


async def on_school_changed(parts: Parts, tx: Transaction, message: Message[SchoolChanged]) -> None:
    """Open, correct or cut off a school's account."""
    await take_over_school(parts, tx, message.data, message.envelope.version)


async def on_units_changed(_parts: Parts, tx: Transaction, message: Message[UnitsChanged]) -> None:
    """Bind the scopes that waited for a unit."""
    await take_over_units(tx, message.school, message.data.entries)


async def on_student_changed(
    parts: Parts, tx: Transaction, message: Message[StudentChanged]
) -> None:
    """Let one student activate, or end what they may do."""
    await take_over_students(parts, tx, message.school, [message.data.student])


async def on_students_changed(
    parts: Parts, tx: Transaction, message: Message[StudentsChanged]
) -> None:
    """The same for up to 500 students."""
    await take_over_students(parts, tx, message.school, message.data.entries)


SUBSCRIPTIONS: Subscriptions[Parts] = {
    SchoolChanged: on_school_changed,
    UnitsChanged: on_units_changed,
    StudentChanged: on_student_changed,
    StudentsChanged: on_students_changed,
}
