"""The routes of identification."""

from zizhu.common.auth import Role
from zizhu.common.exports.routes import export_router
from zizhu.common.jobroutes import job_router
from zizhu.common.web import Allow
from zizhu.identification.api import (
    campaigns,
    evidence,
    extensions,
    forms,
    own,
    review,
    rules,
    special,
)
from zizhu.identification.api.judging import JUDGING
from zizhu.identification.service.kinds import EVERY_KIND, EXPORTS

ROUTERS = (
    campaigns.router,
    rules.router,
    extensions.router,
    own.router,
    evidence.router,
    forms.router,
    review.router,
    special.router,
    job_router("identification", EVERY_KIND),
    export_router("identification", EXPORTS, Allow(Role.DEPT, Role.SCHOOL_ADMIN)),
    *JUDGING,
)
