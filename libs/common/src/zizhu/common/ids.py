"""Identifiers: UUID version 7, so that rows created together lie together in an index."""

import secrets
import time
from datetime import UTC, datetime
from uuid import UUID


def new_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562): 48 bits of milliseconds, the rest random."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def made_at(made: UUID) -> datetime:
    """Return the instant that an id of `new_id` carries."""
    return datetime.fromtimestamp((made.int >> 80) / 1000, UTC)
