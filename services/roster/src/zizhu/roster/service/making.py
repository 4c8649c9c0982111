"""New students of an import, from checked rows to what is written and told: rows for COPY with
their ciphertexts, and events with their sealed values.

It needs keys and nothing else of the service, so that it can run in a process of its own.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import chain, repeat
from typing import Any, TypeVar
from uuid import UUID

import orjson

from zizhu.common.copying import (
    COPY_BEGIN,
    COPY_END,
    NULL,
    bytes_field,
    date_field,
    instant_field,
    integer_field,
    row_start,
    text_field,
    uuid_field,
)
from zizhu.common.crypto.encoding import from_text, to_text
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.ids import new_ids
from zizhu.roster.domain.newrow import NewRow
from zizhu.roster.service.seals import READERS, Seals, StudentCiphers

# What rows share comes first, so that it is joined in one piece.
COPIED = (
    *("school_id", "status", "version", "created_at", "left_as", "activated_at"),
    *("college_id", "year", "major_id", "class_id"),
    *("sex", "ethnic", "document_kind", "birth_date"),
    *("id", "name", "comparison_name", "sort_key", "document", "original"),
    *("person", "phone", "phone_digest", "student_number"),
)
ENTRIES = 500  # as many as one bulk event carries
_STATUS = "active"
_VERSION = 1

_KIND = ("sex", "ethnic", "document_kind", "birth_date")
_TOLD = ("name", "sort_key", "sex", "birth_date", "ethnic", "student_number")

T = TypeVar("T")
Kind = tuple[str | None, ...]
Columns = dict[str, Sequence[Any]]
PlaceIds = tuple[UUID, int, UUID, UUID]


@dataclass(frozen=True, slots=True)
class Order:
    """What making rows needs besides them. Secret: it holds the key that fields lie under."""

    ring: KeyRing = field(repr=False)
    public: Mapping[str, bytes]
    school_id: UUID
    now: datetime
    places: Sequence[PlaceIds]

    def to_json(self) -> bytes:
        """Return the order with no more keys than it takes: the current one, and the readers'."""
        ring = self.ring
        narrow = KeyRing(ring.current, {ring.current: ring.keys[ring.current]}, {}, ring.algorithm)
        return orjson.dumps(
            {
                "ring": json.loads(narrow.to_json()),
                "public": {name: to_text(self.public[name]) for name in READERS},
                "school_id": str(self.school_id),
                "now": self.now,
                "places": [(str(c), year, str(m), str(k)) for c, year, m, k in self.places],
            }
        )

    @classmethod
    def from_json(cls, text: bytes) -> "Order":
        """Read what `to_json` wrote."""
        given = orjson.loads(text)
        return cls(
            KeyRing.from_json(json.dumps(given["ring"])),
            {name: from_text(key) for name, key in given["public"].items()},
            UUID(given["school_id"]),
            datetime.fromisoformat(given["now"]),
            [(UUID(c), year, UUID(m), UUID(k)) for c, year, m, k in given["places"]],
        )


@dataclass(frozen=True, slots=True)
class Made:
    """Some new students: their ids, their rows in COPY's binary form, data of `StudentsChanged`."""

    ids: Sequence[str]
    rows: bytes = field(repr=False)
    events: Sequence[bytes] = field(repr=False)


class Maker:
    """Makes the new students of one import, column by column."""

    def __init__(self, order: Order) -> None:
        self._ciphers = StudentCiphers(order.ring)
        self._seals = Seals(order.public)
        self._same = b"".join(
            (
                row_start(len(COPIED)),
                uuid_field(order.school_id.bytes),
                text_field(_STATUS),
                integer_field(_VERSION),
                instant_field(order.now),
                NULL + NULL,
            )
        )
        self._places = [
            {"college_id": str(c), "year": year, "major_id": str(m), "class_id": str(k)}
            for c, year, m, k in order.places
        ]
        self._placed = [
            uuid_field(c.bytes) + integer_field(year) + uuid_field(m.bytes) + uuid_field(k.bytes)
            for c, year, m, k in order.places
        ]
        self._kinds: dict[Kind, bytes] = {}

    def make(self, packed: bytes) -> Made:
        """Make the students of a JSON list of `NewRow`; it is not empty."""
        rows = orjson.loads(packed)
        columns: Columns = dict(zip(NewRow._fields, zip(*rows, strict=True), strict=True))
        columns["person"] = [bytes.fromhex(one) for one in columns["person"]]
        raw = new_ids(len(rows))
        ids = [str(UUID(bytes=one)) for one in raw]
        entries = self._entries(ids, columns)
        events = [
            orjson.dumps({"entries": entries[start : start + ENTRIES]})
            for start in range(0, len(entries), ENTRIES)
        ]
        return Made(ids, self._rows(raw, ids, columns), events)

    def _rows(self, raw: Sequence[bytes], ids: Sequence[str], columns: Columns) -> bytes:
        ciphers, texts = self._ciphers, partial(map, text_field)
        kinds = zip(*(columns[name] for name in _KIND), strict=True)
        digests = [one and bytes.fromhex(one) for one in columns["phone_digest"]]
        fields = zip(
            repeat(self._same, len(ids)),
            map(self._placed.__getitem__, columns["place"]),
            [self._kinds.get(kind) or self._kind(kind) for kind in kinds],
            map(uuid_field, raw),
            texts(columns["name"]),
            texts(columns["comparison_name"]),
            texts(columns["sort_key"]),
            texts(ciphers.document.encrypt_each(columns["document"], ids)),
            texts(_where_given(ciphers.original.encrypt_each, columns["original"], ids)),
            map(bytes_field, columns["person"]),
            texts(_where_given(ciphers.phone.encrypt_each, columns["phone"], ids)),
            map(bytes_field, digests),
            texts(columns["student_number"]),
            strict=True,
        )
        return b"".join((COPY_BEGIN, *chain.from_iterable(fields), COPY_END))

    def _kind(self, kind: Kind) -> bytes:
        *texts, born = kind
        birth_date = date.fromisoformat(born) if born else None
        made = b"".join(map(text_field, texts)) + date_field(birth_date)
        self._kinds[kind] = made
        return made

    def _entries(self, ids: Sequence[str], columns: Columns) -> list[dict[str, object]]:
        """State the students as `StudentState` does, in the order of its fields."""
        documents = self._seals.documents(ids, columns["document"])
        sealed = _where_given(
            lambda plains, of: self._seals.phones(of, plains), columns["phone"], ids
        )
        told = zip(*(columns[name] for name in _TOLD), strict=True)
        return [
            {
                "student_id": student_id,
                "version": _VERSION,
                "status": _STATUS,
                **dict(zip(_TOLD, values, strict=True)),
                **self._places[place],
                "document_kind": kind,
                "person": to_text(person),
                "document": document,
                "phone": phone or {},
            }
            for student_id, values, place, kind, person, document, phone in zip(
                ids,
                told,
                columns["place"],
                columns["document_kind"],
                columns["person"],
                documents,
                sealed,
                strict=True,
            )
        ]


def _where_given(
    make: Callable[[Sequence[str], Sequence[str]], Sequence[T]],
    plains: Sequence[str | None],
    ids: Sequence[str],
) -> list[T | None]:
    """Make what belongs to the plain values that there are; None where there is none."""
    given = [(plain, own) for plain, own in zip(plains, ids, strict=True) if plain]
    made = iter(make([plain for plain, _ in given], [own for _, own in given]))
    return [next(made) if plain else None for plain in plains]
