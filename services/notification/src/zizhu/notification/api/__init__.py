"""The routes of notification."""

from zizhu.notification.api import announcements, stream, tasks

ROUTERS = (announcements.router, tasks.router, stream.router)
