"""The parts of an import at rest: encrypted under a data key of its own, wrapped under the ring.

A part is bound to its import and number, so that none can be put in the place of another.
"""

from uuid import UUID

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
from zizhu.roster.domain.importing import Import
from zizhu.roster.errors.imports import ImportOver
from zizhu.roster.repository import imports as repository

UPLOAD = 0
FIRST_GOOD = 1
FIRST_BAD = 1_000  # parts from here on hold bad rows, and outlive the commit


def _place(import_id: UUID) -> Place:
    return Place("roster", "student_import", "wrapped_key", import_id)


def new_wrapped_key(ring: KeyRing, import_id: UUID) -> str:
    return wrap_key(ring, new_data_key(), _place(import_id))


class ImportVault:
    """Keeps and reads the parts of one import."""

    def __init__(self, ring: KeyRing, one: Import) -> None:
        self._id = one.id
        self._school_id = one.school_id
        self._key = unwrap_key(ring, one.wrapped_key, _place(one.id))

    def _context(self, seq: int) -> bytes:
        return f"roster|student_import_part|{self._id}|{seq}".encode()

    def lock(self, seq: int, plain: bytes) -> bytes:
        return encrypt_bytes(self._key, plain, self._context(seq))

    async def put(self, tx: Transaction, seq: int, locked: bytes) -> None:
        await repository.add_part(tx, self._id, self._school_id, seq, locked)

    async def take(self, tx: Transaction, seq: int) -> bytes:
        """Return a part's plain bytes. Raises ImportOver when it was already dropped."""
        locked = await repository.load_part(tx, self._id, seq)
        if locked is None:
            raise ImportOver("这次导入的文件已经清除，请重新上传。")
        return decrypt_bytes(self._key, locked, self._context(seq))
