"""The routes of judging: panels, evaluation, differences, cuts, publicity, results."""

from fastapi import APIRouter

from zizhu.common.jobroutes import job_router
from zizhu.identification.api import cuts, differences, evaluation, panels
from zizhu.identification.service.kinds import EVERY_KIND

JUDGING: tuple[APIRouter, ...] = (
    panels.router,
    evaluation.router,
    differences.router,
    cuts.router,
    job_router("identification", EVERY_KIND),
)
