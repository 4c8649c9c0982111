"""Serving an application with uvicorn until a signal, draining what is under way."""

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import uvicorn
from uvicorn._types import ASGIApplication

from zizhu.common.asgi import App

DRAIN_SECONDS = 20
KEEP_ALIVE_SECONDS = 75


class _Server(uvicorn.Server):
    """Hears signals through the loop. Uvicorn's own way raises SIGTERM again once it has stopped,
    which would end the process before its host has drained and given back what it leased.
    """

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
    when_ready: Callable[[], None] | None = None,
) -> None:
    """Answer requests until SIGINT or SIGTERM; open requests are given time to end.

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
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve())
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.02)
    if when_ready is not None and server.started:
        when_ready()
    await serving
