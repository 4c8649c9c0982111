"""Identity's routes, one router a noun."""

from zizhu.identity.api import keys, platform, sessions

ROUTERS = (keys.router, sessions.router, platform.router)
"""Every router of the service."""
