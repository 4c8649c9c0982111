"""Acts that change something and ride on a cookie must come from a page of ours.

There is no CORS here: other sites have nothing to ask with our users' cookies.
"""

from collections.abc import Sequence

from zizhu.gateway.errors import ForeignOrigin
from zizhu.gateway.visits import Visit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Origins:
    """Our own origins: the one the request itself was sent to, and any that were configured."""

    def __init__(self, ours: Sequence[str]) -> None:
        self._ours = frozenset(origin.rstrip("/").lower() for origin in ours)

    def check(self, method: str, visit: Visit) -> None:
        """Refuse a foreign page. Raises ForeignOrigin."""
        if method in SAFE or visit.header(b"cookie") is None:
            return
        origin = visit.header(b"origin")
        if origin is None:
            # No browser leaves both out on a request from another site.
            if visit.header(b"sec-fetch-site") in (None, "same-origin", "none"):
                return
            raise ForeignOrigin
        if origin.lower() not in self._ours and origin.lower() != self._own(visit):
            raise ForeignOrigin

    def _own(self, visit: Visit) -> str:
        return f"{visit.scheme}://{visit.host}".lower()
