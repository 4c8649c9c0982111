"""Every event is frozen, says of each field how far it may travel, and has a golden sample: a whole
envelope in `libs/contracts/src/zizhu/contracts/samples/<type>.json` that every reader can parse.
"""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, ClassVar
from uuid import UUID

import pytest
from pydantic import ConfigDict, ValidationError

from zizhu.common.events import Entry, Event, Public, read_data, read_envelope, secrecy_of
from zizhu.contracts import PUBLISHERS, every_event
from zizhu_testing.samples import FOLDER as SAMPLES
from zizhu_testing.samples import write_missing


def every_entry() -> Iterator[type[Entry]]:
    """Every class that the contracts define: events and their parts."""
    for module in PUBLISHERS.values():
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, Entry) and found.__module__ == module.__name__:
                yield found


def flaws(entry: type[Entry]) -> list[str]:
    """What is wrong with the declaration of an event or a part of one."""
    found = [] if entry.model_config.get("frozen") else ["is not frozen"]
    if entry.model_config.get("extra") != "ignore":
        found.append("does not tolerate the fields of a newer publisher")
    silent = [field for field in entry.model_fields if secrecy_of(entry, field) is None]
    return found + [f"does not say how far {field} may travel" for field in silent]


def flaws_of_sample(event: type[Event], folder: Path) -> list[str]:
    """What is wrong with the golden sample of an event."""
    path = folder / f"{event.type}.json"
    if not path.is_file():
        return [f"{path.name} is missing: python -m zizhu_testing.samples drafts it"]
    try:
        envelope = read_envelope(path.read_bytes())
        message = read_data(event, envelope)
    except Exception as error:  # noqa: BLE001 - whatever refuses it is the finding
        return [f"{path.name}: {error}"]
    found = [] if envelope.type == event.type else [f"{path.name} is of type {envelope.type}"]
    said, kept = set(envelope.data), set(event.model_fields)
    found += [f"{path.name} shows nothing of {field}" for field in sorted(kept - said)]
    written = json.loads(message.data.model_dump_json())
    return found if written == envelope.data else [*found, f"{path.name} loses something when read"]


class Loose(Entry):
    model_config = ConfigDict(frozen=False, extra="forbid")
    secret: str = ""


class Planted(Event):
    type: ClassVar[str] = "planted.v1"
    school_id: Annotated[UUID, Public]


class TestDeclarations:
    @pytest.mark.parametrize("entry", list(every_entry()), ids=lambda entry: entry.__name__)
    def test_are_complete(self, entry):
        assert flaws(entry) == []

    def test_a_loose_one_is_found(self):
        assert flaws(Loose) == [
            "is not frozen",
            "does not tolerate the fields of a newer publisher",
            "does not say how far secret may travel",
        ]

    def test_a_frozen_event_cannot_be_changed(self):
        event = Planted(school_id=UUID(int=7))
        with pytest.raises(ValidationError, match="frozen"):
            event.school_id = UUID(int=8)


class TestTypes:
    def test_are_unique_and_versioned(self):
        types = [event.type for event in every_event()]
        assert len(types) == len(set(types))
        assert [name for name in types if not name.rsplit(".", 1)[1].startswith("v")] == []

    def test_begin_with_their_publisher(self):
        for event in every_event():
            assert event.type.startswith(event.__module__.rsplit(".", 1)[1] + ".")


ENVELOPE = {
    "id": "01900000-0000-7000-8000-000000000001",
    "source": "planted",
    "type": "planted.v1",
    "time": "2026-09-01T00:00:00Z",
    "subject": "s",
    "version": 1,
    "data": {"school_id": "01900000-0000-7000-8000-000000000002"},
}


class TestSamples:
    @pytest.mark.parametrize("event", list(every_event()), ids=lambda event: event.type)
    def test_are_there_and_can_be_read(self, event):
        assert flaws_of_sample(event, SAMPLES) == []

    def test_are_of_events_that_exist_or_existed_in_an_older_version(self):
        names = {event.type.rsplit(".", 1)[0] for event in every_event()}
        strangers = [
            p.name for p in SAMPLES.glob("*.json") if p.stem.rsplit(".", 1)[0] not in names
        ]
        assert strangers == []

    def test_a_missing_one_is_found(self, tmp_path):
        (found,) = flaws_of_sample(Planted, tmp_path)
        assert "planted.v1.json is missing" in found

    def test_a_draft_is_never_written_over_what_was_released(self, tmp_path):
        first, *_ = write_missing(tmp_path)
        (tmp_path / first).write_text("released")
        assert write_missing(tmp_path) == []
        assert (tmp_path / first).read_text() == "released"

    @pytest.mark.parametrize(
        ("change", "flaw"),
        [
            ({}, None),
            ({"type": "other.v1"}, "is of type other.v1"),
            ({"data": {}}, "school_id"),
            ({"data": ENVELOPE["data"] | {"more": 1}}, "loses something"),
        ],
    )
    def test_a_wrong_one_is_found(self, tmp_path, change, flaw):
        (tmp_path / "planted.v1.json").write_text(json.dumps(ENVELOPE | change))
        found = flaws_of_sample(Planted, tmp_path)
        assert found == [] if flaw is None else flaw in " ".join(found)
