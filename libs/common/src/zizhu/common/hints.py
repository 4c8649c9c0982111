"""The one live stream of a browser: hints only ("to-dos changed"), after which the page reads.

A hint may get lost (a restart, a slow reader, no cache); the page polls as well, so nothing but
promptness depends on it. Whoever tells one never waits for it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.auth import Principal

WAITING = 100  # hints a slow reader may have waiting before it is told to read everything
LEAVING = 1000  # hints that may wait for other processes
HEARTBEAT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Hint:
    """Something changed for an audience: a role of a school, one student or one account of it."""

    kind: str
    school_id: UUID
    role: str | None = None
    student_id: UUID | None = None
    account_id: UUID | None = None

    def concerns(self, principal: Principal) -> bool:
        post = principal.post
        return (
            self.school_id == post.school_id
            and self.role in (None, post.role.value)
            and self.student_id in (None, post.student_id)
            and self.account_id in (None, principal.account_id)
        )


@dataclass
class Reader:
    """One open stream."""

    principal: Principal
    waiting: asyncio.Queue[str]


class Hints:
    """Hand hints to the open streams of this process, and to whatever carries them elsewhere."""

    def __init__(self) -> None:
        self._by_id: dict[int, Reader] = {}
        self._leaving: asyncio.Queue[Hint] | None = None

    def tell(self, hint: Hint) -> None:
        """Tell every reader it concerns, here and in other processes."""
        self.tell_here(hint)
        if self._leaving is not None:
            with suppress(asyncio.QueueFull):
                self._leaving.put_nowait(hint)

    def tell_here(self, hint: Hint) -> None:
        """Put a hint before the readers of this process; a full queue already says "read"."""
        for reader in tuple(self._by_id.values()):
            if hint.concerns(reader.principal):
                with suppress(asyncio.QueueFull):
                    reader.waiting.put_nowait(hint.kind)

    @asynccontextmanager
    async def leaving(self) -> AsyncIterator[asyncio.Queue[Hint]]:
        """Collect what is told until the context ends, for whoever carries it to others."""
        self._leaving = asyncio.Queue(LEAVING)
        try:
            yield self._leaving
        finally:
            self._leaving = None

    @asynccontextmanager
    async def reading(self, principal: Principal) -> AsyncIterator[Reader]:
        """Open a stream until the context ends."""
        reader = Reader(principal, asyncio.Queue(WAITING))
        self._by_id[id(reader)] = reader
        try:
            yield reader
        finally:
            del self._by_id[id(reader)]

    @property
    def open_streams(self) -> int:
        return len(self._by_id)


async def next_kinds(reader: Reader, seconds: float = HEARTBEAT_SECONDS) -> set[str]:
    """Wait for hints and return their kinds together; an empty set is a heartbeat."""
    try:
        kinds = {await asyncio.wait_for(reader.waiting.get(), seconds)}
    except TimeoutError:
        return set()
    while not reader.waiting.empty():
        kinds.add(reader.waiting.get_nowait())
    return kinds
