"""Identity's routes, one router a noun."""

from zizhu.identity.api import activation, clock, demo, keys, platform, sessions, slips, staff

# Fixed paths before those with an id in the same place: `/accounts/slips`, `/accounts/search`.
ROUTERS = (
    keys.router,
    sessions.router,
    activation.router,
    slips.router,
    staff.router,
    platform.router,
    clock.router,
    demo.router,
)
