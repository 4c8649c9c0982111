"""Ending publicities by our own clock, in every school: what is read ends to the second anyway."""

from datetime import timedelta

from zizhu.common.parts import Parts, Timer
from zizhu.identification.repository.register import school_ids
from zizhu.identification.service import publicity_events
from zizhu.identification.service.work import work_of_service


async def end_publicities(parts: Parts) -> None:
    """End what stood its time, and count provisional ends again."""
    async with parts.database.transaction() as tx:
        schools = await school_ids(tx)
    for school_id in schools:
        async with parts.database.transaction(school_id) as tx:
            work = work_of_service(tx, parts.keys.ring, school_id, now=parts.business.now())
            await publicity_events.tick(work)


PUBLICITIES = Timer("publicity_end", timedelta(seconds=30), end_publicities)
