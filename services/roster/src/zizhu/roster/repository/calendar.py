"""Working days by year."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from zizhu.common.database import Transaction
from zizhu.roster.domain.calendar import CalendarYear
from zizhu.roster.models import CalendarYearRow


def _year(row: CalendarYearRow) -> CalendarYear:
    def days(texts: list[str]) -> tuple[date, ...]:
        return tuple(date.fromisoformat(f"{row.year}-{text}") for text in texts)

    return CalendarYear(row.year, days(row.off), days(row.on), row.source, row.version)


async def load_years(tx: Transaction) -> list[CalendarYear]:
    """Return every year that is known."""
    rows = await tx.session.scalars(select(CalendarYearRow).order_by(CalendarYearRow.year))
    return [_year(row) for row in rows]


async def find_year(tx: Transaction, year: int, *, lock: bool = False) -> CalendarYear | None:
    query = select(CalendarYearRow).where(CalendarYearRow.year == year)
    row = await tx.session.scalar(query.with_for_update() if lock else query)
    return _year(row) if row else None


async def save_year(tx: Transaction, one: CalendarYear) -> bool:
    """Write a year; False when somebody else wrote this or a later version first."""
    values = {
        "year": one.year,
        "off": [f"{day:%m-%d}" for day in one.off],
        "on": [f"{day:%m-%d}" for day in one.on],
        "source": one.source,
        "version": one.version,
    }
    fresh = insert(CalendarYearRow).values(**values)
    done = await tx.session.execute(
        fresh.on_conflict_do_update(
            index_elements=[CalendarYearRow.year],
            set_={**values, "changed_at": func.now()},
            where=CalendarYearRow.version < fresh.excluded.version,
        ).returning(CalendarYearRow.year)
    )
    return done.first() is not None
