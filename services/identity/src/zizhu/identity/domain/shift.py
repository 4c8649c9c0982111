"""How far the business clock may be moved: within twenty years of the machine's."""

from datetime import datetime, timedelta

from zizhu.identity.errors import ClockImmovable

FARTHEST = timedelta(days=20 * 366)


def moved(
    before: timedelta, machine_now: datetime, *, by: timedelta | None, to: datetime | None
) -> timedelta:
    """Return the shift after a move by a span or to an instant. Raises ClockImmovable."""
    if (by is None) == (to is None):
        raise ClockImmovable("请只填写移动的秒数或目标时间中的一项。")
    shift = before + by if by is not None else _span(machine_now, to)
    if abs(shift) > FARTHEST:
        raise ClockImmovable("业务时间最多移动 20 年。")
    return shift


def _span(machine_now: datetime, to: datetime | None) -> timedelta:
    return timedelta(0) if to is None else to - machine_now
