"""What identification does when other services report a change."""

from collections.abc import Sequence
from uuid import UUID

from zizhu.common.businessclock import on_clock_shifted
from zizhu.common.database import Transaction
from zizhu.common.events import Message
from zizhu.common.inbox import Subscriptions
from zizhu.common.parts import Parts
from zizhu.common.tokens import on_access_changed
from zizhu.contracts.identity import AccessChanged, BusinessClockShifted, PostChanged
from zizhu.contracts.notification import AnnouncementReleased, AnnouncementWithdrawn
from zizhu.contracts.roster import (
    BreaksChanged,
    BulkFinished,
    BulkStarted,
    CalendarChanged,
    SchoolChanged,
    StudentChanged,
    StudentsChanged,
    StudentState,
    UnitsChanged,
)
from zizhu.identification.repository import bulk
from zizhu.identification.service import movement, publicity_events, register
from zizhu.identification.service.panel_moves import follow_register
from zizhu.identification.service.work import Work, work_of_service


def _work(parts: Parts, tx: Transaction, school_id: UUID) -> Work:
    return work_of_service(tx, parts.keys.ring, school_id, now=parts.business.now())


async def on_school_changed(_: Parts, tx: Transaction, message: Message[SchoolChanged]) -> None:
    await register.take_school(tx, message.data, message.envelope.version)


async def on_units_changed(_: Parts, tx: Transaction, message: Message[UnitsChanged]) -> None:
    await register.take_units(tx, message.school, message.data.entries)


async def _take_students(
    parts: Parts, tx: Transaction, school_id: UUID, students: Sequence[StudentState]
) -> None:
    """Take over students, then whatever of theirs moves with them: forms, to-dos, panels."""
    ids = [student.student_id for student in students]
    before = await movement.places_before(tx, ids)
    await register.take_students(tx, parts.keys, school_id, students)
    await movement.follow_students(tx, school_id, before, ids)
    await follow_register(_work(parts, tx, school_id), ids)


async def on_student_changed(
    parts: Parts, tx: Transaction, message: Message[StudentChanged]
) -> None:
    await _take_students(parts, tx, message.school, [message.data.student])


async def on_students_changed(
    parts: Parts, tx: Transaction, message: Message[StudentsChanged]
) -> None:
    """Take over students of bulk work, and count them: a cut waits until all have come."""
    entries = message.data.entries
    await _take_students(parts, tx, message.school, entries)
    await bulk.note_arrival(tx, message.school, message.envelope.version, len(entries))


async def on_bulk_started(_: Parts, tx: Transaction, message: Message[BulkStarted]) -> None:
    await bulk.note_started(tx, message.school, message.data.job_id)


async def on_bulk_finished(_: Parts, tx: Transaction, message: Message[BulkFinished]) -> None:
    done = message.data
    await bulk.note_finished(
        tx,
        message.school,
        done.job_id,
        is_committed=done.is_committed,
        entries=done.entries,
        register_version=done.register_version,
    )


async def on_post_changed(_: Parts, tx: Transaction, message: Message[PostChanged]) -> None:
    """Take over a post of a school; those of the platform are nobody's staff."""
    if message.envelope.school_id is not None:
        await register.take_post(tx, message.school, message.data, message.envelope.version)


async def on_calendar_changed(_: Parts, tx: Transaction, message: Message[CalendarChanged]) -> None:
    await register.take_calendar(tx, message.data, message.envelope.version)


async def on_breaks_changed(_: Parts, tx: Transaction, message: Message[BreaksChanged]) -> None:
    await register.take_breaks(tx, message.school, message.data, message.envelope.version)


async def on_released(
    parts: Parts, tx: Transaction, message: Message[AnnouncementReleased]
) -> None:
    """Start the clock of a publicity; one that is not known yet is retried."""
    data = message.data
    work = _work(parts, tx, message.school)
    await publicity_events.on_released(work, data.publicity_id, data.released_at)


async def on_withdrawn(
    parts: Parts, tx: Transaction, message: Message[AnnouncementWithdrawn]
) -> None:
    """Take a publicity down whose notice is gone before its end."""
    data = message.data
    work = _work(parts, tx, message.school)
    await publicity_events.on_withdrawn(work, data.publicity_id, data.withdrawn_at)


SUBSCRIPTIONS: Subscriptions[Parts] = {
    SchoolChanged: on_school_changed,
    UnitsChanged: on_units_changed,
    StudentChanged: on_student_changed,
    StudentsChanged: on_students_changed,
    BulkStarted: on_bulk_started,
    BulkFinished: on_bulk_finished,
    PostChanged: on_post_changed,
    CalendarChanged: on_calendar_changed,
    BreaksChanged: on_breaks_changed,
    AnnouncementReleased: on_released,
    AnnouncementWithdrawn: on_withdrawn,
    AccessChanged: on_access_changed,
    BusinessClockShifted: on_clock_shifted,
}
