"""The published language of Zizhu: event classes by publisher, each with a golden sample."""

from collections.abc import Iterator

from zizhu.common.events import Event
from zizhu.contracts import identification, identity, notification, roster

PUBLISHERS = {
    "roster": roster,
    "identity": identity,
    "identification": identification,
    "notification": notification,
}


def published_by(publisher: str) -> tuple[type[Event], ...]:
    """Every event class of one publisher, by type."""
    module = PUBLISHERS[publisher]
    found = {
        item
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, Event) and hasattr(item, "type")
    }
    return tuple(sorted(found, key=lambda item: item.type))


def every_event() -> Iterator[type[Event]]:
    """Every event class there is."""
    for publisher in PUBLISHERS:
        yield from published_by(publisher)
