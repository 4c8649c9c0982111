"""Writing a school's breaks and telling who counts days over them."""

from collections.abc import Iterable
from uuid import UUID

from zizhu.common.database import Transaction
from zizhu.common.errors import StaleVersion
from zizhu.contracts.roster import BreaksChanged
from zizhu.contracts.roster import SchoolBreak as Told
from zizhu.roster.domain.breaks import SchoolBreak, SchoolBreaks, school_breaks
from zizhu.roster.repository import breaks as repository


def breaks_changed(one: SchoolBreaks) -> BreaksChanged:
    told = [
        Told(kind=each.kind.value, first_day=each.days.first_day, last_day=each.days.last_day)
        for each in one.breaks
    ]
    return BreaksChanged(breaks=tuple(told))


async def change_breaks(
    tx: Transaction, school_id: UUID, wanted: Iterable[SchoolBreak], *, seen: int
) -> SchoolBreaks:
    """Put a school's breaks in the place of those seen in version `seen`; 0 where there are none.

    Raises:
        BreaksInvalid, StaleVersion.
    """
    one = school_breaks(school_id, wanted, version=seen + 1)
    stored = await repository.load_breaks(tx, school_id, lock=True)
    if stored.version != seen or not await repository.save_breaks(tx, one):
        raise StaleVersion("学校的假期安排已被他人修改，请刷新后重新操作。", version=stored.version)
    tx.announce(breaks_changed(one), subject=school_id, version=one.version)
    tx.record("breaks.change", of="school", object_id=school_id, breaks=len(one.breaks))
    return one
