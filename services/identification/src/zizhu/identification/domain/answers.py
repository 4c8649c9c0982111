"""Answers to an indicator scheme, item by item.

An answer is kept only in a shape that its item can score; amounts are whole yuan, never floats.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zizhu.common.errors import Finding
from zizhu.identification.domain.scheme import Item, ItemKind, Measure, Scheme
from zizhu.identification.errors.filing import AnswersInvalid

# Beyond these nobody answers in earnest; a slip of the finger is found while it is fresh.
MOST_PERSONS = 30
MOST_YUAN = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The codes chosen: exactly one of a single-choice item."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of each option."""

    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number in the unit of the question."""

    value: int


@dataclass(frozen=True, slots=True)
class Income:
    """Yearly incomes in yuan, one a member, and the persons who live on them."""

    incomes: tuple[int, ...]
    household_size: int


Answer = Chosen | Counted | Number | Income
Answers = Mapping[str, Answer]


def read_answers(
    scheme: Scheme, raw: Mapping[str, object], *, is_complete: bool
) -> Mapping[str, Answer]:
    """Read answers (item code -> JSON-like value) against their scheme.

    A single choice is its code, a multiple choice a list of codes, a count `{code: number}`, a
    number itself, and an income `{"incomes": [...], "household_size": n}`. A draft may leave items
    out, what `is_complete` only the sensitive ones. An empty value (None) is an item left out.

    Raises:
        AnswersInvalid: with a finding by item.
    """
    answers, findings = check_answers(scheme, raw)
    if is_complete:
        findings += tuple(
            Finding(f"请回答：{item.title}", field=item.code)
            for item in scheme.items()
            if raw.get(item.code) is None and not item.is_sensitive
        )
    if findings:
        raise AnswersInvalid(f"量化指标有 {len(findings)} 项需要修改", errors=findings)
    return answers


def check_answers(
    scheme: Scheme, raw: Mapping[str, object]
) -> tuple[Mapping[str, Answer], tuple[Finding, ...]]:
    """Read what can be read and tell, by item, what cannot."""
    answers: dict[str, Answer] = {}
    findings = []
    for item in scheme.items():
        value = raw.get(item.code)
        if value is None:
            continue
        read = _READERS[item.kind](item, value)
        if isinstance(read, str):
            findings.append(Finding(f"{item.title}：{read}", field=item.code))
        else:
            answers[item.code] = read
    known = {item.code for item in scheme.items()}
    findings += [Finding("量化指标中没有这一项", field=code) for code in sorted(set(raw) - known)]
    return MappingProxyType(answers), tuple(findings)


def dump_answer(answer: Answer) -> object:
    """Write an answer as the JSON-like value that `read_answers` takes, a choice as a list."""
    match answer:
        case Chosen(codes):
            return list(codes)
        case Counted(counts):
            return dict(counts)
        case Number(value):
            return value
        case _:
            return {"incomes": list(answer.incomes), "household_size": answer.household_size}


def _read_single(item: Item, value: object) -> Answer | str:
    chosen = _read_multi(item, [value] if isinstance(value, str) else value)
    if isinstance(chosen, Chosen) and len(chosen.codes) != 1:
        return "请选择一个选项"
    return chosen


def _read_multi(item: Item, value: object) -> Answer | str:
    if not isinstance(value, list | tuple) or not all(isinstance(code, str) for code in value):
        return "请从选项中选择"
    if any(item.option(code) is None for code in value):
        return "没有这个选项，请重新选择"
    # In the order of the scheme, so that equal answers are equal.
    return Chosen(tuple(option.code for option in item.options if option.code in value))


def _read_count(item: Item, value: object) -> Answer | str:
    if not isinstance(value, Mapping):
        return "请填写各类人数"
    if any(item.option(str(code)) is None for code in value):
        return "没有这个类别"
    if not all(_is_whole(count, MOST_PERSONS) for count in value.values()):
        return f"人数应为 0 至 {MOST_PERSONS} 的整数"
    return Counted(
        tuple((option.code, value[option.code]) for option in item.options if option.code in value)
    )


def _read_band(item: Item, value: object) -> Answer | str:
    if item.measure is Measure.INCOME_PER_HEAD:
        return _read_income(value)
    if not isinstance(value, int) or not _is_whole(value, MOST_YUAN):
        return f"应为 0 至 {MOST_YUAN} 的整数"
    return Number(value)


def _read_income(value: object) -> Answer | str:
    if not isinstance(value, Mapping) or set(value) != {"incomes", "household_size"}:
        return "请填写各成员年收入和家庭人口"
    incomes, size = value["incomes"], value["household_size"]
    if not isinstance(incomes, list | tuple) or len(incomes) > MOST_PERSONS:
        return "请逐人填写年收入"
    if not all(_is_whole(income, MOST_YUAN) for income in incomes):
        return "年收入应为整数元，且不能为负"
    if not _is_whole(size, MOST_PERSONS) or size < 1:
        return f"家庭人口应为 1 至 {MOST_PERSONS} 的整数"
    return Income(tuple(incomes), size)


def _is_whole(value: object, most: int) -> bool:
    # True and False are ints to Python, and neither is a number to anybody else.
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


_READERS = MappingProxyType(
    {
        ItemKind.SINGLE: _read_single,
        ItemKind.MULTI: _read_multi,
        ItemKind.COUNT: _read_count,
        ItemKind.BAND: _read_band,
    }
)
