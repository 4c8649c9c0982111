"""The envelope (CloudEvents 1.0 names) and the base of every event class.

An event states what a thing is after a change: `subject`, `version` and the state. Nothing
downstream relies on the order of arrival, so a reader compares versions instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Generic, TypeVar, get_args
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Secrecy(StrEnum):
    """How far a field may travel (architecture: people's data). Declared beside each field."""

    PUBLIC = "public"  # ids, states, counts: may leave the installation
    INTERNAL = "internal"  # names, places, digests: between our services only
    SEALED = "sealed"  # first-class secrets, encrypted for the consumers the contract names


class Entry(BaseModel):
    """A part of an event: frozen, and tolerant of fields that a newer publisher adds."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Entry):
    """One fact announced to other services. Subclasses set `type` and `consumers`.

    `bulk` events carry up to 500 entries and travel through a queue of their own, so that a
    large import does not stand before one returned form.
    """

    type: ClassVar[str]
    consumers: ClassVar[tuple[str, ...]] = ()
    bulk: ClassVar[bool] = False


BULK_ENTRIES = 500

Public = Secrecy.PUBLIC
Internal = Secrecy.INTERNAL
Sealed = Secrecy.SEALED
PublicId = Annotated[UUID, Secrecy.PUBLIC]


class Envelope(BaseModel):
    """What travels: the event's data with who, what, which version, and the trace."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: str = "1.0"
    id: UUID
    source: str
    type: str
    time: datetime
    subject: str
    version: int = Field(ge=0)
    school_id: UUID | None = None
    correlation_id: str | None = None
    traceparent: str | None = None
    data: Mapping[str, object]

    def to_bytes(self) -> bytes:
        return self.model_dump_json().encode()

    def around(self, data: bytes) -> bytes:
        """Return the envelope with data that is JSON already, in place of its own."""
        head = self.model_dump(mode="json", exclude={"data"})
        return orjson.dumps({**head, "data": orjson.Fragment(data)})


E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Message(Generic[E]):
    """A received event: its envelope and its data, parsed by the class a handler asked for."""

    envelope: Envelope
    data: E

    @property
    def school(self) -> UUID:
        """The school that the event belongs to; events of people always name one."""
        if self.envelope.school_id is None:
            raise Unreadable(f"{self.envelope.type} names no school")
        return self.envelope.school_id


class Unreadable(Exception):
    """A body that is no envelope, or data that its contract refuses."""


def read_envelope(body: bytes) -> Envelope:
    """Parse a body. Raises Unreadable without echoing what it holds."""
    try:
        return Envelope.model_validate_json(body)
    except ValidationError as error:
        raise Unreadable(f"no envelope: {error.error_count()} problems") from None


def read_data(event: type[E], envelope: Envelope) -> Message[E]:
    """Parse an envelope's data as `event`. Raises Unreadable without echoing values."""
    try:
        return Message(envelope, event.model_validate(envelope.data))
    except ValidationError as error:
        places = ", ".join(".".join(map(str, item["loc"])) for item in error.errors()[:5])
        raise Unreadable(f"{event.type}: {places}") from None


def secrecy_of(model: type[Entry], field: str) -> Secrecy | None:
    """Return the class of secrecy declared beside a field, or None where there is none."""
    info = model.model_fields[field]
    for mark in info.metadata:
        if isinstance(mark, Secrecy):
            return mark
    marks = [m for arg in get_args(info.annotation) for m in getattr(arg, "__metadata__", ())]
    return next((mark for mark in marks if isinstance(mark, Secrecy)), None)
