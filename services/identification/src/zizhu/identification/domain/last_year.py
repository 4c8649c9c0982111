"""This year's answers beside last year's, question by question, for the reviewer (domain.md 5.1).

Each answer is worded by the scheme that it was given to, so a question that was dropped, added or
reworded since is told as such instead of being compared by its code alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zizhu.identification.domain.answers import Answer, Chosen, Counted, Number, check_answers
from zizhu.identification.domain.filed import Content
from zizhu.identification.domain.revision import FieldChange, list_changes
from zizhu.identification.domain.scheme import Item, Measure, Scheme
from zizhu.identification.domain.vocabulary import Coded

UNREADABLE = "（当时的答案已无法读出）"
_ANSWERS = "answers."


class Comparison(Coded):
    """How an answer stands to last year's."""

    SAME = "same", "与上次一致"
    CHANGED = "changed", "与上次不同"
    NEW_QUESTION = "new_question", "上次没有这一题"
    QUESTION_GONE = "question_gone", "这一题已取消"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer in words, and the points it brought."""

    text: str
    points: int | None


@dataclass(frozen=True, slots=True)
class ComparedAnswer:
    """One question; None where it was not asked or not answered."""

    code: str
    title: str
    comparison: Comparison
    before: Told | None
    after: Told | None
    is_reworded: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was handed in, and the scheme that asked."""

    scheme: Scheme
    content: Content


def compare_answers(before: Sheet, after: Sheet) -> tuple[ComparedAnswer, ...]:
    """Lay the answers of two years side by side: today's questions in order, then dropped ones."""
    return tuple(_compare(before, after))


def _compare(before: Sheet, after: Sheet) -> Iterator[ComparedAnswer]:
    then, now = _told(before), _told(after)
    for item in after.scheme.items():
        old, was, is_now = before.scheme.item(item.code), then.get(item.code), now.get(item.code)
        if old is None:
            comparison = Comparison.NEW_QUESTION
        elif (was and was.text) == (is_now and is_now.text):
            comparison = Comparison.SAME
        else:
            comparison = Comparison.CHANGED
        is_reworded = old is not None and old != item
        yield ComparedAnswer(item.code, item.title, comparison, was, is_now, is_reworded)
    for item in before.scheme.items():
        if after.scheme.item(item.code) is None:
            gone, was = Comparison.QUESTION_GONE, then.get(item.code)
            yield ComparedAnswer(item.code, item.title, gone, was, None, is_reworded=False)


def compare_fields(before: Sheet, after: Sheet) -> tuple[FieldChange, ...]:
    """List what else differs: family, addresses, special groups, wishes."""
    changes = list_changes(before.content.form, after.content.form)
    return tuple(change for change in changes if not change.field.startswith(_ANSWERS))


def _told(sheet: Sheet) -> Mapping[str, Told]:
    raw = sheet.content.form.answers
    read, _ = check_answers(sheet.scheme, raw)
    return {
        item.code: Told(
            _word(item, read[item.code]) if item.code in read else UNREADABLE,
            sheet.content.by_item.get(item.code),
        )
        for item in sheet.scheme.items()
        if raw.get(item.code) is not None
    }


def _word(item: Item, answer: Answer) -> str:
    match answer:
        case Chosen(codes):
            return "、".join(_label(item, code) for code in codes) or "无"
        case Counted(counts):
            told = [f"{_label(item, code)} {count} 人" for code, count in counts if count]
            return "、".join(told) or "无"
        case Number(value):
            unit = item.unit or ("元" if item.measure is not Measure.NUMBER else "")
            return f"{value}{unit}"
        case _:
            incomes = "、".join(str(income) for income in answer.incomes) or "无"
            return f"各成员年收入 {incomes} 元，共 {answer.household_size} 人"


def _label(item: Item, code: str) -> str:
    option = item.option(code)
    return option.label if option else code
