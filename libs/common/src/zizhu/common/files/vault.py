"""The objects of one service's files: encrypted on the way to the store, opened on the way back.

Plain bytes never touch the disk. An object is bound to its file and its key to its row, so that
neither opens in another's place.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from zizhu.common.crypto.chunks import decrypt_chunks, encrypt_chunks
from zizhu.common.crypto.fields import Place
from zizhu.common.crypto.files import new_data_key, unwrap_key, wrap_key
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.files.check import TAIL_BYTES, Scanner, shown_name
from zizhu.common.files.refusals import FileInfected, FileTooLarge
from zizhu.common.files.store import FileStore
from zizhu.common.ids import new_id


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is checked and on disk, and has no row yet: write one within 24 hours."""

    id: UUID
    media_type: str
    display_name: str
    size: int
    sha256: bytes
    wrapped_key: str


class Measure:
    """Counts and digests a stream that passes through, and refuses it where it is too long."""

    def __init__(self, most_bytes: int | None = None) -> None:
        self.size = 0
        self.tail = b""
        self._most_bytes = most_bytes
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> bytes:
        return self._digest.digest()

    async def through(
        self, chunks: AsyncIterator[bytes], at_end: Callable[[bytes], None] | None = None
    ) -> AsyncIterator[bytes]:
        """Yield what comes. `at_end` sees the last kilobyte. Raises FileTooLarge."""
        async for chunk in chunks:
            self.size += len(chunk)
            if self._most_bytes is not None and self.size > self._most_bytes:
                raise FileTooLarge(self._most_bytes)
            self._digest.update(chunk)
            self.tail = (self.tail + chunk)[-TAIL_BYTES:]
            yield chunk
        if at_end is not None:
            at_end(self.tail)


class Vault:
    """Objects by file id, each under a data key of its own."""

    def __init__(
        self, store: FileStore, ring: KeyRing, service: str, scanner: Scanner | None
    ) -> None:
        self.store = store
        self._ring = ring
        self._service = service
        self._scanner = scanner
        self._dropping: set[asyncio.Task[None]] = set()

    async def write(
        self, plain: AsyncIterator[bytes], *, media_type: str, display_name: str
    ) -> Received:
        """Encrypt a stream to the store. Raises FileInfected, and what the stream raises."""
        file_id, data_key, measure = new_id(), new_data_key(), Measure()
        chunks = encrypt_chunks(data_key, measure.through(plain), self._context(file_id))
        await self.store.put(file_id.hex, chunks)
        try:
            await self._scan(file_id, data_key)
        except BaseException:
            await self.delete([file_id])
            raise
        return Received(
            id=file_id,
            media_type=media_type,
            display_name=shown_name(display_name, media_type),
            size=measure.size,
            sha256=measure.sha256,
            wrapped_key=wrap_key(self._ring, data_key, self._place(file_id)),
        )

    async def _scan(self, file_id: UUID, data_key: bytes) -> None:
        if self._scanner and await self._scanner.threat(self._plain(file_id, data_key)):
            raise FileInfected

    def open(self, file_id: UUID, wrapped_key: str) -> AsyncIterator[bytes]:
        """Return the plain stream of a file. Raises CannotDecrypt."""
        return self._plain(file_id, unwrap_key(self._ring, wrapped_key, self._place(file_id)))

    def _plain(self, file_id: UUID, data_key: bytes) -> AsyncIterator[bytes]:
        return decrypt_chunks(data_key, self.store.get(file_id.hex), self._context(file_id))

    async def delete(self, file_ids: Iterable[UUID]) -> None:
        """Remove objects; what the disk refuses now is left to the sweep."""
        for file_id in file_ids:
            with suppress(OSError):
                await self.store.delete(file_id.hex)

    def drop(self, file_ids: Iterable[UUID]) -> None:
        """Remove objects soon, from where nobody can wait; a crash leaves them to the sweep."""
        task = asyncio.get_running_loop().create_task(self.delete(file_ids))
        self._dropping.add(task)
        task.add_done_callback(self._dropping.discard)

    async def settle(self) -> None:
        """Wait for what `drop` began."""
        await asyncio.gather(*self._dropping)

    def _context(self, file_id: UUID) -> bytes:
        return f"{self._service}|{file_id}".encode()

    def _place(self, file_id: UUID) -> Place:
        return Place(self._service, "file", "wrapped_key", file_id)
