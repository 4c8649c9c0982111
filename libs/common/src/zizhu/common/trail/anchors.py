"""Anchors: heads of chains written down outside the database, by which a cut-off end is noticed.

One line of JSON an anchor, only ever appended; several services may share the file. It belongs on
a disk that whoever can change the database cannot.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zizhu.common.errors import Invalid


class AnchorsUnreadable(Invalid):
    code = "anchors_unreadable"
    title = "锚定文件无法读取"


@dataclass(frozen=True, slots=True)
class Anchor:
    """At this time the chain of this service had this many lines and ended in this seal."""

    service: str
    position: int
    seal: bytes
    time: datetime

    def to_json(self) -> str:
        return json.dumps(
            {
                "service": self.service,
                "position": self.position,
                "seal": self.seal.hex(),
                "time": self.time.isoformat(),
            }
        )

    @classmethod
    def from_json(cls, line: str) -> "Anchor":
        """Raises ValueError, KeyError or TypeError for anything else."""
        content = json.loads(line)
        return cls(
            service=str(content["service"]),
            position=int(content["position"]),
            seal=bytes.fromhex(content["seal"]),
            time=datetime.fromisoformat(content["time"]),
        )


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Append an anchor durably, in one write."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        os.write(descriptor, f"{anchor.to_json()}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_anchors(path: Path, service: str) -> list[Anchor]:
    """Return the anchors of a service, oldest first; none where there is no file.

    Raises:
        AnchorsUnreadable: a line is no anchor.
    """
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [anchor for anchor in _parsed(lines) if anchor.service == service]


def _parsed(lines: Iterator[str]) -> Iterator[Anchor]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Anchor.from_json(line)
        except (ValueError, KeyError, TypeError) as error:
            raise AnchorsUnreadable(
                f"锚定文件第 {number} 行无法读取，可能被改动或写入中断；"
                "请与备份核对，确认后修正该行再校验。",
                line=number,
            ) from error
