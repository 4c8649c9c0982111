"""The parts of a staff import at rest, encrypted under a data key of their own."""

from collections.abc import Mapping, Sequence
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
from zizhu.identity.domain.importing import StaffImport
from zizhu.identity.errors import ImportOver
from zizhu.identity.repository import imports as repository

UPLOAD = 0
ROWS = 1

NumberedCells = tuple[int, Mapping[str, str]]


def _place(import_id: UUID) -> Place:
    return Place("identity", "staff_import", "wrapped_key", import_id)


def new_wrapped_key(ring: KeyRing, import_id: UUID) -> str:
    return wrap_key(ring, new_data_key(), _place(import_id))


class ImportVault:
    """Keeps and reads the parts of one import."""

    def __init__(self, ring: KeyRing, one: StaffImport) -> None:
        self._id = one.id
        self._school_id = one.school_id
        self._key = unwrap_key(ring, one.wrapped_key, _place(one.id))

    def _context(self, seq: int) -> bytes:
        return f"identity|staff_import_part|{self._id}|{seq}".encode()

    async def put(self, tx: Transaction, seq: int, plain: bytes) -> None:
        locked = encrypt_bytes(self._key, plain, self._context(seq))
        await repository.put_part(tx, self._id, self._school_id, seq=seq, content=locked)

    async def take(self, tx: Transaction, seq: int) -> bytes:
        """Return a part's plain bytes. Raises ImportOver when it was already dropped."""
        locked = await repository.load_part(tx, self._id, seq)
        if locked is None:
            raise ImportOver("这次导入的文件已经清除，请重新上传。")
        return decrypt_bytes(self._key, locked, self._context(seq))


def pack(rows: Sequence[NumberedCells], bad: set[int]) -> bytes:
    """Return checked rows as bytes, each with whether it is bad. They hold people's data."""
    return orjson.dumps([[number, dict(cells), number in bad] for number, cells in rows])


def unpack(data: bytes) -> tuple[list[NumberedCells], list[NumberedCells]]:
    """Return the good rows and the bad ones."""
    rows = orjson.loads(data)
    good = [(number, cells) for number, cells, is_bad in rows if not is_bad]
    return good, [(number, cells) for number, cells, is_bad in rows if is_bad]
