"""The business clock, for every page's banner and for demonstrations."""

from datetime import timedelta

from fastapi import APIRouter

from zizhu.common.problems import problems
from zizhu.common.web import AsAnonymous, AsPlatformAdmin
from zizhu.identity.errors import ClockImmovable
from zizhu.identity.schemas.clock import ClockOut, ShiftIn
from zizhu.identity.service.clock import read_clock, shift_clock

router = APIRouter(prefix="/api/v1/identity", tags=["clock"])


@router.get("/clock")
async def get_clock(visitor: AsAnonymous) -> ClockOut:
    """Tell the profile of the installation and both times."""
    return ClockOut.of(read_clock(visitor.parts))


@router.post("/clock/shift", responses=problems(ClockImmovable))
async def move_clock(caller: AsPlatformAdmin, move: ShiftIn) -> ClockOut:
    """Move the business clock of the whole installation; demo and test only."""
    by = timedelta(seconds=move.seconds) if move.seconds is not None else None
    async with caller.transaction("clock.shift", of="clock", object_id="business") as tx:
        return ClockOut.of(await shift_clock(caller.parts, tx, by=by, to=move.to))
