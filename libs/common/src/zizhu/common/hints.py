"""The one live stream of a browser: hints only ("to-dos changed"), after which the page reads.

A hint may get lost (a restart, a slow reader, another replica took the event); the page polls as
well, so nothing but promptness depends on it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

WAITING = 100  # hints a slow reader may have waiting before it is told to read everything
HEARTBEAT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Hint:
    """Something changed for an audience: a role of a school, or one student of it."""

    kind: str
    school_id: UUID
    role: str | None = None
    student_id: UUID | None = None

    def concerns(self, school_id: UUID, role: str, student_id: UUID | None) -> bool:
        if self.school_id != school_id or self.role not in (None, role):
            return False
        return self.student_id in (None, student_id)


@dataclass
class Reader:
    """One open stream."""

    school_id: UUID
    role: str
    student_id: UUID | None
    waiting: asyncio.Queue[str]


class Hints:
    """Hand hints to the open streams of this process."""

    def __init__(self) -> None:
        self._by_id: dict[int, Reader] = {}

    def tell(self, hint: Hint) -> None:
        """Put a hint before every reader it concerns; a full queue already says "read"."""
        for reader in tuple(self._by_id.values()):
            if hint.concerns(reader.school_id, reader.role, reader.student_id):
                if reader.waiting.full():
                    continue
                reader.waiting.put_nowait(hint.kind)

    @asynccontextmanager
    async def reading(
        self, school_id: UUID, role: str, student_id: UUID | None
    ) -> AsyncIterator[Reader]:
        """Open a stream until the context ends."""
        reader = Reader(school_id, role, student_id, asyncio.Queue(WAITING))
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
