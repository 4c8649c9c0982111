"""The business clock on the wire."""

from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, BaseModel, Field

from zizhu.common.wire import Body
from zizhu.identity.service.clock import ClockState

_MOST_SECONDS = 20 * 366 * 24 * 3600


class ShiftIn(Body):
    """By how many seconds to move, or to which instant; one of both."""

    seconds: int | None = Field(None, ge=-_MOST_SECONDS, le=_MOST_SECONDS)
    to: AwareDatetime | None = None


class ClockOut(BaseModel):
    """Business time decides deadlines; machine time decides tokens and is never shifted."""

    profile: str
    business_now: datetime
    machine_now: datetime
    shift_seconds: int
    may_move: bool

    @classmethod
    def of(cls, state: ClockState) -> Self:
        return cls(
            profile=state.profile,
            business_now=state.business_now,
            machine_now=state.machine_now,
            shift_seconds=state.shift_seconds,
            may_move=state.profile != "production",
        )
