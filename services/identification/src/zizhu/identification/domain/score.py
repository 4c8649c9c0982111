"""The score of a form: whole points by item, added up, capped where the scheme caps.

The same answers under the same scheme and rule give the same score for ever (domain.md 5.5).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from zizhu.identification.domain.answers import Answer, Answers, Chosen, Counted, Income, Number
from zizhu.identification.domain.scheme import Item, Measure, Option, Scheme

RULE = "score.v1"


@dataclass(frozen=True, slots=True)
class Score:
    """What the answers give, and which rule and scheme gave it."""

    raw_score: int
    by_item: Mapping[str, int]
    rule: str
    scheme_version: str
    subsistence_line: int


def score_answers(scheme: Scheme, answers: Answers, *, subsistence_line: int) -> Score:
    """Score the answers by item; an item that was not answered gives nothing.

    `subsistence_line` is the campaign's local line L in yuan a year.
    """
    by_item = {
        item.code: _score_item(item, answers[item.code], subsistence_line)
        for item in scheme.items()
        if item.code in answers
    }
    return Score(
        raw_score=sum(by_item.values()),
        by_item=MappingProxyType(by_item),
        rule=RULE,
        scheme_version=scheme.version,
        subsistence_line=subsistence_line,
    )


def effective_score(raw_score: int, *, is_guaranteed: bool, full_marks: int = 90) -> int:
    """Give the score that the cut lines look at: full marks for a verified guaranteed student."""
    return full_marks if is_guaranteed else raw_score


def income_per_head(answer: Income) -> Fraction:
    """Divide the household's yearly income by its persons, exactly, in yuan."""
    return Fraction(sum(answer.incomes), answer.household_size)


def chosen_options(item: Item, answer: Answer, *, subsistence_line: int) -> tuple[Option, ...]:
    """Tell which options of the item an answer amounts to."""
    match answer:
        case Chosen(codes):
            return tuple(option for option in item.options if option.code in codes)
        case Counted(counts):
            named = {code for code, count in counts if count}
            return tuple(option for option in item.options if option.code in named)
        case Number(value):
            return (_band(item, Fraction(value)),)
        case _:
            percent = income_per_head(answer) * 100 / subsistence_line
            return (_band(item, percent),)


def _score_item(item: Item, answer: Answer, subsistence_line: int) -> int:
    if isinstance(answer, Counted):
        points = {option.code: option.points for option in item.options}
        reached = sum(points[code] * count for code, count in answer.counts)
    else:
        options = chosen_options(item, answer, subsistence_line=subsistence_line)
        reached = sum(option.points for option in options)
    return min(item.cap, reached)


def _band(item: Item, value: Fraction) -> Option:
    # A checked scheme covers every number from 0 up, so exactly one band holds the value.
    return next(
        option
        for option in item.options
        if (option.lower or 0) <= value and (option.upper is None or value < option.upper)
    )


def band_labels(item: Item, *, subsistence_line: int) -> Mapping[str, str]:
    """Word the options of an item for the student: in yuan, never in multiples of the line."""
    if item.measure is not Measure.INCOME_PER_HEAD:
        return MappingProxyType({option.code: option.label for option in item.options})
    return MappingProxyType(
        {option.code: _yuan_band(option, subsistence_line) for option in item.options}
    )


def _yuan_band(option: Option, subsistence_line: int) -> str:
    lower = _yuan((option.lower or 0) * subsistence_line)
    if option.upper is None:
        return f"{lower}元及以上"
    upper = _yuan(option.upper * subsistence_line)
    return f"{lower}元及以上，不足{upper}元" if option.lower else f"不足{upper}元"


def _yuan(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


@dataclass(frozen=True, slots=True)
class EvidenceNeed:
    """A document that a chosen option asks for."""

    item: str
    option: str
    document: str


def required_evidence(
    scheme: Scheme, answers: Answers, *, subsistence_line: int
) -> tuple[EvidenceNeed, ...]:
    """List the documents that the chosen options ask for, in the order of the scheme."""
    return tuple(_needs(scheme, answers, subsistence_line))


def _needs(scheme: Scheme, answers: Answers, subsistence_line: int) -> Iterator[EvidenceNeed]:
    for item in scheme.items():
        if item.code not in answers:
            continue
        options = chosen_options(item, answers[item.code], subsistence_line=subsistence_line)
        for option in options:
            if option.evidence is not None:
                yield EvidenceNeed(item.code, option.code, option.evidence)


def missing_evidence(
    needs: Collection[EvidenceNeed], uploaded: Collection[str]
) -> tuple[EvidenceNeed, ...]:
    """Tell which needs no uploaded file answers; `uploaded` holds the item code of each file."""
    return tuple(need for need in needs if need.item not in uploaded)


def asks_special_group(scheme: Scheme, answers: Answers, *, subsistence_line: int) -> bool:
    """Tell whether an answer should lead the student to the special-group page."""
    return any(
        option.asks_special_group
        for item in scheme.items()
        if item.code in answers
        for option in chosen_options(item, answers[item.code], subsistence_line=subsistence_line)
    )
