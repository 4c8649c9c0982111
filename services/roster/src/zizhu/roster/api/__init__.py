"""Roster's routes, one router a noun. Imports come before students: both begin with /students."""

from zizhu.common.jobroutes import job_router
from zizhu.roster.api import calendar, edits, imports, schools, students
from zizhu.roster.service.imports import FLOW

ROUTERS = (
    schools.router,
    imports.router,
    edits.router,
    students.router,
    calendar.router,
    job_router("roster", (FLOW.check, FLOW.commit)),
)
