"""The port `Reach`, and asking a service a question of the gateway's own through it."""

import asyncio
from collections.abc import Collection, MutableMapping
from types import TracebackType
from typing import Any, Protocol, Self

from zizhu.common.app import Receive, Scope, Send


class Reach(Protocol):
    """A way to services. Entered before the first call, left when the process stops."""

    @property
    def services(self) -> Collection[str]:
        """The names that `call` knows."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    async def call(self, service: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one ASGI request to a service, both bodies streaming.

        Returns early when the client leaves. Raises ServiceAway or ServiceSilent before the
        answer has begun, AnswerBroken after.
        """


class _Question:
    """An empty request that stays until it is answered, and its collected answer."""

    def __init__(self) -> None:
        self.status = 0
        self.body = bytearray()
        self._is_sent = False

    async def receive(self) -> MutableMapping[str, Any]:
        if self._is_sent:
            await asyncio.Event().wait()
        self._is_sent = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.body += message.get("body", b"")


async def ask(reach: Reach, service: str, path: str, *, within: float) -> tuple[int, bytes]:
    """GET `path` of a service within so many seconds; return status and body.

    Raises TimeoutError, ServiceAway, ServiceSilent or AnswerBroken.
    """
    question = _Question()
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"gateway"), (b"accept", b"application/json")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
    async with asyncio.timeout(within):
        await reach.call(service, scope, question.receive, question.send)
    return question.status, bytes(question.body)
