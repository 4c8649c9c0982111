"""What is imported into the register: students, or 异动, each with its workbook."""

from dataclasses import dataclass
from enum import StrEnum

from zizhu.common.imports.states import Import
from zizhu.common.workbook.table import Template
from zizhu.roster.domain import sheet


class ImportKind(StrEnum):
    """Students, or 异动: changes of place and status."""

    STUDENTS = "students"
    MOVES = "moves"

    @property
    def template(self) -> Template:
        return sheet.MOVES if self is ImportKind.MOVES else sheet.STUDENTS

    @property
    def announced_as(self) -> str:
        return "status_change" if self is ImportKind.MOVES else "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentImport(Import):
    """An upload for the register; checked rows are good against `register_version` only."""

    kind: ImportKind
    register_version: int | None = None
