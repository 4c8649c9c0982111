"""Builders for the routes that every service has: its log, and its operations."""

from matrix.asks import Ask, Builder, Reach, Routes
from matrix.cast import Actor, View
from zizhu.common.auth import Role

SERVICES = ("identity", "roster", "identification", "notification")

routes = Routes("/api/v1")


def in_each(
    method: str, path: str, reach: Reach, build: Builder, only: tuple[Role, ...] | None = None
) -> None:
    """Register a builder for the same route of every service."""
    for service in SERVICES:
        routes(method, f"/{service}{path}", reach, only=only)(build)


def read_list(at: View, by: Actor) -> Ask:
    return Ask()


def read_the_log_of_an_account(at: View, by: Actor) -> Ask:
    return Ask(query={"account_id": str(by.account_id), "action": "account"})


in_each("GET", "/log", Reach.NOTHING, read_list)
in_each("GET", "/log", Reach.NOTHING, read_the_log_of_an_account)
