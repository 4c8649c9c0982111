"""Serving an application with uvicorn until a signal, draining what is under way."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import uvicorn
from uvicorn._types import ASGIApplication

from zizhu.common.asgi import App

DRAIN_SECONDS = 20


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
    app: App, *, bind: str, port: int, when_ready: Callable[[], None] | None = None
) -> None:
    """Answer requests until SIGINT or SIGTERM; open requests are given time to end."""
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
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve())
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.02)
    if when_ready is not None and server.started:
        when_ready()
    await serving
