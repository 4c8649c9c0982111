"""Notification as a value, and its web application."""

from pathlib import Path

from fastapi import FastAPI

from zizhu.common.app import create_service_app
from zizhu.common.parts import Parts, Service
from zizhu.contracts import published_by
from zizhu.notification.api import ROUTERS
from zizhu.notification.handlers import SUBSCRIPTIONS
from zizhu.notification.models import Base


def create_app(parts: Parts) -> FastAPI:
    return create_service_app(
        parts,
        ROUTERS,
        title="站内信与待办",
        description="公告的审核与发布、消息、待办，以及每个浏览器的实时提示。",
    )


SERVICE = Service(
    name="notification",
    create_app=create_app,
    migrations=Path(__file__).parents[3] / "migrations",
    metadata=Base.metadata,
    subscriptions=SUBSCRIPTIONS,
    publishes=published_by("notification"),
)
