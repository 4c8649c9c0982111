import re
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.clock import day_start
from zizhu.identification.domain.change import ChangeCause, GradeChange, Standing
from zizhu.identification.domain.cut import cut
from zizhu.identification.domain.cut_inputs import CutForm, CutInputs, SetAside
from zizhu.identification.domain.difference import ClearedScores, Contender, compare
from zizhu.identification.domain.enrolment import Enrolment
from zizhu.identification.domain.explain import for_officer, for_student, objection_hint, percent
from zizhu.identification.domain.lines import CutRules, Lines
from zizhu.identification.domain.lists import Listed, membership_of
from zizhu.identification.domain.reasons import GradeBasis, reason_of
from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import (
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.errors.judging import ApplicantUnknown

LINES = Lines(80, 60, 40)


def person(number: int) -> UUID:
    return UUID(int=number)


def inputs(*scores, guaranteed=(), set_aside=(), lines=LINES) -> CutInputs:
    forms = [
        CutForm(
            person(number),
            Purpose.APPLY,
            FillState.SUBMITTED,
            AuditState.REVIEWED,
            Difference.NORMAL,
            score,
            number in guaranteed,
        )
        for number, score in enumerate(scores, start=1)
    ]
    return CutInputs.gather(
        UUID(int=99),
        enrolment=Enrolment(1000, {"active": 1000}, 3),
        lines=lines,
        rules=CutRules(),
        forms=forms,
        set_aside=set_aside,
    )


def changed(cause: ChangeCause, grade=Grade.OTHER) -> GradeChange:
    return GradeChange(
        UUID(int=5),
        person(1),
        Standing(Grade.GENERAL, wants_grant=True),
        Standing(grade, wants_grant=True),
        cause,
        "同班同学反映其家庭收入较高",
        UUID(int=6),
        datetime(2025, 10, 9, tzinfo=UTC),
    )


def verdicts(raw, peer, rules=None, **facts):
    contenders = [
        Contender(person(n), a, None if b is None else Fraction(b), **facts)
        for n, (a, b) in enumerate(zip(raw, peer, strict=True), start=1)
    ]
    return compare(contenders, rules or RoundRules()).verdicts


class TestGrade:
    def test_tells_the_student_score_lines_grade_and_what_it_brings(self):
        why = reason_of(inputs(63), person(1), raw_score=63)
        assert for_student(why) == (
            "您的客观分数为63分。",
            "学校本次认定线：特别困难80分，一般困难60分，其他家庭经济困难40分。",
            "63分达到一般困难线60分，未达到特别困难线80分，认定为一般困难。",
            "可以申请国家助学金（二档）以及其他资助。",
        )

    @pytest.mark.parametrize(
        ("score", "said"),
        [
            (80, "80分达到特别困难线80分，认定为特别困难。"),
            (40, "40分达到其他家庭经济困难线40分，未达到一般困难线60分，认定为其他家庭经济困难。"),
            (39, "39分未达到其他家庭经济困难线40分，认定为不困难。"),
        ],
    )
    def test_places_a_score_between_the_lines(self, score, said):
        assert said in for_student(reason_of(inputs(score), person(1), raw_score=score))

    def test_tells_a_guaranteed_student_why_no_line_matters(self):
        why = reason_of(inputs(90, guaranteed={1}), person(1), raw_score=12)
        assert (why.basis, why.effective_score) == (GradeBasis.GUARANTEED, 90)
        said = " ".join(for_student(why))
        assert "不受分数线限制" in said
        assert "12分" in said
        assert "有效分数90分" in for_officer(why)[0]

    def test_keeps_the_schools_notes_and_objections_from_the_student(self):
        made = changed(ChangeCause.OBJECTION)
        why = reason_of(inputs(63), person(1), raw_score=63, changes=[made])
        said = " ".join(for_student(why))
        assert "经学校复核，您的认定等级为其他家庭经济困难。" in said
        assert "异议" not in said
        assert made.reason not in said
        assert made.reason in " ".join(for_officer(why))
        aside = inputs(63, set_aside=[SetAside(person(1), "等待家访结果")])
        why = reason_of(aside, person(1), raw_score=63)
        assert "等待家访结果" not in " ".join(for_student(why))
        assert "等待家访结果" in " ".join(for_officer(why))

    @pytest.mark.parametrize("cause", list(ChangeCause))
    def test_has_words_for_every_cause(self, cause):
        why = reason_of(inputs(63), person(1), raw_score=63, changes=[changed(cause)])
        assert why.grade is Grade.OTHER
        assert all(for_student(why))

    def test_shows_the_officer_the_share_of_every_line(self):
        why = reason_of(inputs(90, 85, 70, 50, 10, guaranteed={1}), person(3), raw_score=70)
        assert "特别困难80分，线上累计2人，占在校生1000人的0.20%" in for_officer(why)[1]
        assert why.digest in for_officer(why)[3]

    def test_knows_applicants_only(self):
        with pytest.raises(ApplicantUnknown):
            reason_of(inputs(63), person(2), raw_score=63)

    @given(scores=st.lists(st.integers(0, 90), min_size=1, max_size=20))
    def test_agrees_with_the_cut_and_names_no_number_but_the_students_own(self, scores):
        given_inputs = inputs(*scores)
        grades = cut(given_inputs).grades
        own = scores[0]
        why = reason_of(given_inputs, person(1), raw_score=own)
        assert why.grade is grades[person(1)]
        said = " ".join(for_student(why))
        assert {int(one) for one in re.findall(r"\d+", said)} <= {own, 80, 60, 40}
        assert f"认定为{grades[person(1)].label}" in said


class TestDifference:
    def test_shows_the_officer_the_arithmetic_of_the_source(self):
        peer = [19, 10, *range(18, 10, -1), *range(9, -1, -1)]
        (said,) = for_officer(verdicts(range(20, 0, -1), peer)[1])
        assert said == (
            "客观分第2名（2/20=10.00%），互评分第10名（10/20=50.00%），"
            "相差8名（8/20=40.00%），超过阈值25.00%，标记为异常。"
        )

    def test_says_about_where_a_share_is_not_exact(self):
        (said,) = for_officer(verdicts([3, 2, 1], [2, 3, 1])[0])
        assert "1/3=约33.33%" in said
        assert said.endswith("参与排名仅3人，人数过少，不判断异常。")

    def test_has_an_ending_for_every_cause(self):
        swapped = ([4, 3, 2, 1], [1, 4, 3, 2])
        cleared = ClearedScores(4, Fraction(1))
        endings = [
            for_officer(verdicts(*swapped)[1])[0],
            for_officer(verdicts(*swapped, is_guaranteed=True)[0])[0],
            for_officer(verdicts(*swapped, cleared=cleared)[0])[0],
            for_officer(verdicts([4], [None])[0])[0],
        ]
        said = ["未超过阈值25.00%", "不标记异常", "院系已确认测评无误", "不参与排名"]
        assert all(part in ending for part, ending in zip(said, endings, strict=True))

    @given(
        pairs=st.lists(st.tuples(st.integers(0, 90), st.integers(3, 15)), min_size=1, max_size=12)
    )
    def test_tells_every_student_the_same_and_no_number(self, pairs):
        said = {for_student(one) for one in verdicts(*zip(*pairs, strict=True))}
        assert len(said) == 1
        assert not re.search(r"\d|名次|异常|互评", " ".join(said.pop()))


class TestGrant:
    def listed(self, grade=Grade.GENERAL, **facts):
        return membership_of(Listed(person(1), grade, **({"wants_grant": True} | facts)))

    def test_names_the_tier(self):
        assert for_student(self.listed()) == ("您在国家助学金名单中，资助档次为二档。",)
        assert "一档" in for_officer(self.listed(Grade.SPECIAL))[0]

    def test_gives_every_reason_against_it(self):
        membership = self.listed(Grade.OTHER, wants_grant=False)
        assert for_student(membership) == (
            "您不在国家助学金名单中：您的认定等级不在国家助学金范围内，您没有申请国家助学金。",
        )
        assert "未列入国家助学金名单" in for_officer(membership)[0]


class TestObjectionHint:
    def test_names_the_last_full_day(self):
        said = objection_hint(day_start(date(2018, 8, 15)))
        assert "2018年8月14日24:00前" in said


class TestPercent:
    @pytest.mark.parametrize(
        ("part", "whole", "said"),
        [
            (8, 20, "40.00%"),
            (1, 3, "约33.33%"),
            (2, 3, "约66.67%"),
            (1, 8, "12.50%"),
            (1, 20_000, "约0.01%"),
            (0, 7, "0.00%"),
        ],
    )
    def test_rounds_half_up_and_says_so(self, part, whole, said):
        assert percent(part, whole) == said
