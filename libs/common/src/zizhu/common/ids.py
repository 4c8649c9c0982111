"""Identifiers: UUID version 7, so that rows created together lie together in an index."""

import secrets
import time
from datetime import UTC, datetime
from uuid import UUID

_RANDOM_BYTES = 10
_RANDOM = (1 << 80) - 1 & ~(0xF << 76) & ~(0x3 << 62)  # all but version and variant


def new_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562): 48 bits of milliseconds, the rest random."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def new_ids(count: int) -> list[bytes]:
    """Return the 16 bytes of many fresh UUIDv7 of one moment, drawn at once."""
    moment = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | 0x2 << 62
    drawn = secrets.token_bytes(_RANDOM_BYTES * count)
    return [
        (moment | int.from_bytes(drawn[at : at + _RANDOM_BYTES], "big") & _RANDOM).to_bytes(
            16, "big"
        )
        for at in range(0, len(drawn), _RANDOM_BYTES)
    ]


def made_at(made: UUID) -> datetime:
    """Return the instant that an id of `new_id` carries."""
    return datetime.fromtimestamp((made.int >> 80) / 1000, UTC)
