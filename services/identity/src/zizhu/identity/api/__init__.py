"""Identity's routes, one router a noun."""

from zizhu.common.jobroutes import job_router
from zizhu.identity.api import (
    activation,
    clock,
    demo,
    export,
    imports,
    keys,
    platform,
    sessions,
    slips,
    staff,
)
from zizhu.identity.service.imports import FLOW

# Fixed paths before those with an id in the same place: `/accounts/imports`, `/accounts/slips`.
ROUTERS = (
    keys.router,
    sessions.router,
    activation.router,
    slips.router,
    imports.router,
    export.router,
    staff.router,
    platform.router,
    clock.router,
    demo.router,
    job_router("identity", (FLOW.check, FLOW.commit)),
)
