"""What identity does by itself: sweeping what can matter no more."""

from datetime import timedelta

from zizhu.common.parts import Parts, Timer
from zizhu.identity.repository.limits import sweep_limits
from zizhu.identity.repository.sessions import sweep_sessions

KEEP_SESSION_DAYS = 30


async def _sweep(parts: Parts) -> None:
    async with parts.database.transaction() as tx:
        await sweep_limits(tx)
        await sweep_sessions(tx, KEEP_SESSION_DAYS)


TIMERS = (Timer("identity.sweep", timedelta(hours=1), _sweep),)
