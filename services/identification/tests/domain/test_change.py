from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from zizhu.common.clock import day_start
from zizhu.common.workdays import CalendarDays, publicity_end
from zizhu.identification.domain.change import (
    ChangeCause,
    Consequence,
    GradeChange,
    ListStage,
    Standing,
    make_change,
    stage_of,
    standing_changes,
    void_for_false_evidence,
)
from zizhu.identification.domain.cut_inputs import KeptGrade
from zizhu.identification.domain.publicity import Event, on_released, prepare, withdraw
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.filing import GradeUnchanged, NotCutYet, ReasonMissing
from zizhu.identification.errors.judging import GradeNotGivable, WishTooLate

NOW = datetime(2018, 8, 9, 2, 0, tzinfo=UTC)
STUDENT = UUID(int=3)
GENERAL, OTHER = Standing(Grade.GENERAL, wants_grant=True), Standing(Grade.OTHER, wants_grant=True)


def change(before=GENERAL, after=OTHER, **facts) -> tuple[GradeChange, Consequence]:
    usual = {
        "change_id": UUID(int=1),
        "cause": ChangeCause.CORRECTION,
        "reason": "收入核实有误",
        "stage": ListStage.PUBLISHED,
        "is_cut": True,
        "by": UUID(int=4),
        "now": NOW,
    }
    return make_change(STUDENT, before, after, **(usual | facts))


class TestMakeChange:
    def test_writes_the_line_of_the_log(self):
        made, _ = change(reason=" 收入核实有误 ")
        assert (made.before, made.after, made.reason) == (GENERAL, OTHER, "收入核实有误")
        assert (made.by, made.at) == (UUID(int=4), NOW)
        assert made.moves_grade

    @pytest.mark.parametrize(
        ("stage", "consequence"),
        [
            (ListStage.DRAWN, Consequence(False, False, False)),
            (ListStage.PREPARED, Consequence(True, False, False)),
            (ListStage.PUBLISHED, Consequence(False, True, False)),
            (ListStage.OVER, Consequence(False, True, False)),
            (ListStage.FINAL, Consequence(False, True, True)),
        ],
    )
    def test_says_what_follows_at_each_stage_of_the_list(self, stage, consequence):
        assert change(stage=stage)[1] == consequence

    def test_decides_a_form_that_was_set_aside(self):
        undecided = Standing(Grade.UNDECIDED, wants_grant=True)
        made, _ = change(undecided, GENERAL, cause=ChangeCause.SINGLE_DECISION)
        assert made.after == GENERAL

    def test_needs_a_cut_a_reason_and_a_difference(self):
        with pytest.raises(NotCutYet):
            change(is_cut=False)
        with pytest.raises(ReasonMissing):
            change(reason="")
        with pytest.raises(GradeUnchanged):
            change(GENERAL, GENERAL)

    def test_never_gives_undecided(self):
        with pytest.raises(GradeNotGivable):
            change(GENERAL, Standing(Grade.UNDECIDED, wants_grant=True))

    def test_takes_a_wish_until_publicity_ends(self):
        without = Standing(Grade.GENERAL, wants_grant=False)
        made, _ = change(without, GENERAL)
        assert not made.moves_grade
        for stage in (ListStage.OVER, ListStage.FINAL):
            with pytest.raises(WishTooLate):
                change(without, GENERAL, stage=stage)
        assert change(GENERAL, without, stage=ListStage.FINAL)[1].moves_payment


class TestVoidForFalseEvidence:
    def test_voids_score_and_grade_and_claims_money_back(self):
        voided = void_for_false_evidence(
            STUDENT,
            GENERAL,
            change_id=UUID(int=1),
            reason="证明系伪造",
            stage=ListStage.FINAL,
            was_paid=True,
            by=UUID(int=4),
            now=NOW,
        )
        assert voided.raw_score == 0
        assert voided.change.after.grade is Grade.NONE
        assert voided.change.cause is ChangeCause.FALSE_EVIDENCE
        assert voided.recovers_payment
        assert voided.consequence.moves_payment


class TestStageOf:
    def test_follows_the_publicity(self):
        days = CalendarDays({}, frozenset({2018}))
        released = datetime(2018, 8, 7, 1, 0, tzinfo=UTC)
        waiting = prepare(UUID(int=1), UUID(int=2), "d", now=released)
        shown, _ = on_released(waiting, Event(1, released), lambda day: publicity_end(day, days))
        down = withdraw(shown, now=NOW, reason="更正")

        def stage(main, now=NOW, *, is_final=False):
            return stage_of(main, is_final=is_final, now=now)

        assert stage(None) is ListStage.DRAWN
        assert stage(down) is ListStage.DRAWN
        assert stage(waiting) is ListStage.PREPARED
        assert stage(shown) is ListStage.PUBLISHED
        assert stage(shown, day_start(date(2018, 8, 15))) is ListStage.OVER
        assert stage(shown, is_final=True) is ListStage.FINAL


class TestStandingChanges:
    def made(self, person: int, grade: Grade, hours: int, before=GENERAL) -> GradeChange:
        one, _ = change(before, Standing(grade, wants_grant=True))
        return GradeChange(
            UUID(int=hours),
            UUID(int=person),
            one.before,
            one.after,
            one.cause,
            one.reason,
            one.by,
            NOW + timedelta(hours=hours),
        )

    def test_keeps_the_last_change_of_each_person(self):
        changes = [
            self.made(2, Grade.NONE, 3),
            self.made(1, Grade.NONE, 2),
            self.made(1, Grade.OTHER, 1),
        ]
        assert standing_changes(changes, reopened={}) == (
            KeptGrade(UUID(int=1), Grade.NONE),
            KeptGrade(UUID(int=2), Grade.NONE),
        )

    def test_forgets_what_a_reopening_opened_again(self):
        changes = [self.made(1, Grade.OTHER, 1), self.made(2, Grade.OTHER, 5)]
        reopened = {UUID(int=number): NOW + timedelta(hours=3) for number in (1, 2)}
        assert standing_changes(changes, reopened=reopened) == (
            KeptGrade(UUID(int=2), Grade.OTHER),
        )

    def test_knows_a_changed_wish_as_no_grade(self):
        without, _ = change(Standing(Grade.GENERAL, wants_grant=False), GENERAL)
        assert standing_changes([without], reopened={}) == ()
