"""Serving an application with uvicorn until a signal, draining what is under way."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import uvicorn
from uvicorn._types import ASGIApplication

from zizhu.common.asgi import App
from zizhu.common.collecting import spare_what_is_there

DRAIN_SECONDS = 20
KEEP_ALIVE_SECONDS = 75
# Longer than the gateway keeps an idle connection to a service.
LINGER_SECONDS = 4.5


class _Server(uvicorn.Server):
    """Hears signals through the loop. Uvicorn's own way raises SIGTERM again once it has stopped,
    which would end the process before its host has drained and given back what it leased.

    Uvicorn's own way also closes idle connections at once. Whoever writes into one at this moment
    never hears whether the request was done; so what still comes on them is answered, for
    `linger_seconds`, with the word to use them no more.
    """

    def __init__(self, config: uvicorn.Config, linger_seconds: float) -> None:
        super().__init__(config)
        self._linger_seconds = linger_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        state = self.server_state
        state.default_headers = [*state.default_headers, (b"connection", b"close")]
        try:
            async with asyncio.timeout(self._linger_seconds):
                while state.connections and not self.force_exit:  # noqa: ASYNC110 - no event here either
                    await asyncio.sleep(0.02)
        except TimeoutError:
            pass
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


async def serve(
    app: App,
    *,
    bind: str,
    port: int,
    believed: Sequence[str] = (),
    keep_alive_seconds: int = KEEP_ALIVE_SECONDS,
    linger_seconds: float = 0,
    when_ready: Callable[[], None] | None = None,
) -> None:
    """Answer requests until SIGINT or SIGTERM; open requests are given time to end, and for
    `linger_seconds` idle connections time to be given up by the other side.

    `believed` are the CIDRs whose X-Forwarded-For names the client: the gateway's, before a single
    service. The gateway itself reads these headers by rules of its own, so nobody is believed here.
    """
    config = uvicorn.Config(
        cast(ASGIApplication, app),
        host=bind,
        port=port,
        http="httptools",
        lifespan="auto",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=bool(believed),
        forwarded_allow_ips=list(believed),
        timeout_keep_alive=keep_alive_seconds,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    spare_what_is_there()
    server = _Server(config, linger_seconds)
    serving = asyncio.ensure_future(server.serve())
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.02)
    if when_ready is not None and server.started:
        when_ready()
    await serving
