"""What roster does when other services report a change."""

from typing import cast

from sqlalchemy import Table

from zizhu.common.businessclock import on_clock_shifted
from zizhu.common.database import Transaction
from zizhu.common.events import Message
from zizhu.common.inbox import Subscriptions
from zizhu.common.parts import Parts
from zizhu.common.projection import project
from zizhu.common.tokens import on_access_changed
from zizhu.contracts.identification import StudentUseChanged
from zizhu.contracts.identity import AccessChanged, BusinessClockShifted, StudentActivated
from zizhu.roster.models import StudentUseRow
from zizhu.roster.repository.students import keep_activation


async def on_student_use_changed(
    _parts: Parts, tx: Transaction, message: Message[StudentUseChanged]
) -> None:
    """Remember whether others still need a student; late news changes nothing."""
    row = {
        "student_id": message.data.student_id,
        "school_id": message.school,
        "version": message.envelope.version,
        "is_in_use": message.data.is_in_use,
        "uses": list(message.data.uses),
    }
    table = cast(Table, StudentUseRow.__table__)
    await project(tx.session, table, [row], key=("student_id",))


async def on_student_activated(
    _parts: Parts, tx: Transaction, message: Message[StudentActivated]
) -> None:
    """Remember when a student opened their account, for the counsellor to see."""
    await keep_activation(tx, message.data.student_id, message.data.activated_at)


SUBSCRIPTIONS: Subscriptions[Parts] = {
    AccessChanged: on_access_changed,
    BusinessClockShifted: on_clock_shifted,
    StudentActivated: on_student_activated,
    StudentUseChanged: on_student_use_changed,
}
