"""Roster's routes, one router a noun. Imports come before students: both begin with /students."""

from zizhu.common.auth import STAFF
from zizhu.common.exports.routes import export_router
from zizhu.common.jobroutes import job_router
from zizhu.common.web import Allow
from zizhu.roster.api import breaks, calendar, edits, imports, schools, students
from zizhu.roster.service.exports import EXPORT
from zizhu.roster.service.imports import FLOW

ROUTERS = (
    schools.router,
    imports.router,
    edits.router,
    students.router,
    calendar.router,
    breaks.router,
    export_router("roster", [EXPORT], Allow(*STAFF)),
    job_router("roster", (FLOW.check, FLOW.commit, EXPORT)),
)
