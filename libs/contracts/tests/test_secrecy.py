"""What an event may carry: nothing of the first class in the clear, and no closed list of words.

tests/architecture/test_events.py checks that every field declares its class and has a sample.
"""

import json
import types
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

import pytest

import zizhu.contracts
from zizhu.common.events import Entry, Event, Internal, Public, Sealed, secrecy_of
from zizhu.contracts import every_event

FIRST_CLASS = (
    "document", "id_number", "phone", "mobile", "card", "bank", "account_number", "answer",
    "evidence", "hardship", "special_group", "password", "secret",
)  # fmt: skip
NOT_A_SECRET = {
    "document_kind",  # which sort of document, not its number
}
SAMPLES = Path(zizhu.contracts.__file__).parent / "samples"


def parts_of(kind: Any) -> Iterator[type[Entry]]:
    """The entry classes inside an annotation."""
    if isinstance(kind, type) and issubclass(kind, Entry):
        yield kind
    for inner in get_args(kind):
        yield from parts_of(inner)


def entries(root: type[Entry]) -> Iterator[type[Entry]]:
    """An event and every part of it, however deep."""
    yield root
    for field in root.model_fields.values():
        for part in parts_of(field.annotation):
            yield from entries(part)


def open_secrets(event: type[Entry]) -> list[str]:
    """Fields of the first class, by name, that are not sealed."""
    return [
        f"{entry.__name__}.{name}"
        for entry in entries(event)
        for name in entry.model_fields
        if name not in NOT_A_SECRET
        and any(word in name for word in FIRST_CLASS)
        and secrecy_of(entry, name) is not Sealed
    ]


def choices(kind: Any) -> Iterator[tuple[str, ...]]:
    """Every closed list of words inside an annotation."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        yield tuple(str(member.value) for member in kind)
    if get_origin(kind) is Literal:
        yield tuple(str(value) for value in get_args(kind))
    elif get_origin(kind) in (Annotated, Union, types.UnionType, tuple, list, dict):
        for inner in get_args(kind):
            yield from choices(inner)


def closed_lists(event: type[Entry]) -> list[str]:
    """Fields whose words have no place for one that a newer publisher adds."""
    return [
        f"{entry.__name__}.{name}"
        for entry in entries(event)
        for name, field in entry.model_fields.items()
        for words in choices(field.annotation)
        if "unknown" not in words
    ]


class Inner(Entry):
    colour: Annotated[Literal["red", "blue"] | None, Public]


class Careless(Event):
    type: ClassVar[str] = "trial.careless.v1"

    home_phone: Annotated[str, Internal]
    bank_card: Annotated[dict[str, str], Sealed]
    inner: Annotated[tuple[Inner, ...], Public]


EVERY = pytest.mark.parametrize("event", list(every_event()), ids=lambda event: event.type)


class TestSecrets:
    @EVERY
    def test_of_the_first_class_travel_sealed(self, event):
        assert open_secrets(event) == []

    def test_in_the_clear_are_found(self):
        assert open_secrets(Careless) == ["Careless.home_phone"]

    @EVERY
    def test_sealed_ones_are_for_consumers_that_the_contract_names(self, event):
        """A sealed value maps each consumer to what only it can open."""
        path = SAMPLES / f"{event.type}.json"
        for sealed in sealed_values(event, json.loads(path.read_text())["data"]):
            assert set(sealed) <= {*event.consumers, "示例"}


def sealed_values(entry: type[Entry], data: dict[str, Any]) -> Iterator[dict[str, str]]:
    for name, field in entry.model_fields.items():
        if secrecy_of(entry, name) is Sealed:
            yield data[name]
        for part in parts_of(field.annotation):
            inner = data[name]
            for item in inner if isinstance(inner, list) else [inner]:
                if item is not None:
                    yield from sealed_values(part, item)


class TestWords:
    @EVERY
    def test_leave_room_for_one_that_a_newer_publisher_adds(self, event):
        assert closed_lists(event) == []

    def test_without_room_are_found(self):
        assert closed_lists(Careless) == ["Inner.colour"]


class TestConsumers:
    @EVERY
    def test_are_never_the_publisher_itself(self, event):
        assert event.type.split(".")[0] not in event.consumers
