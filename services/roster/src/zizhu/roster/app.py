"""Roster as a value, and its web application."""

from pathlib import Path

from fastapi import FastAPI

from zizhu.common.app import create_service_app
from zizhu.common.parts import Parts, Service
from zizhu.contracts import published_by
from zizhu.roster.api import ROUTERS
from zizhu.roster.handlers import SUBSCRIPTIONS
from zizhu.roster.jobs import RUNNERS, TIMERS
from zizhu.roster.models import Base
from zizhu.roster.models.encrypted import ENCRYPTED
from zizhu.roster.service.calendar_check import check_calendar
from zizhu.roster.service.republish import HOLDINGS, REPUBLISHERS

__all__ = ["HOLDINGS", "SERVICE", "create_app"]


def create_app(parts: Parts) -> FastAPI:
    return create_service_app(
        parts,
        ROUTERS,
        title="机构与学生花名册",
        description="学校、院系专业班级、学生花名册、学生异动和工作日历。",
    )


SERVICE = Service(
    name="roster",
    create_app=create_app,
    migrations=Path(__file__).parents[3] / "migrations",
    metadata=Base.metadata,
    subscriptions=SUBSCRIPTIONS,
    publishes=published_by("roster"),
    republishers=REPUBLISHERS,
    owns=HOLDINGS,
    jobs=RUNNERS,
    timers=TIMERS,
    encrypted=ENCRYPTED,
    checks=(check_calendar,),
)
