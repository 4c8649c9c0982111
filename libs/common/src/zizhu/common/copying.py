"""Rows in PostgreSQL's binary COPY format, made without a connection: in a thread or a process.

A row is `row_start(columns)` followed by one field a column. Fields that many rows share are made
once and joined as they are.
"""

from datetime import UTC, date, datetime

COPY_BEGIN = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
COPY_END = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_DAY = _EPOCH.date().toordinal()
_MICROSECONDS = 1_000_000
_UUID = (16).to_bytes(4, "big")
_LENGTHS = [length.to_bytes(4, "big") for length in range(1024)]


def row_start(columns: int) -> bytes:
    """Return what begins a row of so many columns."""
    return columns.to_bytes(2, "big")


def bytes_field(value: bytes | None) -> bytes:
    """Return a `bytea`; also any other type by its binary form."""
    if value is None:
        return NULL
    length = len(value)
    return (_LENGTHS[length] if length < 1024 else length.to_bytes(4, "big")) + value


def text_field(value: str | None) -> bytes:
    return NULL if value is None else bytes_field(value.encode())


def uuid_field(value: bytes) -> bytes:
    """Return a `uuid` of its sixteen bytes."""
    return _UUID + value


def integer_field(value: int) -> bytes:
    """Return an `integer` of four bytes."""
    return _LENGTHS[4] + value.to_bytes(4, "big", signed=True)


def date_field(value: date | None) -> bytes:
    return NULL if value is None else integer_field(value.toordinal() - _FIRST_DAY)


def instant_field(value: datetime) -> bytes:
    """Return a `timestamp with time zone`, of an aware moment."""
    since = value - _EPOCH
    seconds = since.days * 86_400 + since.seconds
    return _LENGTHS[8] + (seconds * _MICROSECONDS + since.microseconds).to_bytes(
        8, "big", signed=True
    )
