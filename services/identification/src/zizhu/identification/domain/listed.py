"""Reading a row of the special-group list: the kind by its label, the person by a document.

A row says who is entitled to much, so one that is not quite right is a finding, never a guess.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from zizhu.common.people.documents import DocumentKind, document_kind, normalise_document
from zizhu.common.validity import NotValid
from zizhu.identification.domain.groups import GroupKind, Kinds

# How offices write the kinds in their own lists, beside the labels of domain.md 5.5.
_ALIASES = {
    "建档立卡": "tuopin",
    "脱贫": "tuopin",
    "脱贫不稳定": "tuopin_unstable",
    "边缘易致贫": "marginal",
    "突发严重困难": "sudden",
    "低保": "dibao",
    "最低生活保障": "dibao",
    "特困": "tekun",
    "特困供养": "tekun",
    "事实无人抚养儿童": "de_facto_orphan",
    "残疾学生": "disabled_student",
    "残疾人子女": "disabled_parent",
    "低保边缘": "dibao_marginal",
    "刚性支出困难": "rigid_expense",
    "易地扶贫搬迁": "relocation",
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """One readable row: who, under which kind, from where, compared when."""

    number: int
    name: str = field(repr=False)
    document: tuple[str, str] = field(repr=False)
    code: str
    source: str
    compared_on: date


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def kind_named(text: str, kinds: Kinds) -> GroupKind | None:
    """Return the kind that a cell names by code, label or usual alias."""
    written = _plain(text)
    by_label = {_plain(kind.label): kind for kind in kinds.values()}
    return kinds.get(written) or by_label.get(written) or kinds.get(_ALIASES.get(written, ""))


def read_row(
    number: int, cells: dict[str, str], kinds: Kinds, *, today: date
) -> tuple[ListRow | None, list[tuple[str, str]]]:
    """Read one row; what is wrong comes as pairs of column key and sentence."""
    wrong: list[tuple[str, str]] = []
    kind = kind_named(cells.get("kind", ""), kinds)
    if kind is None:
        wrong.append(("kind", "没有这个类别，请填写系统中的特殊群体类型名称"))
    document = _document(cells, today, wrong)
    compared_on = _day(cells.get("compared_on", ""), today, wrong)
    if not cells.get("name"):
        wrong.append(("name", "请填写姓名"))
    if wrong or kind is None or document is None:
        return None, wrong
    source = cells.get("source") or kind.source
    return ListRow(number, cells["name"], document, kind.code, source, compared_on), []


def _document(
    cells: dict[str, str], today: date, wrong: list[tuple[str, str]]
) -> tuple[str, str] | None:
    written = cells.get("document_kind")
    try:
        kind = document_kind(written) if written else DocumentKind.RESIDENT_ID
        found = normalise_document(kind, cells.get("document_number", ""), today=today)
    except NotValid as problem:
        wrong.append(("document_number", problem.message))
        return None
    return found.kind.value, found.number


def _day(text: str, today: date, wrong: list[tuple[str, str]]) -> date:
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        wrong.append(("compared_on", "日期应写成 2026-09-01 的样子"))
        return today
    if day > today:
        wrong.append(("compared_on", "比对日期晚于今天，请核对"))
    return day
