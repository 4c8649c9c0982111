from dataclasses import replace

import pytest

from zizhu.identification.domain.defaults import default_scheme
from zizhu.identification.domain.filed import Content
from zizhu.identification.domain.last_year import (
    UNREADABLE,
    Comparison,
    Sheet,
    compare_answers,
    compare_fields,
)

THEN = default_scheme()


def without(scheme, code):
    blocks = tuple(
        replace(block, items=tuple(item for item in block.items if item.code != code))
        for block in scheme.blocks
    )
    return replace(scheme, version="own-v2", blocks=blocks)


def reworded(scheme, code, **changes):
    blocks = tuple(
        replace(
            block,
            items=tuple(
                replace(item, **changes) if item.code == code else item for item in block.items
            ),
        )
        for block in scheme.blocks
    )
    return replace(scheme, version="own-v2", blocks=blocks)


@pytest.fixture
def sheet(whole_form, least):
    def make(scheme=THEN, points=None, **answers):
        form = replace(whole_form, answers=least | answers)
        return Sheet(scheme, Content(form, points or {}))

    return make


def found(before, after, code):
    return next(one for one in compare_answers(before, after) if one.code == code)


class TestCompareAnswers:
    def test_follows_the_order_of_the_questions(self, sheet):
        listed = [one.code for one in compare_answers(sheet(), sheet())]
        assert listed == [item.code for item in THEN.items()]

    def test_tells_what_is_the_same_and_what_changed_in_words(self, sheet):
        before, after = sheet(points={"A2": 0}), sheet(points={"A2": 4}, A2="rural")
        assert found(before, after, "A1").comparison is Comparison.SAME
        moved = found(before, after, "A2")
        assert moved.comparison is Comparison.CHANGED
        assert (moved.before.text, moved.before.points) == ("城区", 0)
        assert (moved.after.text, moved.after.points) == ("农村", 4)

    def test_words_numbers_counts_and_incomes(self, sheet):
        before = sheet()
        after = sheet(A4=12_000, C1={"beyond": 1}, B3={"incomes": [8_000], "household_size": 2})
        assert found(before, after, "A4").after.text.startswith("12000")
        assert found(before, after, "C1").before.text == "无"
        assert found(before, after, "C1").after.text.endswith(" 1 人")
        assert found(before, after, "B3").after.text == "各成员年收入 8000 元，共 2 人"

    def test_a_sensitive_question_may_have_been_left_out(self, sheet):
        left_out = found(sheet(A1=None), sheet(), "A1")
        assert (left_out.comparison, left_out.before) == (Comparison.CHANGED, None)

    def test_says_that_a_question_no_longer_exists(self, sheet):
        dropped = without(THEN, "A4")
        gone = compare_answers(sheet(), sheet(dropped, A4=None))[-1]
        assert (gone.code, gone.comparison) == ("A4", Comparison.QUESTION_GONE)
        assert (gone.before is None, gone.after) == (False, None)

    def test_says_that_a_question_was_not_asked_then(self, sheet):
        new = found(sheet(without(THEN, "A4"), A4=None), sheet(), "A4")
        assert (new.comparison, new.before) == (Comparison.NEW_QUESTION, None)

    def test_marks_a_question_that_was_reworded(self, sheet):
        after = sheet(reworded(THEN, "A2", title="户籍所在地"))
        asked = found(sheet(), after, "A2")
        assert (asked.is_reworded, asked.title) == (True, "户籍所在地")
        assert not found(sheet(), after, "A1").is_reworded

    def test_compares_what_a_choice_said_and_not_its_code(self, sheet):
        options = tuple(
            replace(option, label="老城区") if option.code == "urban" else option
            for option in THEN.item("A2").options
        )
        moved = found(sheet(), sheet(reworded(THEN, "A2", options=options)), "A2")
        assert (moved.comparison, moved.is_reworded) == (Comparison.CHANGED, True)

    def test_says_that_an_old_answer_cannot_be_read(self, sheet):
        assert found(sheet(A2="moon"), sheet(), "A2").before.text == UNREADABLE


class TestCompareFields:
    def test_lists_what_else_differs_and_no_answer(self, sheet):
        before, after = sheet(), sheet(A2="rural")
        form = replace(after.content.form, groups=("dibao", "orphan"))
        changed = compare_fields(before, Sheet(THEN, Content(form)))
        assert [one.field for one in changed] == ["groups"]
