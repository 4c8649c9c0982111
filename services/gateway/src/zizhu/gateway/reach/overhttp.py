"""Services behind addresses: one shared client session, both bodies streaming, nothing decoded.

A request is sent once: whether it may be repeated is the client's to know, by Idempotency-Key.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from types import TracebackType
from typing import Self

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from zizhu.common.app import Receive, Scope, Send
from zizhu.gateway.errors import AnswerBroken, ServiceAway, ServiceSilent

CONNECT_SECONDS = 2.0
# Shorter than the 5 s after which uvicorn closes an idle connection, so that we never write into
# one that is just being closed.
KEEP_ALIVE_SECONDS = 4.0

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
_NOT_SENT = HOP_BY_HOP | {b"host", b"content-length", b"expect"}
_NOT_RETURNED = HOP_BY_HOP | {b"date", b"server"}
_NOT_ADDED = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")

Headers = Iterable[tuple[bytes, bytes]]


class OverHttp:
    """A `Reach` over HTTP; `urls` are base addresses such as `http://roster:8000`."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = {service: url.rstrip("/") for service, url in urls.items()}
        self._session: aiohttp.ClientSession | None = None

    @property
    def services(self) -> Collection[str]:
        return self._urls.keys()

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            # Unbounded here: the door bounds what is open at each service.
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            auto_decompress=False,
            skip_auto_headers=_NOT_ADDED,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, service: str, scope: Scope, receive: Receive, send: Send) -> None:
        if self._session is None:
            raise RuntimeError("OverHttp is used before it was entered")
        await _Exchange(self._session, self._urls[service], service, send).run(scope, receive)


class _ClientGone(Exception):
    """The client left while its body was being passed on."""


class _Exchange:
    """One request and its answer."""

    def __init__(self, session: aiohttp.ClientSession, base: str, service: str, send: Send) -> None:
        self._session = session
        self._base = base
        self._service = service
        self._send = send
        self._is_gone = False
        self._is_begun = False
        self._watcher: asyncio.Task[None] | None = None

    async def run(self, scope: Scope, receive: Receive) -> None:
        first = await receive()
        if first["type"] == "http.disconnect":
            return
        body: bytes = first.get("body", b"")
        try:
            async with asyncio.timeout(None) as life:
                if not first.get("more_body", False):
                    self._watch(receive, life)
                    await self._exchange(scope, body or None)
                else:
                    await self._exchange(scope, self._pass_on(body, receive, life))
        except TimeoutError:
            if not self._is_gone:
                raise
        finally:
            if self._watcher is not None:
                self._watcher.cancel()

    def _watch(self, receive: Receive, life: asyncio.Timeout) -> None:
        """End the exchange as soon as the client leaves: nothing else would wake a stream."""

        async def wait() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            self._is_gone = True
            life.reschedule(asyncio.get_running_loop().time())

        self._watcher = asyncio.create_task(wait(), name="client watch")

    async def _pass_on(
        self, body: bytes, receive: Receive, life: asyncio.Timeout
    ) -> AsyncIterator[bytes]:
        yield body
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self._is_gone = True
                life.reschedule(asyncio.get_running_loop().time())
                raise _ClientGone
            if message.get("body"):
                yield message["body"]
            more = message.get("more_body", False)
        self._watch(receive, life)

    async def _exchange(self, scope: Scope, data: bytes | AsyncIterator[bytes] | None) -> None:
        try:
            async with self._session.request(
                scope["method"],
                self._url(scope),
                headers=_outgoing(scope, is_whole=not isinstance(data, AsyncIterator)),
                data=data,
                allow_redirects=False,
            ) as response:
                await self._answer(response)
        except aiohttp.ClientConnectorError as error:
            raise ServiceAway(self._service) from error
        except aiohttp.ConnectionTimeoutError as error:
            raise ServiceAway(self._service) from error
        except aiohttp.ClientError as error:
            if self._is_gone:
                return
            if self._is_begun:
                raise AnswerBroken(self._service) from error
            raise ServiceSilent(self._service) from error

    def _url(self, scope: Scope) -> URL:
        path: str = scope["raw_path"].decode("ascii")
        query: str = scope["query_string"].decode("latin-1")
        return URL(f"{self._base}{path}?{query}" if query else self._base + path, encoded=True)

    async def _answer(self, response: aiohttp.ClientResponse) -> None:
        self._is_begun = True
        await self._send(
            {
                "type": "http.response.start",
                "status": response.status,
                "headers": _incoming(response.raw_headers),
            }
        )
        content = response.content
        more = True
        while more:
            # Whatever has arrived goes on at once: an event stream is never held back.
            chunk = await content.readany()
            more = not content.at_eof()
            await self._send({"type": "http.response.body", "body": chunk, "more_body": more})


def _named_by_connection(headers: Headers) -> frozenset[bytes]:
    return frozenset(
        token.strip().lower()
        for name, value in headers
        if name.lower() == b"connection"
        for token in value.split(b",")
    )


def _outgoing(scope: Scope, *, is_whole: bool) -> CIMultiDict[str]:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    dropped = _NOT_SENT | _named_by_connection(headers)
    sent: CIMultiDict[str] = CIMultiDict()
    for name, value in headers:
        if name not in dropped:
            sent.add(name.decode("latin-1"), value.decode("utf-8", "replace"))
        elif name == b"host":
            sent["X-Forwarded-Host"] = value.decode("latin-1")
        elif name == b"content-length" and not is_whole:
            sent["Content-Length"] = value.decode("latin-1")
    sent["X-Forwarded-For"] = scope["client"][0] if scope.get("client") else "unknown"
    sent["X-Forwarded-Proto"] = scope["scheme"]
    return sent


def _incoming(headers: Headers) -> list[tuple[bytes, bytes]]:
    dropped = _NOT_RETURNED | _named_by_connection(headers)
    lowered = ((name.lower(), value) for name, value in headers)
    return [(name, value) for name, value in lowered if name not in dropped]
