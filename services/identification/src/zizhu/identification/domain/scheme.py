"""Indicator schemes as data: blocks of items, items of options, options of points.

Points are integers and the ceilings of all items add up to the full marks (domain.md 5.5).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter

from zizhu.common.errors import Finding
from zizhu.identification.domain.document import digest_of, dump_document, read_document
from zizhu.identification.domain.vocabulary import Coded
from zizhu.identification.errors.filing import SchemeFlawed

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
Label = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Points = Annotated[int, Field(ge=0, le=1000)]


class ItemKind(Coded):
    """How an item is answered.

    A `COUNT` item asks how many of each option there are and gives the points once for each.
    """

    SINGLE = "single", "单选"
    MULTI = "multi", "多选"
    COUNT = "count", "按人数"
    BAND = "band", "数值区间"


class Measure(Coded):
    """What the number of a band item is.

    `INCOME_PER_HEAD` bands are in percent of the campaign's subsistence line, all others in the
    unit of the question (yuan or persons).
    """

    NUMBER = "number", "数值"
    INCOME_PER_HEAD = "income_per_head", "家庭人均年收入"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; of a band item the half-open integer band [`lower`, `upper`)."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    code: Code
    label: Label
    points: Points
    evidence: Label | None = None
    lower: Annotated[int, Field(ge=0)] | None = None
    upper: Annotated[int, Field(ge=1)] | None = None
    asks_special_group: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One question with the most points that it can give.

    A sensitive item may be left out at the cost of its points only, and is answered only under the
    separate consent for sensitive data (domain.md 11).
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    code: Code
    title: Label
    kind: ItemKind
    cap: Points
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=100)]
    measure: Measure = Measure.NUMBER
    unit: Label | None = None
    is_sensitive: bool = False

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Block:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    code: Code
    title: Label
    full_marks: Points
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole set of indicators under one version id."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    version: Code
    title: Label
    full_marks: Points
    blocks: Annotated[tuple[Block, ...], Field(min_length=1, max_length=26)]

    def items(self) -> Iterator[Item]:
        for block in self.blocks:
            yield from block.items

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items() if item.code == code), None)


_SCHEME: TypeAdapter[Scheme] = TypeAdapter(Scheme)


def ceiling(item: Item) -> int:
    """Tell the most points that an answer to the item can reach."""
    points = [option.points for option in item.options]
    if item.kind is ItemKind.COUNT:
        # One more child gives its points again, so only the cap ends it.
        return item.cap if any(points) else 0
    reachable = sum(points) if item.kind is ItemKind.MULTI else max(points)
    return min(item.cap, reachable)


def find_flaws(scheme: Scheme) -> tuple[Finding, ...]:
    """List what in a scheme contradicts itself; an empty answer means it may be released."""
    findings: list[Finding] = list(_find_doubled([block.code for block in scheme.blocks], "板块"))
    findings += _find_doubled([item.code for item in scheme.items()], "指标")
    for block in scheme.blocks:
        for item in block.items:
            findings += _find_item_flaws(item)
        reached = sum(ceiling(item) for item in block.items)
        if reached != block.full_marks:
            sentence = f"板块满分写的是 {block.full_marks} 分，各项最高分合计为 {reached} 分"
            findings.append(Finding(sentence, field=block.code))
    total = sum(block.full_marks for block in scheme.blocks)
    if total != scheme.full_marks:
        sentence = f"总分写的是 {scheme.full_marks} 分，各板块合计为 {total} 分"
        findings.append(Finding(sentence, field="full_marks"))
    return tuple(findings)


def _find_doubled(codes: list[str], noun: str) -> Iterator[Finding]:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Finding(f"{noun}编号 {code} 重复", field=code)


def _find_item_flaws(item: Item) -> Iterator[Finding]:
    codes = [option.code for option in item.options]
    for finding in _find_doubled(codes, f"指标 {item.code} 的选项"):
        yield replace(finding, field=item.code)
    if ceiling(item) != item.cap:
        yield Finding(
            f"最高分写的是 {item.cap} 分，选项最多只能得 {ceiling(item)} 分", field=item.code
        )
    if item.kind is ItemKind.SINGLE and len(item.options) < 2:
        yield Finding("单选题至少要有两个选项", field=item.code)
    if item.kind is not ItemKind.BAND:
        if any(option.lower is not None or option.upper is not None for option in item.options):
            yield Finding("只有数值区间题可以设置上下限", field=item.code)
        if item.measure is not Measure.NUMBER:
            yield Finding("只有数值区间题可以按人均收入计算", field=item.code)
    else:
        yield from _find_band_flaws(item)


def _find_band_flaws(item: Item) -> Iterator[Finding]:
    bands = sorted(item.options, key=lambda option: option.lower or 0)
    if any(band.lower is None for band in bands):
        yield Finding("每个区间都要有下限", field=item.code)
        return
    if bands[0].lower != 0:
        yield Finding("第一个区间应从 0 开始", field=item.code)
    if bands[-1].upper is not None:
        yield Finding("最后一个区间不应有上限", field=item.code)
    for band, following in pairwise(bands):
        if band.upper != following.lower:
            yield Finding(f"区间 {band.code} 与 {following.code} 之间有空隙或重叠", field=item.code)


def parse_scheme(data: object) -> Scheme:
    """Read an indicator scheme from JSON-like data, as a file of one holds it.

    Raises:
        DocumentUnreadable: the data does not have the shape of a scheme.
        SchemeFlawed: it has, but contradicts itself; with a finding by item.
    """
    scheme = read_document(_SCHEME, data, name="量化指标")
    if findings := find_flaws(scheme):
        raise SchemeFlawed(f"量化指标有 {len(findings)} 处矛盾，请修改后重试", errors=findings)
    return scheme


# JSON-like data has no narrower type.
def dump_scheme(scheme: Scheme) -> dict[str, Any]:
    """Write a scheme as JSON-like data that `parse_scheme` reads back to an equal value."""
    return dump_document(_SCHEME, scheme)


def scheme_digest(scheme: Scheme) -> str:
    """Name the content of a scheme; a released version keeps its digest for good."""
    return digest_of(dump_scheme(scheme))


def succeed_scheme(scheme: Scheme, version: str) -> Scheme:
    """Begin the next version of a scheme with the content of this one."""
    return replace(scheme, version=version)
