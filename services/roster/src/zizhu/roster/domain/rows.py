"""One row of 学生信息表, cell by cell: what it means, or what is wrong with it and how to mend it.

A row is looked at whole, so that the officer mends it once. Nothing here repeats a value.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from zizhu.common.errors import Finding
from zizhu.common.imports.findings import HINT
from zizhu.common.people import NotValid
from zizhu.common.people.documents import Document, DocumentKind, document_kind, normalise_document
from zizhu.common.people.ethnic import ethnic_group
from zizhu.common.people.names import comparison_form, normalise_name, sort_key
from zizhu.common.people.phones import normalise_phone
from zizhu.common.people.sex import Sex, read_sex
from zizhu.common.workbook.table import Column, Row
from zizhu.roster.domain import sheet
from zizhu.roster.domain.places import PlaceNames, read_unit_name, read_year
from zizhu.roster.domain.student import StudentStatus

T = TypeVar("T")


@dataclass(slots=True)
class CheckedRow:
    """What a row says. Where `is_bad`, some of it is missing and it is not to be imported.

    The keyed digests `person` and `phone_digest` are put in by whoever has the keys.
    """

    number: int
    is_bad: bool = False
    name: str = ""
    comparison_name: str = ""
    sort_key: str = ""
    sex: Sex | None = None
    ethnic: str = ""
    document: Document | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    student_number: str | None = None
    place: PlaceNames | None = None
    status: StudentStatus | None = None
    reason: str = ""
    person: bytes = field(default=b"", repr=False)
    phone_digest: bytes | None = field(default=None, repr=False)


_STATUSES = {status.label: status for status in StudentStatus if status.label != "已删除"}


def read_status(text: str) -> StudentStatus | None:
    """Return the status written, None where the cell is blank. Raises NotValid."""
    if not text:
        return None
    status = _STATUSES.get(text)
    if status is None:
        raise NotValid(f"学籍状态应为{'、'.join(_STATUSES)}之一，不变时留空")
    return status


class _Remembered(Generic[T]):
    """A column that repeats few texts: each is read once, right or wrong."""

    def __init__(self, read: Callable[[str], T]) -> None:
        self._read = read
        self._known: dict[str, T | NotValid] = {}

    def __call__(self, text: str) -> T:
        known = self._known.get(text)
        if known is None:
            try:
                known = self._read(text)
            except NotValid as wrong:
                known = wrong
            self._known[text] = known
        if isinstance(known, NotValid):
            raise NotValid(known.message)
        return known


def _unit(column: Column) -> Callable[[str], str]:
    return _Remembered(lambda text: read_unit_name(text, column.header))


class RowChecker:
    """Reads the rows of one sheet and collects `findings`; hints among them refuse nothing."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.findings: list[Finding] = []
        self._kind = _Remembered(document_kind)
        self._ethnic = _Remembered(lambda text: ethnic_group(text).code)
        self._sex = _Remembered(read_sex)
        self._year = _Remembered(read_year)
        self._college = _unit(sheet.COLLEGE)
        self._major = _unit(sheet.MAJOR)
        self._class = _unit(sheet.CLASS)

    def check(self, row: Row, faulty: Collection[str] = ()) -> CheckedRow:
        """Read one row; `faulty` are headers of cells that the workbook reader already refused."""
        checked = CheckedRow(row.number, is_bad=bool(faulty))
        cells = row.cells
        take = _Taking(self, checked, cells, faulty)
        checked.name = take(sheet.NAME, normalise_name) or ""
        if checked.name:
            checked.comparison_name = comparison_form(checked.name)
            checked.sort_key = sort_key(checked.name)
        checked.sex = take(sheet.SEX, self._sex)
        checked.ethnic = take(sheet.ETHNIC, self._ethnic) or ""
        kind = take(sheet.DOCUMENT_KIND, self._kind)
        if kind is not None:
            checked.document = take(sheet.DOCUMENT, lambda text: self._document(kind, text))
        checked.phone = take(sheet.PHONE, _phone)
        checked.student_number = cells[sheet.NUMBER.key] or None
        self._place(checked, take)
        checked.status = take(sheet.STATUS, read_status)
        checked.reason = cells.get(sheet.REASON.key, "")
        self._hint(checked)
        return checked

    def _document(self, kind: DocumentKind, text: str) -> Document:
        return normalise_document(kind, text, today=self._today)

    def _place(self, checked: CheckedRow, take: "_Taking") -> None:
        college = take(sheet.COLLEGE, self._college)
        year = take(sheet.YEAR, self._year)
        major = take(sheet.MAJOR, self._major)
        class_name = take(sheet.CLASS, self._class)
        if college and year and major and class_name:
            checked.place = PlaceNames(college, year, major, class_name)

    def _hint(self, checked: CheckedRow) -> None:
        document = checked.document
        if document is None:
            return
        for warning in document.warnings:
            self.hint(checked, sheet.DOCUMENT, warning)
        stated = document.sex
        if stated is not None and checked.sex is not None and stated is not checked.sex:
            self.hint(checked, sheet.SEX, "与证件号码表示的性别不一致，请核对")

    def hint(self, checked: CheckedRow, column: Column, message: str) -> None:
        self.findings.append(Finding(f"{HINT}{message}", row=checked.number, column=column.header))

    def refuse(self, checked: CheckedRow, column: Column, message: str) -> None:
        """Say what is wrong with a row; it will not be imported."""
        checked.is_bad = True
        self.findings.append(Finding(message, row=checked.number, column=column.header))


@dataclass(slots=True)
class _Taking:
    """Reads cells of one row; a wrong one becomes a finding and is None."""

    checker: RowChecker
    checked: CheckedRow
    cells: dict[str, str]
    faulty: Collection[str]

    def __call__(self, column: Column, read: Callable[[str], T]) -> T | None:
        if self.faulty and column.header in self.faulty:
            return None
        try:
            return read(self.cells.get(column.key, ""))
        except NotValid as wrong:
            self.checker.refuse(self.checked, column, wrong.message)
            return None


def _phone(text: str) -> str | None:
    return normalise_phone(text) if text else None
