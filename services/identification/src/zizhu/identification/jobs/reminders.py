"""The timer that reminds offices of phases that end."""

from datetime import timedelta

from zizhu.common.audit import Actor
from zizhu.common.parts import Parts, Timer
from zizhu.identification.repository.register import school_ids
from zizhu.identification.service.reminders import remind_school


async def remind_offices(parts: Parts) -> None:
    """Look at every school once."""
    async with parts.database.transaction() as tx:
        schools = await school_ids(tx)
    for school_id in schools:
        async with parts.database.transaction(school_id, actor=Actor(role="service")) as tx:
            await remind_school(tx, school_id, now=parts.business.now())


REMINDERS = Timer("identification.reminders", timedelta(minutes=10), remind_offices)
