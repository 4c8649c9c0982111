"""How audit lines hang together: each seal covers the one before and the digest of its line.

Without the audit key nobody can write a seal that follows, so whoever changes the past has to leave
a seal that does not. A line's `details` are covered only by their own digest, and may go.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from sqlalchemy import RowMapping, select

from zizhu.common.database import Transaction
from zizhu.common.keys import AUDIT, Keys
from zizhu.common.tables import audit_line, audit_seal

# What precedes the first line of a chain.
GENESIS = bytes(32)
SEALED_COLUMNS = tuple(column for column in audit_line.columns if column.name != "details")
_SEALED_NAMES = tuple(str(column.name) for column in SEALED_COLUMNS)


@dataclass(frozen=True, slots=True)
class Head:
    """The last link: how many lines are sealed, and the seal that covers them all."""

    position: int
    seal: bytes


BEGINNING = Head(0, GENESIS)


class AuditKey:
    """The key of one service's chain, known by an id that tells nothing of it."""

    def __init__(self, keys: Keys) -> None:
        self._pepper = keys.ring.pepper(AUDIT)
        self.id = hmac.digest(self._pepper, b"zizhu audit key", "sha256")[:8].hex()

    def seal(self, previous: bytes, digest: bytes) -> bytes:
        """Return the seal of a line; both arguments have 32 bytes, so they cannot run together."""
        return hmac.digest(self._pepper, previous + digest, "sha256")


def line_digest(line: RowMapping) -> bytes:
    """Return the digest of every column of a line but `details`.

    Empty columns are left out, so that a column added later does not change old lines.
    """
    content = {name: _text(line[name]) for name in _SEALED_NAMES if line[name] is not None}
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).digest()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


async def read_head(tx: Transaction) -> Head:
    """Return the end of the chain as it is committed."""
    row = (
        await tx.session.execute(
            select(audit_seal.c.position, audit_seal.c.seal)
            .order_by(audit_seal.c.position.desc())
            .limit(1)
        )
    ).first()
    return Head(row.position, row.seal) if row else BEGINNING
