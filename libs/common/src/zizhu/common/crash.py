"""Named crash points: where a drill may kill the process, so that "what happens if it dies after
this line" is a question that a test answers. Unarmed, a point costs one look-up.
"""

import os
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

POINTS = frozenset(
    {
        "transaction.before_commit",
        "transaction.after_commit",
        "relay.before_publish",
        "relay.after_publish",
        "relay.after_confirm",
        "inbox.before_commit",
        "inbox.after_commit",
        "failed.before_record",
        "failed.after_record",
        "audit.before_seal",
        "audit.after_seal",
        "file.before_move",
        "file.after_move",
        "job.before_commit",
        "job.after_commit",
    }
)


@dataclass
class _Armed:
    """What is still to be passed, by point. Shared by all tasks of one arming, so they count on."""

    countdown: dict[str, int]
    act: Callable[[], None]


_ARMED: ContextVar[_Armed | None] = ContextVar("zizhu_crash", default=None)


def _die() -> None:
    os._exit(137)


def arm(name: str, after: int = 1, act: Callable[[], None] = _die) -> None:
    """Let the `after`-th passing of the point `name` end the process, or do `act` instead.

    It holds for the caller and for the tasks started from here on: what else runs in the process
    (other services of a test session) passes as before.
    """
    if name not in POINTS:
        raise KeyError(name)
    _ARMED.set(_Armed({name: after}, act))


def point(name: str) -> None:
    """Pass a named point."""
    armed = _ARMED.get()
    if armed is None or name not in armed.countdown:
        return
    armed.countdown[name] -= 1
    if armed.countdown[name] <= 0:
        del armed.countdown[name]
        armed.act()
