import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.defaults import default_questionnaire
from zizhu.identification.domain.questionnaire import (
    dump_questionnaire,
    parse_questionnaire,
    total_sheet,
)
from zizhu.identification.errors.filing import AnswersInvalid, DocumentUnreadable, SchemeFlawed

SHEETS = st.fixed_dictionaries(
    {
        question.code: st.sampled_from([choice.code for choice in question.choices])
        for question in default_questionnaire().questions()
    }
)
BEST = {
    "Q1": "frugal",
    "Q2": "no",
    "Q3": "under_1000",
    "Q4": "no",
    "Q5": "below",
    "Q6": "no",
}
WORST = {
    "Q1": "lavish",
    "Q2": "yes",
    "Q3": "over_3000",
    "Q4": "yes",
    "Q5": "above",
    "Q6": "yes",
}


class TestDefaultQuestionnaire:
    def test_runs_from_three_to_fifteen(self):
        assert total_sheet(default_questionnaire(), BEST) == 15
        assert total_sheet(default_questionnaire(), WORST) == 3

    def test_has_the_two_blocks_of_the_source(self):
        assert [block.title for block in default_questionnaire().blocks] == ["表现情况", "消费情况"]

    def test_gives_the_points_of_the_source_for_each_question(self):
        points = [
            [choice.points for choice in question.choices]
            for question in default_questionnaire().questions()
        ]
        assert points == [[3, 2, 1], [0, 2], [1, 2, 3], [0, 2], [1, 2, 3], [0, 2]]


class TestTotal:
    @given(SHEETS)
    def test_stays_between_least_and_full_marks(self, sheet):
        assert 3 <= total_sheet(default_questionnaire(), sheet) <= 15

    def test_names_every_question_not_answered(self):
        with pytest.raises(AnswersInvalid) as caught:
            total_sheet(default_questionnaire(), {"Q1": "frugal"})
        assert [finding.field for finding in caught.value.errors] == ["Q2", "Q3", "Q4", "Q5", "Q6"]

    def test_refuses_a_choice_of_another_question(self):
        with pytest.raises(AnswersInvalid):
            total_sheet(default_questionnaire(), BEST | {"Q2": "frugal"})

    def test_refuses_a_question_that_was_not_asked(self):
        with pytest.raises(AnswersInvalid):
            total_sheet(default_questionnaire(), BEST | {"Q7": "no"})


class TestParse:
    DUMP = dump_questionnaire(default_questionnaire())

    def test_reads_back_what_was_dumped(self):
        assert parse_questionnaire(self.DUMP) == default_questionnaire()

    def test_refuses_what_is_no_questionnaire(self):
        with pytest.raises(DocumentUnreadable):
            parse_questionnaire({"version": "x"})

    @pytest.mark.parametrize(("name", "value"), [("full_marks", 16), ("least_marks", 2)])
    def test_refuses_marks_that_cannot_be_reached(self, name, value):
        with pytest.raises(SchemeFlawed):
            parse_questionnaire(self.DUMP | {name: value})

    def test_refuses_doubled_codes_of_questions_and_choices(self):
        data = copy.deepcopy(self.DUMP)
        data["blocks"][0]["questions"][1]["code"] = "Q1"
        data["blocks"][0]["questions"][0]["choices"][1]["code"] = "frugal"
        with pytest.raises(SchemeFlawed) as caught:
            parse_questionnaire(data)
        assert len(caught.value.errors) == 2
