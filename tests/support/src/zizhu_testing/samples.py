"""Drafts the golden sample of a new event: `python -m zizhu_testing.samples` writes those missing.

A sample is a whole envelope as it travels, with every field shown. Once released it is never
changed: readers must parse it for ever. Look a draft over before committing it.
"""

import itertools
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from zizhu.common.events import Envelope, Event
from zizhu.contracts import every_event
from zizhu_testing.sources import ROOT

FOLDER = ROOT / "libs/contracts/src/zizhu/contracts/samples"
FIRST_ID = 0x01900000_0000_7000_8000_000000000001
MOMENT = datetime(2026, 9, 1, tzinfo=UTC)

PLAIN: Mapping[object, object] = {
    str: "示例",
    int: 1,
    bool: True,
    float: 0.5,
    Decimal: Decimal("1.00"),
    date: date(2026, 9, 1),
    datetime: MOMENT,
    object: "示例",
    Any: "示例",
}


def draft(event: type[Event]) -> Envelope:
    """Return an envelope with a plausible value in every field of an event."""
    ids = (UUID(int=FIRST_ID + step) for step in itertools.count())
    envelope_id, school = next(ids), next(ids)
    data = event.model_validate(_fields(event, ids))
    return Envelope(
        id=envelope_id,
        source=event.type.split(".", 1)[0],
        type=event.type,
        time=MOMENT,
        subject=str(school),
        version=1,
        school_id=school,
        correlation_id="01900000-sample",
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        data=data.model_dump(mode="json"),
    )


def _fields(model: type[BaseModel], ids: Iterator[UUID]) -> dict[str, object]:
    return {
        name: _value(field.annotation, ids) for name, field in sorted(model.model_fields.items())
    }


def _value(kind: Any, ids: Iterator[UUID]) -> object:
    if kind is UUID:
        return next(ids)
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _fields(kind, ids)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return _composed(kind, ids)


def _composed(kind: Any, ids: Iterator[UUID]) -> object:
    origin, parts = get_origin(kind), [part for part in get_args(kind) if part is not NoneType]
    if origin is Literal:
        return parts[0]
    if origin in (Annotated, Union, UnionType):
        return _value(parts[0], ids)
    if origin in (dict, Mapping):
        return {_value(parts[0], ids): _value(parts[1], ids)}
    if origin in (list, tuple, set, frozenset):
        return [_value(part, ids) for part in parts if part is not Ellipsis]
    raise TypeError(f"no plausible value for {kind}: add it here or write the sample by hand")


def write_missing(folder: Path) -> list[str]:
    """Write a draft for each event that has no sample; return their names."""
    folder.mkdir(exist_ok=True)
    written = []
    for event in every_event():
        path = folder / f"{event.type}.json"
        if not path.exists():
            content = draft(event).model_dump(mode="json")
            path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
            written.append(path.name)
    return written


if __name__ == "__main__":
    sys.stdout.writelines(f"{name}\n" for name in write_missing(FOLDER))
