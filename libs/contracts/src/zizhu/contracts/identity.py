"""Events of identity: freshness of tokens, posts, activation, and the business clock."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from zizhu.common.events import Event, Internal, Public
from zizhu.contracts.address import Place

OTHERS = ("roster", "identification", "notification")


class AccessChanged(Event):
    """Tokens of an account issued before `not_before` are stale; the client refreshes."""

    type: ClassVar[str] = "identity.access_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = OTHERS

    account_id: Annotated[UUID, Public]
    not_before: Annotated[datetime, Public]


class PostChanged(Event):
    """A staff post was given, changed or ended: to-dos are addressed by it, panels chosen from."""

    type: ClassVar[str] = "identity.post_changed.v1"
    consumers: ClassVar[tuple[str, ...]] = ("identification",)

    post_id: Annotated[UUID, Public]
    account_id: Annotated[UUID, Public]
    role: Annotated[str, Public]
    name: Annotated[str, Internal]
    rows: Annotated[tuple[Place, ...], Internal]
    status: Annotated[Literal["active", "ended", "unknown"], Public]


class StudentActivated(Event):
    """A student opened their account; the counsellor sees who did and when."""

    type: ClassVar[str] = "identity.student_activated.v1"
    consumers: ClassVar[tuple[str, ...]] = ("roster",)

    student_id: Annotated[UUID, Public]
    account_id: Annotated[UUID, Public]
    activated_at: Annotated[datetime, Public]


class BusinessClockShifted(Event):
    """The installation's business clock runs this many seconds ahead; demo and test only."""

    type: ClassVar[str] = "identity.business_clock_shifted.v1"
    consumers: ClassVar[tuple[str, ...]] = OTHERS

    shift_seconds: Annotated[int, Public]
