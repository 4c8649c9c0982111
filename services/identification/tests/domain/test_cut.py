from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zizhu.identification.domain.cut import compare_cuts, cut, require_not_published
from zizhu.identification.domain.cut_inputs import (
    CutForm,
    CutInputs,
    KeptGrade,
    OpenCase,
    SetAside,
    dump_inputs,
    open_cases,
    pool_of,
    read_inputs,
)
from zizhu.identification.domain.enrolment import Enrolment, state_official
from zizhu.identification.domain.lines import CutRules, Lines
from zizhu.identification.domain.vocabulary import (
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.errors.filing import DocumentUnreadable, ReasonMissing
from zizhu.identification.errors.judging import (
    ApplicantUnknown,
    CapExceeded,
    CutAfterPublicity,
    CutBlocked,
    EnrolmentMissing,
    LinesNotDescending,
)

ROUND = UUID(int=9)
ENROLMENT = Enrolment(100, {"active": 100, "suspended": 2}, register_version=12)
LINES = Lines(80, 60, 40)


def person(number: int) -> UUID:
    return UUID(int=number)


def form(number: int, score: int, **facts) -> CutForm:
    usual = {
        "purpose": Purpose.APPLY,
        "fill": FillState.SUBMITTED,
        "audit": AuditState.REVIEWED,
        "difference": Difference.NORMAL,
    }
    return CutForm(person(number), score=score, **(usual | facts))


def inputs(forms, **facts) -> CutInputs:
    usual = {"enrolment": ENROLMENT, "lines": LINES, "rules": CutRules()}
    return CutInputs.gather(ROUND, forms=forms, **(usual | facts))


def grades(result) -> list[Grade]:
    return list(result.grades.values())


class TestCut:
    def test_turns_scores_into_grades(self):
        result = cut(inputs([form(n, s) for n, s in enumerate([80, 79, 60, 59, 40, 39])]))
        assert grades(result) == [
            Grade.SPECIAL,
            Grade.GENERAL,
            Grade.GENERAL,
            Grade.OTHER,
            Grade.OTHER,
            Grade.NONE,
        ]
        assert result.counts[Grade.OTHER] == 2
        assert result.counts[Grade.UNDECIDED] == 0

    def test_forces_guaranteed_students_in_even_above_full_marks(self):
        forms = [form(1, 90, is_guaranteed=True), form(2, 90)]
        result = cut(inputs(forms, lines=Lines(91, 60, 40)))
        assert grades(result) == [Grade.SPECIAL, Grade.GENERAL]

    def test_gives_a_mere_panel_member_no_grade(self):
        forms = [form(1, 80, purpose=Purpose.PANEL_ONLY), form(2, 80)]
        assert cut(inputs(forms)).grades.keys() == {person(2)}

    @pytest.mark.parametrize("fill", [FillState.FILLING, FillState.WITHDRAWN])
    def test_knows_no_form_that_was_never_or_no_longer_handed_in(self, fill):
        forms = [form(1, 80, fill=fill, audit=AuditState.UNREVIEWED), form(2, 80)]
        assert cut(inputs(forms)).grades.keys() == {person(2)}

    def test_refuses_with_the_list_of_open_forms(self):
        forms = [
            form(1, 80, audit=AuditState.UNREVIEWED),
            form(2, 80, fill=FillState.RETURNED, audit=AuditState.UNREVIEWED),
            form(3, 80, difference=Difference.ABNORMAL),
            form(4, 80, difference=Difference.UNCOMPUTED),
            form(5, 80, difference=Difference.TOO_FEW),
        ]
        with pytest.raises(CutBlocked) as refusal:
            cut(inputs(forms))
        assert refusal.value.facts["open_cases"] == {
            "unreviewed": [str(person(1)), str(person(2))],
            "open_abnormal": [str(person(3))],
            "uncomputed": [str(person(4))],
        }
        assert len(refusal.value.errors) == 4
        assert "尚未审核2份" in refusal.value.detail

    def test_leaves_forms_set_aside_undecided(self):
        forms = [form(1, 80, difference=Difference.ABNORMAL), form(2, 80)]
        result = cut(inputs(forms, set_aside=[SetAside(person(1), "等待家访")]))
        assert result.grades == {person(1): Grade.UNDECIDED, person(2): Grade.SPECIAL}
        assert result.set_aside[0].reason == "等待家访"

    def test_sets_nobody_aside_without_a_reason_or_an_application(self):
        with pytest.raises(ReasonMissing):
            cut(inputs([form(1, 80)], set_aside=[SetAside(person(1), " ")]))
        with pytest.raises(ApplicantUnknown):
            cut(inputs([form(1, 80)], set_aside=[SetAside(person(2), "等待家访")]))

    def test_applies_earlier_changes_again_and_lists_them(self):
        forms = [
            form(1, 30, audit=AuditState.CHANGED),
            form(2, 80, audit=AuditState.CHANGED, difference=Difference.ABNORMAL),
        ]
        kept = [KeptGrade(person(1), Grade.GENERAL), KeptGrade(person(2), Grade.NONE)]
        result = cut(inputs(forms, kept=[*kept, KeptGrade(person(3), Grade.NONE)]))
        assert result.grades == {person(1): Grade.GENERAL, person(2): Grade.NONE}
        assert [(one.by_lines, one.kept) for one in result.reapplied] == [
            (Grade.NONE, Grade.GENERAL),
            (Grade.SPECIAL, Grade.NONE),
        ]
        assert result.counts[Grade.SPECIAL] == 0

    def test_calls_ties_and_gathers_warnings(self):
        enrolment = state_official(ENROLMENT, 90, reason="教务口径", document="文件")
        result = cut(inputs([form(n, 80) for n in range(1, 7)], enrolment=enrolment))
        assert result.ties[0].students == 6
        assert any("相差10人" in warning for warning in result.warnings)
        assert any("特别困难6人" in warning for warning in result.warnings)

    def test_refuses_lines_that_rise_exceed_or_divide_by_nobody(self):
        with pytest.raises(LinesNotDescending):
            cut(inputs([form(1, 80)], lines=Lines(60, 80, 40)))
        with pytest.raises(CapExceeded):
            cut(inputs([form(n, 45) for n in range(26)]))
        with pytest.raises(EnrolmentMissing):
            cut(inputs([form(1, 80)], enrolment=Enrolment(0, {}, 12)))

    def test_follows_the_worked_example(self):
        forms = [form(n, 90, is_guaranteed=True) for n in range(400)]
        forms += [form(1000 + n, 89) for n in range(100)]
        forms += [form(2000 + n, 70) for n in range(1500)]
        forms += [form(4000 + n, 50) for n in range(2500)]
        forms += [form(7000 + n, 30) for n in range(500)]
        result = cut(
            inputs(forms, enrolment=Enrolment(10000, {"active": 10000}, 1), lines=Lines(89, 70, 50))
        )
        assert [result.counts[grade] for grade in list(Grade)[1:]] == [500, 1500, 2500, 500]
        assert result.warnings == ()


class TestOpenCases:
    def test_leaves_decided_people_out(self):
        forms = [form(1, 80, audit=AuditState.UNREVIEWED), form(2, 1, purpose=Purpose.PANEL_ONLY)]
        assert open_cases(forms)[OpenCase.UNREVIEWED] == (person(1),)
        assert open_cases(forms, decided=[person(1)])[OpenCase.UNREVIEWED] == ()


class TestPoolOf:
    def test_counts_reviewed_applications_without_an_open_flag(self):
        forms = [
            form(1, 90, is_guaranteed=True),
            form(2, 50),
            form(3, 60),
            form(4, 70, audit=AuditState.UNREVIEWED),
            form(5, 71, difference=Difference.ABNORMAL),
            form(6, 72, purpose=Purpose.PANEL_ONLY),
            form(7, 73),
        ]
        pool = pool_of(forms, [SetAside(person(7), "等待家访")])
        assert (pool.guaranteed, pool.scores) == (1, (60, 50))


class TestCutInputs:
    def test_reads_back_to_the_same_cut(self):
        given_inputs = inputs(
            [form(1, 80), form(2, 50, is_guaranteed=True), form(3, 45)],
            enrolment=state_official(ENROLMENT, 101, reason="教务口径", document="文件"),
            set_aside=[SetAside(person(3), "等待家访")],
            kept=[KeptGrade(person(1), Grade.OTHER)],
        )
        again = read_inputs(dump_inputs(given_inputs))
        assert again == given_inputs
        assert cut(again) == cut(given_inputs)

    def test_refuses_what_is_no_cut(self):
        with pytest.raises(DocumentUnreadable):
            read_inputs({"campaign_id": "x"})

    def test_changes_its_digest_with_anything_that_matters(self):
        base = inputs([form(1, 80)])
        others = [
            inputs([form(1, 81)]),
            inputs([form(2, 80)]),
            inputs([form(1, 80)], lines=Lines(80, 60, 41)),
            inputs([form(1, 80)], rules=CutRules(min_score=15)),
            inputs([form(1, 80)], enrolment=replace(ENROLMENT, register_version=13)),
            inputs([form(1, 80)], set_aside=[SetAside(person(1), "等待家访")]),
            inputs([form(1, 80)], kept=[KeptGrade(person(1), Grade.OTHER)]),
        ]
        assert len({base.digest, *(one.digest for one in others)}) == 8

    @given(scores=st.lists(st.integers(0, 39), max_size=30), order=st.randoms())
    def test_does_not_depend_on_the_order_of_the_forms(self, scores, order):
        forms = [form(number, score) for number, score in enumerate(scores)]
        shuffled = list(forms)
        order.shuffle(shuffled)
        one, other = inputs(forms), inputs(shuffled)
        assert one.digest == other.digest
        assert cut(one) == cut(other)


class TestRequireNotPublished:
    def test_allows_new_lines_until_publicity_starts(self):
        require_not_published(is_published=False)
        with pytest.raises(CutAfterPublicity):
            require_not_published(is_published=True)


class TestCompareCuts:
    def test_names_everybody_who_moved(self):
        earlier = cut(inputs([form(1, 80), form(2, 50), form(3, 50)]))
        later = cut(inputs([form(1, 80), form(2, 50), form(4, 50)], lines=Lines(81, 60, 40)))
        compared = compare_cuts(earlier, later)
        assert [(one.person_id, one.before, one.after) for one in compared.moved] == [
            (person(1), Grade.SPECIAL, Grade.GENERAL),
            (person(3), Grade.OTHER, None),
            (person(4), None, Grade.OTHER),
        ]
        assert compared.lines == (LINES, Lines(81, 60, 40))
        assert not compared.is_same_input

    def test_finds_nothing_between_a_cut_and_itself(self):
        one = cut(inputs([form(1, 80)]))
        assert compare_cuts(one, one).moved == ()
        assert compare_cuts(one, one).is_same_input
