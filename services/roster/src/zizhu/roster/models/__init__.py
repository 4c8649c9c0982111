"""The tables of roster. `PEOPLE` are under row-level security by school."""

from zizhu.roster.models.base import Base
from zizhu.roster.models.schools import RegisterRow, SchoolRow

__all__ = ["PEOPLE", "Base", "RegisterRow", "SchoolRow"]

PEOPLE: tuple[str, ...] = ()
