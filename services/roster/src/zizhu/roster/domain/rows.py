"""One row of 学生信息表, cell by cell: what it means, or what is wrong with it and how to mend it.

A row is looked at whole, so that the officer mends it once. Nothing here repeats a value.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Generic, NamedTuple, TypeVar, cast

from zizhu.common.errors import Finding
from zizhu.common.imports.findings import HINT
from zizhu.common.people import NotValid
from zizhu.common.people.documents import (
    Document,
    DocumentKind,
    document_kind,
    normalise_document,
)
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


class _Name(NamedTuple):
    name: str
    comparison_name: str
    sort_key: str


def _read_name(text: str) -> _Name:
    name = normalise_name(text)
    return _Name(name, comparison_form(name), sort_key(name))


class _Remembered(Generic[T]):
    """A column that repeats texts: each is read once, right or wrong."""

    def __init__(self, column: Column, read: Callable[[str], T]) -> None:
        self.column = column
        self._read = read
        self._known: dict[str, T | NotValid] = {}
        self.is_sound = True  # as long as every text was right

    def __call__(self, texts: Sequence[str]) -> list[T | NotValid]:
        known = self._known
        for text in set(texts).difference(known):
            known[text] = found = _outcome(self._read, text)
            self.is_sound = self.is_sound and not isinstance(found, NotValid)
        return list(map(known.__getitem__, texts))


def _outcome(read: Callable[[str], T], text: str) -> T | NotValid:
    try:
        return read(text)
    except NotValid as wrong:
        return wrong


class RowChecker:
    """Reads the rows of one sheet and collects `findings`; hints among them refuse nothing.

    It goes column by column, because most columns repeat a few texts.
    """

    def __init__(self, today: date) -> None:
        self._today = today
        self.findings: list[Finding] = []
        self._name = _Remembered(sheet.NAME, _read_name)
        self._kind = _Remembered(sheet.DOCUMENT_KIND, document_kind)
        self._ethnic = _Remembered(sheet.ETHNIC, lambda text: ethnic_group(text).code)
        self._sex = _Remembered(sheet.SEX, read_sex)
        self._year = _Remembered(sheet.YEAR, read_year)
        self._status = _Remembered(sheet.STATUS, read_status)
        self._college, self._major, self._class = (
            _Remembered(column, partial(read_unit_name, what=column.header))
            for column in (sheet.COLLEGE, sheet.MAJOR, sheet.CLASS)
        )

    def check(self, row: Row, faulty: Collection[str] = ()) -> CheckedRow:
        """Read one row, as `check_all` does."""
        return self.check_all([row], {row.number: faulty})[0]

    def check_all(
        self, rows: Sequence[Row], faulty: Mapping[int, Collection[str]]
    ) -> list[CheckedRow]:
        """Read rows; `faulty` are headers of cells that the workbook reader refused, by row."""
        checked = [CheckedRow(row.number, is_bad=bool(faulty.get(row.number))) for row in rows]
        take = _Taking(self, checked, rows, faulty)
        names = take.each(self._name)
        sexes, ethnics = take.each(self._sex), take.each(self._ethnic)
        kinds: list[DocumentKind | None] = take.each(self._kind)
        documents = take.documents(kinds, self._today)
        phones = take.phones()
        places = _places(
            *(take.each(one) for one in (self._college, self._year, self._major, self._class))
        )
        statuses = take.each(self._status)
        values = zip(
            checked, names, sexes, ethnics, documents, phones, places, statuses, rows, strict=True
        )
        for one, name, sex, ethnic, document, phone, place, status, row in values:
            if name is not None:
                one.name, one.comparison_name, one.sort_key = name
            one.sex, one.ethnic, one.document, one.phone = sex, ethnic or "", document, phone
            one.place, one.status = place, status
            one.student_number = row.cells[sheet.NUMBER.key] or None
            one.reason = row.cells.get(sheet.REASON.key, "")
            if document is not None:
                self._hint(one, document)
        return checked

    def _hint(self, checked: CheckedRow, document: Document) -> None:
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
    """Reads columns of some rows; a wrong cell becomes a finding and is None."""

    checker: RowChecker
    checked: Sequence[CheckedRow]
    rows: Sequence[Row]
    faulty: Mapping[int, Collection[str]]

    def each(self, column: _Remembered[T]) -> list[T | None]:
        values = column(self._texts(column.column))
        if column.is_sound and not self.faulty:
            return cast("list[T | None]", values)
        return self._sound(column.column, values)

    def phones(self) -> list[str | None]:
        texts = self._texts(sheet.PHONE)
        return self._sound(sheet.PHONE, [_outcome(_phone, text) for text in texts])

    def documents(self, kinds: Sequence[DocumentKind | None], today: date) -> list[Document | None]:
        """Read numbers by their kinds; where the kind is not known, nothing is said of them."""
        pairs = zip(kinds, self._texts(sheet.DOCUMENT), strict=True)
        values = [None if kind is None else _document(kind, text, today) for kind, text in pairs]
        return self._sound(sheet.DOCUMENT, values)

    def _texts(self, column: Column) -> list[str]:
        return [row.cells.get(column.key, "") for row in self.rows]

    def _sound(self, column: Column, values: Sequence[T | NotValid | None]) -> list[T | None]:
        if not self.faulty and NotValid not in set(map(type, values)):
            return cast("list[T | None]", values)
        sound: list[T | None] = []
        for value, one in zip(values, self.checked, strict=True):
            if one.is_bad and column.header in self.faulty.get(one.number, ()):
                sound.append(None)
            elif isinstance(value, NotValid):
                self.checker.refuse(one, column, value.message)
                sound.append(None)
            else:
                sound.append(value)
        return sound


def _document(kind: DocumentKind, text: str, today: date) -> Document | NotValid:
    try:
        return normalise_document(kind, text, today=today)
    except NotValid as wrong:
        return wrong


def _places(
    colleges: Sequence[str | None],
    years: Sequence[int | None],
    majors: Sequence[str | None],
    classes: Sequence[str | None],
) -> list[PlaceNames | None]:
    """Make each place once: a class has its students one under another."""
    known: dict[tuple[str | None, int | None, str | None, str | None], PlaceNames] = {}
    for names in set(zip(colleges, years, majors, classes, strict=True)):
        college, year, major, name = names
        if college and year and major and name:
            known[names] = PlaceNames(college, year, major, name)
    return [known.get(names) for names in zip(colleges, years, majors, classes, strict=True)]


def _phone(text: str) -> str | None:
    return normalise_phone(text) if text else None
