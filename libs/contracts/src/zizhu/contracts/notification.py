"""Events of notification: an announcement was released or withdrawn."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from zizhu.common.events import Event, Public


class AnnouncementReleased(Event):
    """Officers released a publicity notice: identification starts its clock at `released_at`."""

    type: ClassVar[str] = "notification.announcement_released.v1"
    consumers: ClassVar[tuple[str, ...]] = ("identification",)

    announcement_id: Annotated[UUID, Public]
    publicity_id: Annotated[UUID, Public]
    released_at: Annotated[datetime, Public]


class AnnouncementWithdrawn(Event):
    """A publicity notice was deleted before its end: counting restarts with the next release."""

    type: ClassVar[str] = "notification.announcement_withdrawn.v1"
    consumers: ClassVar[tuple[str, ...]] = ("identification",)

    announcement_id: Annotated[UUID, Public]
    publicity_id: Annotated[UUID, Public]
    withdrawn_at: Annotated[datetime, Public]
    reason: Annotated[str, Public]
