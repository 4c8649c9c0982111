"""Key rotation: what lies under an older key of the ring is encrypted under the current one.

Small batches, each its own transaction, so that it may stop anywhere and be started again: a row
under the current key is left alone. An old key may leave the ring when nothing counts under it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, and_, func, select, tuple_, update

from zizhu.common.crypto.failures import CannotDecrypt
from zizhu.common.crypto.fields import Place, decrypt_value, encrypt_value
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Database, Transaction
from zizhu.common.tables import file

BATCH = 500

Progress = Callable[[int], Awaitable[None]]
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class EncryptedColumn:
    """A column of ciphertexts, and what binds each to its row.

    `row_id` names the column, or `first:second` where two together are the row's key.
    """

    table: Table
    column: str
    row_id: str = "id"

    @property
    def ciphertext(self) -> Column[str]:
        return self.table.c[self.column]

    @property
    def key(self) -> tuple[Column[object], ...]:
        return tuple(self.table.c[name] for name in self.row_id.split(":"))

    def place(self, service: str, key: Sequence[object]) -> Place:
        return Place(service, self.table.name, self.column, ":".join(map(str, key)))

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column}"


# The wrapped keys of files; the objects themselves stay as they are.
FILE_KEYS = EncryptedColumn(file, "wrapped_key")


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did: rows written, and rows that no key of the ring opens."""

    done: int
    unreadable: tuple[str, ...]


async def reencrypt(
    database: Database,
    ring: KeyRing,
    target: EncryptedColumn,
    *,
    school_id: UUID | None = None,
    progress: Progress | None = None,
    batch: int = BATCH,
) -> Rotation:
    """Encrypt a column anew where it is not under the ring's current key.

    Over a table under row-level security `database` connects as the owner and sees every school,
    or as the service and is called with each `school_id`. `progress` is told the rows done so far
    and may raise to stop. Rows that do not open are left as they are and named.
    """
    seen = 0
    after: Key | None = None
    unreadable: list[str] = []
    while True:
        async with database.transaction(school_id) as tx:
            rows = await _due(tx, ring, target, after, batch)
            for key, text in rows:
                place = target.place(database.source, key)
                turned = _turned(ring, text, place)
                if turned is None:
                    unreadable.append(str(place.row_id))
                else:
                    await _write(tx, target, key, turned)
        if not rows:
            return Rotation(seen - len(unreadable), tuple(unreadable))
        seen, after = seen + len(rows), rows[-1][0]
        if progress is not None:
            await progress(seen)


async def _due(
    tx: Transaction, ring: KeyRing, target: EncryptedColumn, after: Key | None, batch: int
) -> list[tuple[Key, str]]:
    """Lock the next rows, so that a service that writes one meanwhile is not overwritten."""
    clauses: list[ColumnElement[bool]] = [
        target.ciphertext.is_not(None),
        ~target.ciphertext.startswith(ring.prefix, autoescape=True),
    ]
    if after is not None:
        clauses.append(tuple_(*target.key) > tuple_(*after))
    found = await tx.session.execute(
        select(*target.key, target.ciphertext)
        .where(and_(*clauses))
        .order_by(*target.key)
        .limit(batch)
        .with_for_update()
    )
    return [(tuple(row[:-1]), str(row[-1])) for row in found]


def _turned(ring: KeyRing, text: str, place: Place) -> str | None:
    """Return the value under the current key; None where no key of the ring opens it."""
    try:
        plain = decrypt_value(ring, text, place.associated_data)
    except CannotDecrypt:
        return None
    return encrypt_value(ring, plain, place.associated_data)


async def _write(tx: Transaction, target: EncryptedColumn, key: Key, text: str) -> None:
    its_row = [column == value for column, value in zip(target.key, key, strict=True)]
    await tx.session.execute(update(target.table).where(*its_row).values({target.column: text}))


async def count_by_key(
    database: Database, target: EncryptedColumn, *, school_id: UUID | None = None
) -> Mapping[str, int]:
    """Return how many rows are encrypted under each key, by the key's name."""
    name = func.split_part(target.ciphertext, ":", 2)
    async with database.transaction(school_id) as tx:
        found = await tx.session.execute(
            select(name, func.count()).where(target.ciphertext.is_not(None)).group_by(name)
        )
        return {row[0]: row[1] for row in found}
