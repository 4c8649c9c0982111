"""A school's breaks: one row a school, under row-level security."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.database import Transaction
from zizhu.common.workdays import Break
from zizhu.roster.domain.breaks import BreakKind, SchoolBreak, SchoolBreaks
from zizhu.roster.models import SchoolCalendarRow


def _break(kept: dict[str, str]) -> SchoolBreak:
    days = Break(date.fromisoformat(kept["first_day"]), date.fromisoformat(kept["last_day"]))
    return SchoolBreak(BreakKind(kept["kind"]), days)


async def load_breaks(tx: Transaction, school_id: UUID, *, lock: bool = False) -> SchoolBreaks:
    """Return the breaks of a school; version 0 without any."""
    query = select(SchoolCalendarRow).where(SchoolCalendarRow.school_id == school_id)
    row = await tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        return SchoolBreaks(school_id)
    return SchoolBreaks(school_id, tuple(_break(one) for one in row.breaks), row.version)


async def save_breaks(tx: Transaction, one: SchoolBreaks) -> bool:
    """Write a school's breaks; False when somebody else wrote this or a later version first."""
    values = {
        "school_id": one.school_id,
        "breaks": [
            {
                "kind": each.kind.value,
                "first_day": each.days.first_day.isoformat(),
                "last_day": each.days.last_day.isoformat(),
            }
            for each in one.breaks
        ],
        "version": one.version,
    }
    fresh = insert(SchoolCalendarRow).values(**values)
    done = await tx.session.execute(
        fresh.on_conflict_do_update(
            index_elements=[SchoolCalendarRow.school_id],
            set_={**values, "changed_at": func.now()},
            where=SchoolCalendarRow.version < fresh.excluded.version,
        ).returning(SchoolCalendarRow.school_id)
    )
    return done.first() is not None
