"""What a service is given by its host, and what it is as a value.

A service never asks where it runs: the host decides which bus, database and cache it gets.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from fastapi import FastAPI
from sqlalchemy import MetaData

from zizhu.common.clock import BusinessClock, Clock
from zizhu.common.database import Database
from zizhu.common.events import Event
from zizhu.common.hints import Hints
from zizhu.common.inbox import Handler
from zizhu.common.keys import Keys
from zizhu.common.settings import ServiceSettings
from zizhu.common.tokens import Verifier

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from zizhu.common.files import Files
    from zizhu.common.jobs import JobRunner
    from zizhu.common.operations.finding import Check
    from zizhu.common.reencrypt import EncryptedColumn
    from zizhu.common.resync import Holding, Republisher


@dataclass(frozen=True)
class Parts:
    """The surroundings of one running service."""

    service: str
    settings: ServiceSettings
    database: Database
    machine: Clock
    business: BusinessClock
    keys: Keys
    tokens: Verifier
    files: "Files"
    cache: "Redis | None"
    log: structlog.typing.FilteringBoundLogger
    hints: Hints = field(default_factory=Hints)


@dataclass(frozen=True)
class Timer:
    """Work that falls due every so often, once in the whole cluster."""

    name: str
    every: timedelta
    run: Callable[[Parts], Awaitable[None]]


@dataclass(frozen=True)
class Service:
    """A service is a value: name, app, subscriptions, tables, timers, jobs, what it republishes."""

    name: str
    create_app: Callable[[Parts], FastAPI]
    migrations: Path
    metadata: MetaData
    subscriptions: Mapping[type[Event], Handler[Any]] = field(default_factory=dict)
    publishes: Sequence[type[Event]] = ()
    timers: Sequence[Timer] = ()
    jobs: Mapping[str, "JobRunner"] = field(default_factory=dict)
    republishers: Sequence["Republisher"] = ()
    owns: Sequence["Holding"] = ()  # what reconcile counts here as the publisher
    projects: Sequence["Holding"] = ()  # and here as a consumer
    encrypted: Sequence["EncryptedColumn"] = ()  # what a rotation of keys turns, besides files
    checks: Sequence["Check"] = ()  # what an operator is told of this service alone
