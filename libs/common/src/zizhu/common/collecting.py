"""Pausing the cyclic collector while a bulk of plain rows is built.

Each of its full passes looks at every row made so far and finds nothing to free: over 50,000 rows
it costs more than encrypting them. Reference counts free as ever meanwhile.
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
