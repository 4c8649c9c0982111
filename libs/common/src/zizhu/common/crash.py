"""Named crash points: where a drill may kill the process, so that "what happens if it dies after
this line" is a question that a test answers. Unarmed, a point costs one set look-up.
"""

import os
from collections.abc import Callable

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


def _die() -> None:
    os._exit(137)


class _Armed:
    def __init__(self) -> None:
        self.countdown: dict[str, int] = {}
        self.act: Callable[[], None] = _die


_ARMED = _Armed()


def arm(name: str, after: int = 1, act: Callable[[], None] = _die) -> None:
    """Let the `after`-th passing of the point `name` end the process, or do `act` instead."""
    if name not in POINTS:
        raise KeyError(name)
    _ARMED.countdown[name] = after
    _ARMED.act = act


def disarm() -> None:
    """Make every point harmless again."""
    _ARMED.countdown.clear()


def point(name: str) -> None:
    """Pass a named point."""
    if name not in _ARMED.countdown:
        return
    _ARMED.countdown[name] -= 1
    if _ARMED.countdown[name] <= 0:
        del _ARMED.countdown[name]
        _ARMED.act()
