"""What a check says: fine, to be known, or to be looked at."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from zizhu.common.clock import Clock
from zizhu.common.database import Database
from zizhu.common.settings import Profile


class Level(Enum):
    """`ATTENTION` asks for an operator; the value is what stands before the sentence."""

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


@dataclass(frozen=True, slots=True)
class Looked:
    """A service as a check looks at it, from inside or from an operator's command."""

    service: str
    database: Database
    machine: Clock
    profile: Profile


Check = Callable[[Looked], Awaitable[Sequence[Finding]]]


def fine(about: str, sentence: str) -> Finding:
    return Finding(Level.FINE, about, sentence)


def note(about: str, sentence: str) -> Finding:
    return Finding(Level.NOTE, about, sentence)


def attention(about: str, sentence: str) -> Finding:
    return Finding(Level.ATTENTION, about, sentence)
