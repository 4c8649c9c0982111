"""Services in this very process: their ASGI applications are called, nothing is copied."""

from collections.abc import Collection, Mapping
from types import TracebackType
from typing import Self

from zizhu.common.app import App, Receive, Scope, Send

# What belongs to the server's or the gateway's own application, not to the child's.
_FOREIGN = frozenset({"app", "state", "router", "endpoint", "route", "path_params"})


class InProcess:
    """A `Reach` whose services are applications; the host enters and leaves their lifespans."""

    def __init__(self, apps: Mapping[str, App]) -> None:
        self._apps = dict(apps)

    @property
    def services(self) -> Collection[str]:
        return self._apps.keys()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return

    async def call(self, service: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application; that the client left reaches it as `http.disconnect`."""
        inner = {key: value for key, value in scope.items() if key not in _FOREIGN}
        await self._apps[service](inner, receive, send)
