from fractions import Fraction

import pytest

from zizhu.identification.domain.extension import remove_applicant, withdraw_member
from zizhu.identification.domain.peer import (
    Sheet,
    is_complete,
    may_see_sheet,
    peer_score,
    require_unsealed,
    show_score,
)
from zizhu.identification.errors.judging import SheetSealed


class TestShowScore:
    def test_shows_two_scores_alike_that_are_no_tie(self):
        first, second = Fraction(19, 6), Fraction(111, 35)
        assert show_score(first) == show_score(second) == "3.17"
        assert first != second

    @pytest.mark.parametrize(
        ("score", "shown"),
        [
            (Fraction(13), "13.00"),
            (Fraction(1, 8), "0.13"),
            (Fraction(1001, 200), "5.01"),
            (Fraction(45, 4), "11.25"),
            (Fraction(2999, 200), "15.00"),
        ],
    )
    def test_rounds_half_up(self, score, shown):
        assert show_score(score) == shown


class TestPeerScore:
    def sheets(self, setup, totals):
        return [Sheet(task.task_id, total) for task, total in zip(setup.tasks, totals, strict=True)]

    def test_is_the_exact_mean(self, panels):
        setup, _ = panels.finish(panels.confirmed(members=6, applicants=1))
        score = peer_score(setup, panels.person(1), self.sheets(setup, [3, 3, 3, 3, 3, 4]))
        assert score == Fraction(19, 6)

    def test_does_not_exist_before_the_last_sheet(self, panels):
        setup = panels.confirmed(members=3, applicants=1)
        setup = panels.evaluate(setup, members=[101, 102], applicants=[1])
        assert peer_score(setup, panels.person(1), self.sheets(setup, [13, 9, 0])) is None

    def test_counts_the_finished_sheet_of_a_member_who_left(self, panels):
        setup = panels.confirmed(members=3, applicants=1)
        setup = panels.evaluate(setup, members=[101, 102], applicants=[1])
        classroom = panels.view(1, 3)
        for number in (101, 103):
            setup, _ = withdraw_member(
                setup,
                panels.person(number),
                classroom,
                by=panels.DEAN,
                now=panels.NOW,
                reason="因病",
            )
        score = peer_score(setup, panels.person(1), self.sheets(setup, [13, 9, 15]))
        assert score == 11

    def test_does_not_exist_while_a_sheet_is_not_at_hand(self, panels):
        setup, _ = panels.finish(panels.confirmed(members=2, applicants=1))
        assert peer_score(setup, panels.person(1), [Sheet(setup.tasks[0].task_id, 9)]) is None


class TestMaySeeSheet:
    def test_opens_all_sheets_about_an_applicant_with_the_last_one(self, panels):
        setup = panels.confirmed(members=2, applicants=2)
        setup = panels.evaluate(setup, members=[101], applicants=[1, 2])
        assert not any(may_see_sheet(setup, task.task_id) for task in setup.tasks)
        with pytest.raises(SheetSealed):
            require_unsealed(setup, setup.tasks[0].task_id)
        setup = panels.evaluate(setup, members=[102], applicants=[1])
        seen = {t.applicant_id for t in setup.tasks if may_see_sheet(setup, t.task_id)}
        assert seen == {panels.person(1)}
        require_unsealed(setup, setup.tasks[0].task_id)

    def test_never_opens_the_sheets_of_a_withdrawn_application(self, panels):
        setup, _ = panels.finish(panels.confirmed(members=2, applicants=1))
        setup, _ = remove_applicant(
            setup, panels.person(1), by=panels.DEAN, now=panels.NOW, reason="撤回"
        )
        assert not is_complete(setup, panels.person(1))
        assert not any(may_see_sheet(setup, task.task_id) for task in setup.tasks)
