"""Watching an installation: what it logs, which addresses are asked, and what it refuses."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field

import httpx
import structlog

from zizhu.common.logs import configure_logs


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, without the body of one that succeeded."""

    method: str
    url: str
    status: int
    problem: str


@dataclass
class Watch:
    """What was seen so far."""

    log: io.StringIO = field(default_factory=io.StringIO)
    exchanges: list[Exchange] = field(default_factory=list)

    async def keep(self, answer: httpx.Response) -> None:
        """Remember an exchange; a refusal with all that it tells."""
        problem = ""
        if answer.is_error:
            await answer.aread()
            problem = f"{answer.headers} {answer.text}"
        asked = answer.request
        self.exchanges.append(Exchange(asked.method, str(asked.url), answer.status_code, problem))


@contextmanager
def watched_logs(watch: Watch) -> Iterator[None]:
    """Send every log line where an installation would print it to the watch instead."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    with redirect_stderr(watch.log):
        configure_logs(as_json=True)
    try:
        yield
    finally:
        structlog.configure(**before)
        root.handlers[:] = handlers
        root.setLevel(level)
