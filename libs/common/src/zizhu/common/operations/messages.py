"""Failed messages as an operator reads them: the envelope, the error, and of the data only what its
contract calls public (ids, states, counts). Names, places and sealed values are never shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select, tuple_

from zizhu.common.database import Transaction
from zizhu.common.events import Envelope, Event, Secrecy, Unreadable, read_envelope, secrecy_of
from zizhu.common.failed import COLUMNS, FailedMessage, NoSuchMessage
from zizhu.common.tables import failed_message
from zizhu.common.trail.lines import masked

LONGEST_TEXT = 200
Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message; `value` where it is public and simple, `count` where it is a list."""

    name: str
    secrecy: str
    value: Scalar
    count: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A kept message with what may be read of it; `envelope` is None where it is unreadable."""

    message: FailedMessage
    school_id: UUID | None
    envelope: Envelope | None
    fields: list[Field]


async def list_page(
    tx: Transaction,
    *,
    state: str | None,
    kind: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[FailedMessage]:
    """Return kept messages, the newest first, behind the position `after`."""
    query = select(*COLUMNS)
    if state is not None:
        query = query.where(failed_message.c.state == state)
    if kind is not None:
        query = query.where(failed_message.c.type == kind)
    place = tuple_(failed_message.c.failed_at, failed_message.c.event_id)
    if after is not None:
        query = query.where(place < after)
    order = (failed_message.c.failed_at.desc(), failed_message.c.event_id.desc())
    rows = await tx.session.execute(query.order_by(*order).limit(limit))
    return [FailedMessage(*row) for row in rows]


async def open_message(tx: Transaction, event_id: UUID, known: Iterable[type[Event]]) -> Opened:
    """Return one kept message; `known` are the events that the service reads.

    Raises NoSuchMessage.
    """
    row = (
        await tx.session.execute(
            select(*COLUMNS, failed_message.c.school_id, failed_message.c.body).where(
                failed_message.c.event_id == event_id
            )
        )
    ).first()
    if row is None:
        raise NoSuchMessage("没有这条失败消息，可能已经处理完成。")
    *own, school_id, body = row
    try:
        envelope = read_envelope(body)
    except Unreadable:
        return Opened(FailedMessage(*own), school_id, None, [])
    contract = next((event for event in known if event.type == envelope.type), None)
    return Opened(FailedMessage(*own), school_id, envelope, shown_fields(contract, envelope))


def shown_fields(contract: type[Event] | None, envelope: Envelope) -> list[Field]:
    """Return the fields of a message as an operator may read them; none of an unknown contract."""
    if contract is None:
        return []
    return [
        _shown(contract, name, envelope.data[name])
        for name in contract.model_fields
        if name in envelope.data
    ]


def _shown(contract: type[Event], name: str, value: object) -> Field:
    secrecy = secrecy_of(contract, name) or Secrecy.INTERNAL
    count = len(value) if isinstance(value, list) else None
    if secrecy is not Secrecy.PUBLIC or not _fits(contract, name, value):
        return Field(name, secrecy.value, None, count)
    return Field(name, secrecy.value, _plain(value), count)


def _fits(contract: type[Event], name: str, value: object) -> bool:
    """Tell whether a value is what the contract calls public, not something in its place."""
    try:
        TypeAdapter(contract.model_fields[name].rebuild_annotation()).validate_python(value)
    except ValidationError:
        return False
    return True


def _plain(value: object) -> Scalar:
    if isinstance(value, str):
        return str(masked(value))[:LONGEST_TEXT]
    return value if isinstance(value, int | float | bool) else None
