"""Passing a request on to its service, each service with bounds of its own.

A service that hangs fills its own places and no other's; event streams have places apart, so that
open browsers do not keep anybody from working.
"""

import asyncio
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from zizhu.common.app import Scope
from zizhu.common.errors import Refusal
from zizhu.gateway.answers import Answer
from zizhu.gateway.bodies import Intake
from zizhu.gateway.errors import AnswerBroken, BodyStalled, ServiceFull, ServiceSilent
from zizhu.gateway.reach.port import Reach

STREAM = b"text/event-stream"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much may be open at one service, and how long nothing may move, in seconds."""

    requests: int
    streams: int
    idle_seconds: float


class Places:
    """The places at one service: taken at once or refused, never waited for."""

    def __init__(self, service: str, size: int) -> None:
        self._service = service
        self._size = size
        self.taken = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place. Raises ServiceFull."""
        if self.taken >= self._size:
            raise ServiceFull(self._service)
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1


class Forwarding:
    """Knows the services, and carries requests to them."""

    def __init__(self, reach: Reach, bounds: Bounds) -> None:
        self._reach = reach
        self._idle = bounds.idle_seconds
        self._places = {name: Places(name, bounds.requests) for name in reach.services}
        self._streams = {name: Places(name, bounds.streams) for name in reach.services}

    def knows(self, service: str) -> bool:
        return service in self._places

    async def pass_on(self, service: str, scope: Scope, intake: Intake, answer: Answer) -> None:
        """Carry one request and its answer, both streaming.

        Raises ServiceFull, ServiceAway, ServiceSilent, BodyTooLarge or BodyStalled before the
        answer has begun, AnswerBroken after.
        """
        places = self._streams if _asks_for_stream(scope) else self._places
        with places[service].one():
            await self._carry(service, scope, intake, answer)
        if intake.refusal is not None and not answer.is_begun:
            raise intake.refusal

    async def _carry(self, service: str, scope: Scope, intake: Intake, answer: Answer) -> None:
        try:
            async with asyncio.timeout(self._idle) as pace:
                passage = _Passage(intake, answer, pace, self._idle)
                await self._reach.call(service, scope, passage.receive, passage.send)
        except TimeoutError as error:
            if not pace.expired():
                raise
            raise self._stalled(service, intake, answer) from error

    def _stalled(self, service: str, intake: Intake, answer: Answer) -> Refusal | AnswerBroken:
        if answer.is_begun:
            return AnswerBroken(service)
        return BodyStalled() if intake.is_waiting else ServiceSilent(service)


class _Passage:
    """Both directions of one request; whatever moves puts off the time-out."""

    def __init__(self, intake: Intake, answer: Answer, pace: asyncio.Timeout, idle: float) -> None:
        self._intake = intake
        self._answer = answer
        self._pace = pace
        self._idle = idle
        self._is_stream = False
        self._now = asyncio.get_running_loop().time
        # Most requests are over before it pays to move their timer.
        self._grain = min(1.0, idle / 10)
        self._put_off_at = self._now()

    def _put_off(self) -> None:
        now = self._now()
        if not self._is_stream and now >= self._put_off_at + self._grain:
            self._put_off_at = now
            self._pace.reschedule(now + self._idle)

    async def receive(self) -> MutableMapping[str, Any]:
        message = await self._intake()
        if message["type"] == "http.request":
            self._put_off()
        return message

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if self._intake.refusal is not None and not self._answer.is_begun:
            return
        if message["type"] == "http.response.start" and _is_stream(message):
            # A stream may be silent for as long as nothing happens.
            self._pace.reschedule(None)
            self._is_stream = True
        self._put_off()
        await self._answer(message)


def _asks_for_stream(scope: Scope) -> bool:
    return any(name == b"accept" and STREAM in value for name, value in scope["headers"])


def _is_stream(start: MutableMapping[str, Any]) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(STREAM)
        for name, value in start.get("headers", ())
    )
