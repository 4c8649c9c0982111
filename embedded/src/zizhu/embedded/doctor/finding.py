"""The checks of an operator's command: of the surroundings, and of each service from outside."""

from collections.abc import Awaitable, Callable, Sequence

from zizhu.common.database import Database
from zizhu.common.operations.finding import Finding, Level, attention, fine, note
from zizhu.common.parts import Service
from zizhu.embedded.installation import Installation

__all__ = ["Check", "Finding", "Level", "ServiceCheck", "attention", "fine", "note"]

Check = Callable[[Installation], Awaitable[Sequence[Finding]]]
ServiceCheck = Callable[[Installation, Service, Database], Awaitable[Sequence[Finding]]]
