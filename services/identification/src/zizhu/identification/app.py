"""Identification as a value, and its web application."""

from pathlib import Path

from fastapi import FastAPI

from zizhu.common.app import create_service_app
from zizhu.common.parts import Parts, Service
from zizhu.contracts import published_by
from zizhu.identification.api import ROUTERS
from zizhu.identification.handlers import SUBSCRIPTIONS
from zizhu.identification.jobs import JOBS
from zizhu.identification.jobs.publicity import PUBLICITIES
from zizhu.identification.jobs.reminders import REMINDERS
from zizhu.identification.models import Base
from zizhu.identification.models.encrypted import ENCRYPTED
from zizhu.identification.service.holdings import HOLDINGS
from zizhu.identification.service.republish import REPUBLISHERS


def create_app(parts: Parts) -> FastAPI:
    return create_service_app(
        parts,
        ROUTERS,
        title="家庭经济困难学生认定",
        description="认定工作、申请表与佐证、评议小组、审核、排名差异、切线、公示与异议。",
    )


SERVICE = Service(
    name="identification",
    create_app=create_app,
    migrations=Path(__file__).parents[3] / "migrations",
    metadata=Base.metadata,
    subscriptions=SUBSCRIPTIONS,
    publishes=published_by("identification"),
    timers=(REMINDERS, PUBLICITIES),
    jobs=JOBS,
    republishers=REPUBLISHERS,
    projects=HOLDINGS,
    encrypted=ENCRYPTED,
)
