"""What a check says: fine, to be known, or to be looked at."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from zizhu.common.database import Database
from zizhu.common.parts import Service
from zizhu.embedded.installation import Installation


class Level(Enum):
    """`ATTENTION` makes the command exit with 1; the value is what stands before the sentence."""

    FINE = "正常"
    NOTE = "提示"
    ATTENTION = "注意"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing; after a final one the rest of a service cannot be asked."""

    level: Level
    about: str
    sentence: str
    is_final: bool = False


Check = Callable[[Installation], Awaitable[Sequence[Finding]]]
ServiceCheck = Callable[[Installation, Service, Database], Awaitable[Sequence[Finding]]]


def fine(about: str, sentence: str) -> Finding:
    return Finding(Level.FINE, about, sentence)


def note(about: str, sentence: str) -> Finding:
    return Finding(Level.NOTE, about, sentence)


def attention(about: str, sentence: str) -> Finding:
    return Finding(Level.ATTENTION, about, sentence)
