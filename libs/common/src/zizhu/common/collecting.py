"""Keeping the cyclic collector from looking again and again at what it cannot free.

Each of its full passes holds every request up while it looks at all there is: over 50,000 rows
being built, that costs more than encrypting them; over the routes, models and statements of all
services at rest, a third of a second. Reference counts free as ever meanwhile.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_pauses = 0


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector still until the last one who asked for it is done."""
    global _pauses  # noqa: PLW0603 - the collector itself is one for the process
    with _lock:
        _pauses += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0:
                gc.enable()


def spare_what_is_there() -> None:
    """Keep what exists now out of every later pass: what was made to serve lives on until the end
    of the process.
    """
    gc.collect()
    gc.freeze()
