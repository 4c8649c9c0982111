"""Builders for the routes that every service has: its log, and its operations."""

from dataclasses import replace

from matrix.asks import Ask, Builder, Reach, Routes
from matrix.cast import Actor, View
from zizhu.common.auth import Role
from zizhu.common.ids import new_id

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


def failed_message(at: View, by: Actor) -> Ask:
    """None is kept in a settled installation; what becomes of one, the plumbing's tests tell."""
    return Ask(ids={"event_id": new_id()}, status=404, code="no_such_message")


def act_on_failed_message(at: View, by: Actor) -> Ask:
    return replace(failed_message(at, by), json={"reason": "已修复"})


in_each("GET", "/log", Reach.NOTHING, read_list)
in_each("GET", "/operations", Reach.NOTHING, read_list)
in_each("GET", "/failed-messages", Reach.NOTHING, read_list)
in_each("GET", "/failed-messages/{event_id}", Reach.NOTHING, failed_message)
in_each("POST", "/failed-messages/{event_id}/replay", Reach.NOTHING, act_on_failed_message)
in_each("POST", "/failed-messages/{event_id}/discard", Reach.NOTHING, act_on_failed_message)
in_each("GET", "/log", Reach.NOTHING, read_the_log_of_an_account)
