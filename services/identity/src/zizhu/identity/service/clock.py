"""The installation's business clock: moved here, followed everywhere; never in production."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from zizhu.common.businessclock import keep_shift
from zizhu.common.database import Transaction
from zizhu.common.parts import Parts
from zizhu.common.tables import installation
from zizhu.contracts.identity import BusinessClockShifted
from zizhu.identity.domain.shift import moved
from zizhu.identity.errors import ClockImmovable


@dataclass(frozen=True, slots=True)
class ClockState:
    """Both times, and how far the business clock runs ahead."""

    profile: str
    business_now: datetime
    machine_now: datetime
    shift_seconds: int


def read_clock(parts: Parts) -> ClockState:
    return ClockState(
        profile=parts.settings.profile.value,
        business_now=parts.business.now(),
        machine_now=parts.machine.now(),
        shift_seconds=int(parts.business.shift.total_seconds()),
    )


async def shift_clock(
    parts: Parts, tx: Transaction, *, by: timedelta | None, to: datetime | None
) -> ClockState:
    """Move business time by a span, or to an instant, for the whole installation.

    Raises ClockImmovable in production, or where the move goes too far.
    """
    if not parts.settings.profile.may_move_clock:
        raise ClockImmovable("正式安装的业务时间不能移动。")
    row = (
        await tx.session.execute(
            select(
                installation.c.clock_shift_seconds, installation.c.clock_version
            ).with_for_update()
        )
    ).one()
    before = timedelta(seconds=row.clock_shift_seconds)
    seconds = int(moved(before, tx.machine_now, by=by, to=to).total_seconds())
    version = row.clock_version + 1
    await keep_shift(parts, tx, seconds, version)
    tx.announce(BusinessClockShifted(shift_seconds=seconds), subject="clock", version=version)
    tx.record(
        "clock.shift", of="clock", object_id="business", before=row.clock_shift_seconds, to=seconds
    )
    return ClockState(
        profile=parts.settings.profile.value,
        business_now=tx.machine_now + timedelta(seconds=seconds),
        machine_now=tx.machine_now,
        shift_seconds=seconds,
    )
