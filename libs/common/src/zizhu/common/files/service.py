"""The use cases of files: received, staged, given to their record, opened and deleted.

The object is on disk before its row is written and until after its row is gone: a row without an
object cannot be, an object without a row is unreadable (its key went with the row) and is swept.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.files import images, rows
from zizhu.common.files.check import (
    HEAD_BYTES,
    PDF,
    PICTURES,
    FileKind,
    Limits,
    Scanner,
    check_pdf,
    kind_of,
    recognise,
)
from zizhu.common.files.refusals import (
    AlreadyAttached,
    FileEmpty,
    FileExpired,
    FileLost,
    NoSuchFile,
    TooManyFiles,
)
from zizhu.common.files.rows import KEPT, STAGED, StoredFile
from zizhu.common.files.stamp import stamp_picture
from zizhu.common.files.store import FileStore
from zizhu.common.files.vault import Measure, Received, Vault

STAGED_FOR = timedelta(hours=24)
# A picture being drawn may take half a gigabyte for a second; two at a time fit a small server.
DRAWN_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file to be read once; `chunks` needs no transaction and opens the object when asked."""

    file: StoredFile
    chunks: AsyncIterator[bytes]

    async def read(self) -> bytes:
        """Return the whole content, for what has to have it at once."""
        return b"".join([chunk async for chunk in self.chunks])


