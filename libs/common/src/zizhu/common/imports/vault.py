"""The parts of an import at rest: encrypted under a data key of its own, wrapped under the ring.

A part is bound to its import and number, so that none can be put in the place of another.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic
from uuid import UUID

import orjson

from zizhu.common.crypto.fields import Place
from zizhu.common.crypto.files import (
    decrypt_bytes,
    encrypt_bytes,
    new_data_key,
    unwrap_key,
    wrap_key,
)
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.common.imports.refusals import ImportOver
from zizhu.common.imports.store import I, ImportStore
from zizhu.common.workbook.table import Row

UPLOAD = 0
FIRST_GOOD = 1
FIRST_BAD = 1_000  # parts from here on hold bad rows, and outlive the commit
ROWS_A_PART = 5_000

Locked = list[tuple[int, bytes]]  # parts by number, encrypted


def _place(store: ImportStore[I], import_id: UUID) -> Place:
    return Place(store.service, store.table.name, "wrapped_key", import_id)


def new_wrapped_key(ring: KeyRing, store: ImportStore[I], import_id: UUID) -> str:
    """Return a new data key for an import, wrapped."""
    return wrap_key(ring, new_data_key(), _place(store, import_id))


class ImportVault(Generic[I]):
    """Keeps and reads the parts of one import."""

    def __init__(self, ring: KeyRing, store: ImportStore[I], one: I) -> None:
        self._store = store
        self._one = one
        self._key = unwrap_key(ring, one.wrapped_key, _place(store, one.id))

    def _context(self, seq: int) -> bytes:
        return f"{self._store.service}|{self._store.part_table.name}|{self._one.id}|{seq}".encode()

    def lock(self, seq: int, plain: bytes) -> bytes:
        return encrypt_bytes(self._key, plain, self._context(seq))

    def lock_rows(self, good: Sequence[Sequence[object]], bad: Sequence[Row]) -> Locked:
        """Pack and encrypt the rows to be written, and the bad ones as they stood in the sheet."""
        return self.lock_each(FIRST_GOOD, pack(good)) + self.lock_bad(bad)

    def lock_bad(self, rows: Sequence[Row]) -> Locked:
        """Pack and encrypt the bad rows as they stood in the sheet."""
        return self.lock_each(FIRST_BAD, pack([(row.number, row.cells) for row in rows]))

    def lock_each(self, first: int, plains: Iterable[bytes]) -> Locked:
        """Encrypt parts, numbered from `first`."""
        return [(seq, self.lock(seq, plain)) for seq, plain in enumerate(plains, first)]

    async def put(self, tx: Transaction, seq: int, locked: bytes) -> None:
        await self._store.put_part(tx, self._one, seq, locked)

    async def take(self, tx: Transaction, seq: int) -> bytes:
        """Return a part's plain bytes. Raises ImportOver when it was already dropped."""
        locked = await self._store.load_part(tx, self._one.id, seq)
        if locked is None:
            raise ImportOver("这次导入的文件已经清除，请重新上传。")
        return decrypt_bytes(self._key, locked, self._context(seq))

    async def good(self, tx: Transaction) -> list[list[Any]]:
        """Return the rows to be written, each as the fields that `lock_rows` was given."""
        return await self._rows(tx, FIRST_GOOD, FIRST_BAD)

    async def bad(self, tx: Transaction) -> list[Row]:
        """Return the bad rows, as far as they are still there."""
        found = await self._rows(tx, FIRST_BAD, 2 * FIRST_BAD)
        return [Row(number, cells) for number, cells in found]

    async def _rows(self, tx: Transaction, at_least: int, below: int) -> list[list[Any]]:
        parts = await self.each(tx, at_least, below)
        return [row for part in parts for row in orjson.loads(part)]

    async def each(self, tx: Transaction, at_least: int, below: int) -> list[bytes]:
        """Return the plain bytes of the parts within a range of numbers, in order."""
        numbers = await self._store.part_numbers(tx, self._one.id, at_least=at_least, below=below)
        return [await self.take(tx, seq) for seq in numbers]


def pack(rows: Sequence[Sequence[object]], size: int = ROWS_A_PART) -> Iterator[bytes]:
    """Yield rows as the plain bytes of parts, `size` rows each."""
    for start in range(0, len(rows), size):
        yield orjson.dumps([[*row] for row in rows[start : start + size]])
