"""The tables of notification. `PEOPLE` are under row-level security by school."""

from zizhu.notification.models.base import Base
from zizhu.notification.models.notices import AnnouncementReadRow, AnnouncementRow
from zizhu.notification.models.tasks import MessageReadRow, MessageRow, TodoRow
from zizhu.notification.models.views import StudentPlaceRow

__all__ = [
    "PEOPLE",
    "AnnouncementReadRow",
    "AnnouncementRow",
    "Base",
    "MessageReadRow",
    "MessageRow",
    "StudentPlaceRow",
    "TodoRow",
]

PEOPLE = (
    "announcement",
    "announcement_read",
    "message",
    "message_read",
    "todo",
    "student_place",
)
