"""Identity documents: which kinds there are, and a number of each kind made canonical.

A number is checked by its own arithmetic only; nothing here says that the person exists. The
number never appears in a message or in the text of a value.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zizhu.common.people.resident import (
    birth_date_in,
    checked_number,
    from_fifteen_digits,
    prefix_warnings,
    sex_in,
)
from zizhu.common.people.sex import Sex
from zizhu.common.people.typed import typed_code
from zizhu.common.validity import NotValid


class DocumentKind(StrEnum):
    """证件类型; the values are stable and part of every keyed digest of a person."""

    RESIDENT_ID = "resident_id"
    RESIDENCE_PERMIT = "residence_permit"
    HK_MACAO_TRAVEL_PERMIT = "hk_macao_travel_permit"
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"
    PASSPORT = "passport"
    FOREIGN_PERMANENT_RESIDENCE = "foreign_permanent_residence"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    DocumentKind.RESIDENT_ID: "居民身份证",
    DocumentKind.RESIDENCE_PERMIT: "港澳台居民居住证",
    DocumentKind.HK_MACAO_TRAVEL_PERMIT: "港澳居民来往内地通行证",
    DocumentKind.TAIWAN_TRAVEL_PERMIT: "台湾居民来往大陆通行证",
    DocumentKind.PASSPORT: "护照",
    DocumentKind.FOREIGN_PERMANENT_RESIDENCE: "外国人永久居留身份证",
    DocumentKind.OTHER: "其他",
}
_WRITTEN = {label: kind for kind, label in _LABELS.items()} | {
    "身份证": DocumentKind.RESIDENT_ID,
    "港澳居民居住证": DocumentKind.RESIDENCE_PERMIT,
    "台湾居民居住证": DocumentKind.RESIDENCE_PERMIT,
    "港澳通行证": DocumentKind.HK_MACAO_TRAVEL_PERMIT,
    "回乡证": DocumentKind.HK_MACAO_TRAVEL_PERMIT,
    "台胞证": DocumentKind.TAIWAN_TRAVEL_PERMIT,
    "外国人永久居留证": DocumentKind.FOREIGN_PERMANENT_RESIDENCE,
}
_WRITTEN |= {kind.value.upper(): kind for kind in DocumentKind}


@dataclass(frozen=True, slots=True)
class Document:
    """A kind and its canonical number; build one from typed text with `normalise_document`.

    `original` is what was given where the number differs from it by more than its writing (15
    digits); `warnings` are sentences to show that refuse nothing.
    """

    kind: DocumentKind
    number: str = field(repr=False)
    original: str | None = field(default=None, repr=False, compare=False)
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def birth_date(self) -> date | None:
        """The birth date that the number states, if its kind states one."""
        return birth_date_in(self.number) if self._follows_resident_number() else None

    @property
    def sex(self) -> Sex | None:
        """The sex that the number states, if its kind states one."""
        return sex_in(self.number) if self._follows_resident_number() else None

    def _follows_resident_number(self) -> bool:
        return self.kind in _RESIDENT_LIKE and len(self.number) == 18


_RESIDENT_LIKE = {
    DocumentKind.RESIDENT_ID,
    DocumentKind.RESIDENCE_PERMIT,
    DocumentKind.FOREIGN_PERMANENT_RESIDENCE,
}


def document_kind(text: str) -> DocumentKind:
    """Return the kind written as label, usual alias (身份证, 台胞证) or stable value.

    Raises:
        NotValid: blank, or none of these.
    """
    kind = _WRITTEN.get(typed_code(text, "证件类型"))
    if kind is None:
        raise NotValid(f"证件类型应为以下之一：{'、'.join(_LABELS.values())}")
    return kind


def normalise_document(kind: DocumentKind, text: str, *, today: date) -> Document:
    """Return the document with its canonical number (domain.md 10.1).

    `today` is the business day; a birth date after it is refused.

    Raises:
        NotValid: blank, stored as a number, or against the rules of its kind.
    """
    if kind is DocumentKind.OTHER:
        return Document(kind, _other(text))
    return _READERS[kind](typed_code(text, "证件号码"), today)


def _resident(number: str, today: date) -> Document:
    full = from_fifteen_digits(number)
    if full[:2] in {"81", "82", "83"}:
        raise NotValid("这是港澳台居民居住证号码，请把证件类型改为港澳台居民居住证")
    if full[:1] == "9":
        raise NotValid("这是外国人永久居留身份证号码，请把证件类型改为外国人永久居留身份证")
    checked = checked_number(full, today)
    return Document(
        DocumentKind.RESIDENT_ID,
        checked,
        original=number if number != full else None,
        warnings=prefix_warnings(checked),
    )


def _residence_permit(number: str, today: date) -> Document:
    if number[:2] not in {"81", "82", "83"}:
        raise NotValid("港澳台居民居住证号码应以 81、82 或 83 开头，请核对号码和证件类型")
    return Document(DocumentKind.RESIDENCE_PERMIT, checked_number(number, today))


def _foreign_permanent_residence(number: str, today: date) -> Document:
    kind = DocumentKind.FOREIGN_PERMANENT_RESIDENCE
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return Document(kind, number)
    if number[:1] != "9":
        raise NotValid("外国人永久居留身份证号码应为以 9 开头的 18 位，或 3 位字母加 12 位数字")
    return Document(kind, checked_number(number, today))


def _shaped(kind: DocumentKind, shape: str, rule: str) -> Callable[[str, date], Document]:
    pattern = re.compile(shape)

    def read(number: str, today: date) -> Document:  # noqa: ARG001 - states no date
        if not pattern.fullmatch(number):
            raise NotValid(f"{kind.label}号码应为{rule}，请核对")
        return Document(kind, number)

    return read


def _other(text: str) -> str:
    number = typed_code(text, "证件号码")
    if len(number) > 40 or not number.isprintable():
        raise NotValid("证件号码最长 40 个字符，请核对")
    return number


_READERS: dict[DocumentKind, Callable[[str, date], Document]] = {
    DocumentKind.RESIDENT_ID: _resident,
    DocumentKind.RESIDENCE_PERMIT: _residence_permit,
    DocumentKind.FOREIGN_PERMANENT_RESIDENCE: _foreign_permanent_residence,
    DocumentKind.HK_MACAO_TRAVEL_PERMIT: _shaped(
        DocumentKind.HK_MACAO_TRAVEL_PERMIT, r"[HM][0-9]{8,10}", " H 或 M 加 8 至 10 位数字"
    ),
    DocumentKind.TAIWAN_TRAVEL_PERMIT: _shaped(
        DocumentKind.TAIWAN_TRAVEL_PERMIT, r"[0-9]{8}", " 8 位数字"
    ),
    # Countries differ; a number without any digit is a name that slipped a column.
    DocumentKind.PASSPORT: _shaped(
        DocumentKind.PASSPORT, r"(?=.*[0-9])[A-Z0-9]{5,20}", " 5 至 20 位字母和数字"
    ),
}
