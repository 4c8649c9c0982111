"""Hints between processes, over the cache's publish and subscribe.

Nothing waits for the cache: while it is away hints are lost, and pages find out by polling.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
import structlog
from redis.exceptions import RedisError

from zizhu.common.hints import Hint, Hints
from zizhu.common.ids import new_id

if TYPE_CHECKING:
    from redis.asyncio import Redis

CHANNEL = "zizhu:hints"
LISTEN_SECONDS = 30.0
PAUSE_SECONDS = 5.0
_AWAY = (RedisError, OSError, TimeoutError)


class HintWire:
    """Carries the hints of one process to the others, and theirs to it."""

    def __init__(
        self, hints: Hints, cache: "Redis", log: structlog.typing.FilteringBoundLogger
    ) -> None:
        self._hints = hints
        self._cache = cache
        self._log = log
        self._own = str(new_id())

    async def send(self, leaving: asyncio.Queue[Hint]) -> None:
        """Publish hints for good; one that meets no cache is lost."""
        while True:
            body = _to_bytes(await leaving.get(), self._own)
            try:
                await self._cache.publish(CHANNEL, body)
            except _AWAY:
                self._log.warning("hint_lost")

    async def hear(self) -> None:
        """Pass on the hints of other processes for good."""
        while True:
            try:
                await self._listen()
            except _AWAY:
                self._log.warning("hints_unheard")
                await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        async with self._cache.pubsub() as wire:
            await wire.subscribe(CHANNEL)
            while True:
                found = await wire.get_message(
                    ignore_subscribe_messages=True, timeout=LISTEN_SECONDS
                )
                if found is not None:
                    self._take(found["data"])

    def _take(self, body: bytes) -> None:
        try:
            said = orjson.loads(body)
            sender, hint = said.pop("from"), _from_json(said)
        except (ValueError, KeyError, TypeError, AttributeError):
            self._log.warning("hint_unreadable")
            return
        if sender != self._own:
            self._hints.tell_here(hint)


def _to_bytes(hint: Hint, sender: str) -> bytes:
    said = {name: getattr(hint, name) for name in Hint.__slots__}
    return orjson.dumps({"from": sender, **said})


def _from_json(said: dict[str, str | None]) -> Hint:
    """Raises KeyError, TypeError or ValueError for anything that is no hint."""
    known = {name: UUID(said[name]) for name in _IDS if said[name] is not None}
    return Hint(kind=str(said["kind"]), role=said["role"], **known)


_IDS = ("school_id", "student_id", "account_id")


@asynccontextmanager
async def carried(
    hints: Hints, cache: "Redis | None", log: structlog.typing.FilteringBoundLogger
) -> AsyncIterator[None]:
    """Carry hints to and from other processes until the context ends; without a cache, none."""
    if cache is None:
        yield
        return
    wire = HintWire(hints, cache, log)
    async with hints.leaving() as leaving:
        tasks = [asyncio.create_task(wire.send(leaving)), asyncio.create_task(wire.hear())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
