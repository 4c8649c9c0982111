"""Identity's routes, one router a noun."""

from zizhu.common.auth import Role
from zizhu.common.exports.routes import export_router
from zizhu.common.jobroutes import job_router
from zizhu.common.web import Allow
from zizhu.identity.api import (
    activation,
    clock,
    demo,
    export,
    imports,
    keys,
    names,
    platform,
    sessions,
    slips,
    staff,
)
from zizhu.identity.service.exports import EXPORT
from zizhu.identity.service.imports import FLOW

# Fixed paths before those with an id in the same place: `/accounts/imports`, `/accounts/slips`.
ROUTERS = (
    keys.router,
    sessions.router,
    activation.router,
    slips.router,
    imports.router,
    export.router,
    names.router,
    staff.router,
    platform.router,
    clock.router,
    demo.router,
    export_router("identity", [EXPORT], Allow(Role.SCHOOL_ADMIN, Role.DEPT)),
    job_router("identity", (FLOW.check, FLOW.commit, EXPORT)),
)
