"""A client that calls an ASGI application message by message: bodies in pieces, streams that are
read as they come, and clients that leave, without a server in between.
"""

import asyncio
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import orjson

from zizhu.common.asgi import App

PATIENCE_SECONDS = 5
Headers = Mapping[str, str] | Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Reply:
    """A whole answer; names of headers are in small letters."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


class Exchange:
    """One request under way: what the client gives, and what it has got so far."""

    def __init__(self, app: App, scope: MutableMapping[str, Any]) -> None:
        self._incoming: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._got: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(self._run(app, scope))

    async def _run(self, app: App, scope: MutableMapping[str, Any]) -> None:
        await app(scope, self._incoming.get, self._got.put)

    def give(self, body: bytes = b"", *, more: bool = False) -> None:
        """Send a piece of the body, the last one unless `more` follow."""
        self._incoming.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def leave(self) -> None:
        """Hang up."""
        self._incoming.put_nowait({"type": "http.disconnect"})

    async def next(self) -> MutableMapping[str, Any]:
        """Return the next message of the answer."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._got.get()

    async def ended(self) -> None:
        """Wait until the application is done; raise what it raised."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._task

    async def reply(self) -> Reply:
        """Return the whole answer."""
        await self.ended()
        start, *pieces = (self._got.get_nowait() for _ in range(self._got.qsize()))
        return Reply(
            start["status"],
            [(name.decode(), value.decode()) for name, value in start["headers"]],
            b"".join(piece.get("body", b"") for piece in pieces),
        )


class Client:
    """Calls an application as a server would."""

    def __init__(self, app: App) -> None:
        self.app = app

    def open(
        self,
        method: str,
        target: str,
        *,
        headers: Headers = (),
        peer: str = "203.0.113.9",
        scheme: str = "http",
    ) -> Exchange:
        """Begin a request whose body is yet to be given."""
        path, _, query = target.partition("?")
        pairs = headers.items() if isinstance(headers, Mapping) else headers
        scope: MutableMapping[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": scheme,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in pairs],
            "client": (peer, 4711),
            "server": ("127.0.0.1", 80),
        }
        if not any(name == b"host" for name, _ in scope["headers"]):
            scope["headers"].insert(0, (b"host", b"zizhu.test"))
        return Exchange(self.app, scope)

    async def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        headers: Headers = (),
        peer: str = "203.0.113.9",
        scheme: str = "http",
    ) -> Reply:
        """Make a whole request."""
        exchange = self.open(method, target, headers=headers, peer=peer, scheme=scheme)
        exchange.give(body)
        return await exchange.reply()

    async def get(
        self,
        target: str,
        *,
        headers: Headers = (),
        peer: str = "203.0.113.9",
        scheme: str = "http",
    ) -> Reply:
        return await self.ask("GET", target, headers=headers, peer=peer, scheme=scheme)