class Files:
    """The files of one service."""

    def __init__(
        self, store: FileStore, ring: KeyRing, service: str, *, scanner: Scanner | None = None
    ) -> None:
        self.vault = Vault(store, ring, service, scanner)
        self._drawing = asyncio.Semaphore(DRAWN_AT_ONCE)

    async def receive(
        self, upload: AsyncIterator[bytes], *, display_name: str, limits: Limits
    ) -> Received:
        """Take an upload to disk, checked and encrypted. Call it outside any transaction.

        `sha256` of the answer is of the bytes as they came, so that a second upload is known.

        Raises:
            FileEmpty, FileTooLarge, FileKindRefused, PdfBroken, ImageUnreadable, ImageTooBig,
            FileInfected.
        """
        head = await _head(upload)
        media_type = recognise(head, limits.kinds)
        measure = Measure(limits.most_bytes)
        plain = measure.through(_chained(head, upload), check_pdf if media_type == PDF else None)
        if kind_of(media_type) is FileKind.IMAGE:
            plain = _only(await self._redrawn(plain, media_type))
        written = await self.vault.write(plain, media_type=media_type, display_name=display_name)
        return replace(written, sha256=measure.sha256)

    async def _redrawn(self, plain: AsyncIterator[bytes], media_type: str) -> bytes:
        content = b"".join([chunk async for chunk in plain])
        async with self._drawing:
            return await asyncio.to_thread(images.redraw, content, media_type)

    async def write(
        self, plain: AsyncIterator[bytes], *, media_type: str, display_name: str
    ) -> Received:
        """Take what this service itself made (an export, a sheet of findings) to disk."""
        return await self.vault.write(plain, media_type=media_type, display_name=display_name)

    async def stage(self, tx: Transaction, received: Received, *, limits: Limits) -> StoredFile:
        """Write the row of an upload that its account will give to a record within 24 hours.

        Raises:
            TooManyFiles: the account has as many waiting as `limits` allow.
        """
        account_id = tx.actor.account_id
        if account_id is not None:
            await rows.lock(tx, account_id)
            if await rows.count_staged(tx, account_id) >= limits.most_staged:
                await self.vault.delete([received.id])
                raise TooManyFiles(limits.most_staged)
        return await rows.add(
            tx,
            **_values(received),
            account_id=account_id,
            state=STAGED,
            expires_at=tx.machine_now + STAGED_FOR,
        )

    async def keep(
        self,
        tx: Transaction,
        received: Received,
        owner_type: str,
        owner_id: UUID,
        *,
        expires_at: datetime | None = None,
    ) -> StoredFile:
        """Write the row of a file that belongs to a record from the start; it may expire."""
        return await rows.add(
            tx,
            **_values(received),
            account_id=tx.actor.account_id,
            state=KEPT,
            owner_type=owner_type,
            owner_id=owner_id,
            expires_at=expires_at,
        )

    async def attach(
        self,
        tx: Transaction,
        file_id: UUID,
        owner_type: str,
        owner_id: UUID,
        account_id: UUID | None,
        *,
        most: int | None = None,
    ) -> StoredFile:
        """Give a staged file to its record, in the transaction that changes the record.

        `account_id` is who staged it; `most` limits the files of the record. A repeat for the
        same record changes nothing.

        Raises:
            NoSuchFile, FileExpired, AlreadyAttached, TooManyFiles.
        """
        await rows.lock(tx, owner_type, owner_id)
        found = await rows.staged_by(tx, file_id, account_id)
        if found is None:
            raise NoSuchFile
        if (found.owner_type, found.owner_id) == (owner_type, owner_id):
            return found
        if most is not None and await rows.count_owned(tx, owner_type, owner_id) >= most:
            raise TooManyFiles(most)
        moved = await rows.move(tx, file_id, owner_type, owner_id, account_id)
        if moved is None:
            raise AlreadyAttached if found.state == KEPT else FileExpired
        return moved

    async def list_files(
        self, tx: Transaction, owner_type: str, owner_ids: Sequence[UUID]
    ) -> list[StoredFile]:
        """Return the files of records, oldest first."""
        return await rows.list_owned(tx, owner_type, owner_ids)

    async def open_file(
        self, tx: Transaction, file_id: UUID, *, owner_type: str, owner_id: UUID
    ) -> OpenFile:
        """Open a file of a record that the caller has just been found to be allowed to read.

        Leaves an audit line. Raises NoSuchFile, FileExpired, FileLost.
        """
        owned = await rows.list_owned(tx, owner_type, [owner_id])
        found = next((one for one in owned if one.id == file_id), None)
        if found is None:
            raise NoSuchFile
        opened = await self._opened(tx, found)
        tx.record("file.opened", of=owner_type, object_id=owner_id, file_id=str(file_id))
        return opened

    async def stamped(self, opened: OpenFile, words: str) -> OpenFile:
        """Return a picture with `words` drawn over it; what is no picture stays as it is.

        Call it outside any transaction. Raises ImageUnreadable.
        """
        if opened.file.media_type not in PICTURES:
            return opened
        async with self._drawing:
            plain = await opened.read()
            drawn = await asyncio.to_thread(stamp_picture, plain, opened.file.media_type, words)
        return OpenFile(replace(opened.file, size=len(drawn)), _only(drawn))

    async def open_staged(
        self, tx: Transaction, file_id: UUID, account_id: UUID | None
    ) -> OpenFile:
        """Open a staged file for who uploaded it. Raises NoSuchFile, FileExpired, FileLost."""
        found = await rows.staged_by(tx, file_id, account_id)
        if found is None or found.state != STAGED:
            raise NoSuchFile
        return await self._opened(tx, found)

    async def _opened(self, tx: Transaction, found: StoredFile) -> OpenFile:
        if found.expires_at is not None and found.expires_at <= tx.machine_now:
            raise FileExpired
        if not await self.vault.store.exists(found.id.hex):
            raise FileLost
        wrapped_key = await rows.wrapped_key(tx, found.id)
        return OpenFile(found, self.vault.open(found.id, wrapped_key))

    async def delete_file(
        self, tx: Transaction, file_id: UUID, *, owner_type: str, owner_id: UUID
    ) -> None:
        """Delete one file of a record. Raises NoSuchFile."""
        gone = await rows.remove_owned(tx, owner_type, owner_id, file_id)
        if not gone:
            raise NoSuchFile
        tx.after_commit(lambda: self.vault.drop(gone))

    async def delete_staged(self, tx: Transaction, file_id: UUID, account_id: UUID | None) -> None:
        """Delete a staged file of its account. Raises NoSuchFile."""
        gone = await rows.remove_staged(tx, file_id, account_id)
        if not gone:
            raise NoSuchFile
        tx.after_commit(lambda: self.vault.drop(gone))

    async def delete_files(self, tx: Transaction, owner_type: str, owner_id: UUID) -> int:
        """Delete the files of a record with it: rows and keys now, objects after the commit."""
        gone = await rows.remove_owned(tx, owner_type, owner_id)
        tx.after_commit(lambda: self.vault.drop(gone))
        return len(gone)


async def _head(upload: AsyncIterator[bytes]) -> bytes:
    """Read as much as tells what it is. Raises FileEmpty."""
    head = b""
    async for chunk in upload:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    if not head:
        raise FileEmpty
    return head


async def _chained(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for chunk in rest:
        yield chunk


async def _only(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _values(received: Received) -> dict[str, object]:
    return {name: getattr(received, name) for name in Received.__slots__}
