"""Roster's routes, one router a noun."""

from zizhu.roster.api import schools

ROUTERS = (schools.router,)
