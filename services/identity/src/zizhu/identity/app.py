"""Identity as a value, and its web application."""

from pathlib import Path
from typing import cast

from fastapi import FastAPI
from sqlalchemy import Table

from zizhu.common.app import create_service_app
from zizhu.common.parts import Parts, Service
from zizhu.common.reencrypt import EncryptedColumn
from zizhu.contracts import published_by
from zizhu.identity.api import ROUTERS
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.handlers import SUBSCRIPTIONS
from zizhu.identity.jobs import RUNNERS, TIMERS
from zizhu.identity.models import AccountRow, Base, StaffImportRow, TokenKeyRow
from zizhu.identity.service.desk import Desk
from zizhu.identity.service.hashing import Hashing
from zizhu.identity.service.platform import bootstrap_slip
from zizhu.identity.service.republish import OWNS, PROJECTS, REPUBLISHERS
from zizhu.identity.service.signing import Signer
from zizhu.identity.service.sms import NoSms, ShownOnScreen, SmsPort

__all__ = ["DEMO_PASSWORD", "ENCRYPTED", "HOLDINGS", "SERVICE", "bootstrap_slip", "create_app"]


def create_app(parts: Parts) -> FastAPI:
    app = create_service_app(
        parts,
        ROUTERS,
        title="账号与登录",
        description="账号、身份与管理范围、登录、激活、登录状态和业务时间。",
    )
    sms: SmsPort = ShownOnScreen(parts.keys) if parts.settings.profile.shows_codes else NoSms()
    app.state.desk = Desk(parts, Hashing(), Signer(parts), sms)
    return app


HOLDINGS = (*OWNS, *PROJECTS)
# What a rotation of the key ring turns; phones and documents lie nowhere else.
ENCRYPTED = tuple(
    EncryptedColumn(cast(Table, model.__table__), column, key)
    for model, column, key in (
        (AccountRow, "phone", "id"),
        (AccountRow, "document", "id"),
        (TokenKeyRow, "private_key", "key_id"),
        (StaffImportRow, "wrapped_key", "id"),
    )
)

SERVICE = Service(
    name="identity",
    create_app=create_app,
    migrations=Path(__file__).parents[3] / "migrations",
    metadata=Base.metadata,
    subscriptions=SUBSCRIPTIONS,
    jobs=RUNNERS,
    timers=TIMERS,
    publishes=published_by("identity"),
    republishers=REPUBLISHERS,
    encrypted=ENCRYPTED,
    owns=OWNS,
    projects=PROJECTS,
)
