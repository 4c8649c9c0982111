"""Calling an ASGI application of the same process, for the few answers that services need from
each other before a gateway is there.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson

App = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]


class NotAnswered(OSError):
    """The application did not answer 200."""


async def get_json(app: App, path: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """GET a path of an application and parse its answer. Raises NotAnswered."""
    status = 0
    body = bytearray()

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    scope: MutableMapping[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 0),
    }
    await app(scope, receive, send)
    if status != 200:
        raise NotAnswered(f"{path}: {status}")
    return orjson.loads(bytes(body))
