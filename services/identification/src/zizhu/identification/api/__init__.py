"""The routes of identification."""

from zizhu.common.jobroutes import job_router
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
from zizhu.identification.service.kinds import EVERY_KIND

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
    *JUDGING,
)
