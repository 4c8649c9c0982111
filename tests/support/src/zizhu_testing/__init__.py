"""Throw-away servers and waiting for tests, drills and benches; no part of an installation."""

from zizhu_testing.postgres import FreshDatabase, PrivatePostgres
from zizhu_testing.rabbit import PrivateRabbit
from zizhu_testing.redis import PrivateRedis
from zizhu_testing.server import Missing, Server
from zizhu_testing.waiting import eventually

__all__ = [
    "FreshDatabase",
    "Missing",
    "PrivatePostgres",
    "PrivateRabbit",
    "PrivateRedis",
    "Server",
    "eventually",
]
