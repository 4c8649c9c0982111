"""What falls due by itself: seeding the working days, and forgetting old uploads."""

from datetime import timedelta

from zizhu.common.parts import Parts, Timer
from zizhu.roster.repository import schools
from zizhu.roster.service.calendar import seed_years
from zizhu.roster.service.imports import FLOW


async def seed_days(parts: Parts) -> None:
    """Add the years that this release brings along."""
    async with parts.database.transaction() as tx:
        added = await seed_years(tx)
    if added:
        parts.log.info("days_seeded", years=added)


async def forget_uploads(parts: Parts) -> None:
    """Close imports that nobody finished, and drop people's data that nobody came back for."""
    await FLOW.forget(parts, schools.school_ids)


TIMERS = (
    Timer("roster.seed_days", timedelta(days=1), seed_days),
    Timer("roster.forget_uploads", timedelta(hours=6), forget_uploads),
)
