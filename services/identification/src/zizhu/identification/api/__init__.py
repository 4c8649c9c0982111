"""The routes of identification."""

from zizhu.identification.api import campaigns, evidence, extensions, forms, own, review, rules
from zizhu.identification.api.judging import JUDGING

ROUTERS = (
    campaigns.router,
    rules.router,
    extensions.router,
    own.router,
    evidence.router,
    forms.router,
    review.router,
    *JUDGING,
)
