from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from zizhu.common.clock import day_start
from zizhu.common.workdays import Break, CalendarDays, PublicityEnd, publicity_end
from zizhu.identification.domain.publicity import (
    Event,
    Outcome,
    Publicity,
    PublicityState,
    confirm_end,
    on_clock,
    on_refused,
    on_released,
    on_taken_down,
    prepare,
    recount,
    require_outside_breaks,
    require_readable,
    restart,
    still_published_apart,
    supplement,
    withdraw,
)
from zizhu.identification.errors.filing import ReasonMissing
from zizhu.identification.errors.judging import (
    PublicityInBreak,
    PublicityNotOpen,
    PublicityNotReady,
    PublicityOver,
)

LIST, ROUND, STUDENT = UUID(int=1), UUID(int=2), UUID(int=3)
DAYS = CalendarDays({}, frozenset({2018}))
RELEASED_AT = datetime(2018, 8, 7, 1, 0, tzinfo=UTC)
END = day_start(date(2018, 8, 15))
S = PublicityState


def end_of(day: date) -> PublicityEnd:
    return publicity_end(day, DAYS)


def event(at=RELEASED_AT, attempt=1) -> Event:
    return Event(attempt, at)


def prepared() -> Publicity:
    return prepare(LIST, ROUND, "d1", now=RELEASED_AT - timedelta(days=1))


def running() -> Publicity:
    return on_released(prepared(), event(), end_of)[0]


def ended() -> Publicity:
    return on_clock(running(), END)[0]


def provisional() -> Publicity:
    unknown = CalendarDays({}, frozenset())
    return on_released(prepared(), event(), lambda day: publicity_end(day, unknown))[0]


def at_hours(hours: int) -> datetime:
    return RELEASED_AT + timedelta(hours=hours)


class TestPrepare:
    def test_freezes_the_list(self):
        assert prepared().state is S.PREPARED
        assert prepared().blocks_cut

    @pytest.mark.parametrize("first_day", [date(2018, 8, 1), date(2018, 8, 14)])
    def test_needs_a_confirmation_where_it_touches_a_break(self, first_day):
        """Released on 7 August it stands until the end of the 14th (domain.md 6)."""
        summer = Break(first_day, first_day + timedelta(days=20))
        with pytest.raises(PublicityInBreak, match="2018-08-14"):
            require_outside_breaks(RELEASED_AT, CalendarDays({}, frozenset({2018}), (summer,)))

    def test_needs_none_beside_a_break(self):
        later = Break(date(2018, 8, 15), date(2018, 8, 31))
        require_outside_breaks(RELEASED_AT, CalendarDays({}, frozenset({2018}), (later,)))


class TestOnReleased:
    def test_counts_from_publishing(self):
        one = running()
        assert (one.state, one.published_at) == (S.RUNNING, RELEASED_AT)
        assert one.ends_on == date(2018, 8, 15)
        assert one.ends_at == END

    def test_does_not_count_the_day_of_publishing_although_it_was_its_last_minute(self):
        late = datetime(2018, 8, 7, 15, 59, tzinfo=UTC)
        assert on_released(prepared(), event(late), end_of)[0].ends_on == date(2018, 8, 15)
        after_midnight = datetime(2018, 8, 7, 16, 0, tzinfo=UTC)
        moved = on_released(prepared(), event(after_midnight), end_of)[0]
        assert moved.ends_on == date(2018, 8, 16)

    def test_absorbs_a_second_release(self):
        again = on_released(running(), event(at_hours(30)), end_of)
        assert again == (running(), Outcome.ABSORBED)
        assert on_released(ended(), event(), end_of) == (ended(), Outcome.ABSORBED)

    def test_comes_after_a_refusal_that_was_mended(self):
        refused, _ = on_refused(prepared(), event())
        assert on_released(refused, event(), end_of)[0].state is S.RUNNING

    def test_ignores_a_release_that_arrives_after_its_withdrawal(self):
        down, _ = on_taken_down(prepared(), event(at_hours(5)))
        assert on_released(down, event(), end_of) == (down, Outcome.IGNORED)

    def test_knows_its_attempt(self):
        again = restart(withdraw(running(), now=at_hours(1), reason="更正"), "d2", now=at_hours(2))
        assert on_released(again, event(attempt=1), end_of) == (again, Outcome.IGNORED)
        assert on_released(again, event(attempt=3), end_of) == (again, Outcome.TOO_EARLY)
        assert on_released(again, event(attempt=2), end_of)[1] is Outcome.MOVED


class TestOnRefused:
    def test_refuses_what_waits_for_release(self):
        refused, outcome = on_refused(prepared(), event())
        assert (refused.state, outcome) == (S.REFUSED, Outcome.MOVED)
        assert not refused.blocks_cut
        assert on_refused(refused, event()) == (refused, Outcome.ABSORBED)

    def test_comes_too_late_for_what_was_released_since(self):
        assert on_refused(running(), event()) == (running(), Outcome.IGNORED)

    def test_knows_its_attempt(self):
        assert on_refused(prepared(), event(attempt=2))[1] is Outcome.TOO_EARLY


class TestOnTakenDown:
    def test_withdraws_before_the_end(self):
        down, outcome = on_taken_down(running(), event(END - timedelta(seconds=1)))
        assert (down.state, outcome) == (S.WITHDRAWN, Outcome.MOVED)
        assert on_taken_down(down, event()) == (down, Outcome.ABSORBED)

    def test_ends_at_the_end(self):
        down, outcome = on_taken_down(running(), event(END))
        assert (down.state, outcome) == (S.ENDED, Outcome.MOVED)
        assert on_taken_down(ended(), event(END)) == (ended(), Outcome.ABSORBED)

    def test_undoes_an_end_that_was_counted_in_ignorance(self):
        down, outcome = on_taken_down(ended(), event(at_hours(48)))
        assert (down.state, outcome) == (S.WITHDRAWN, Outcome.MOVED)

    def test_withdraws_what_has_no_certain_end(self):
        assert on_taken_down(provisional(), event(at_hours(9000)))[0].state is S.WITHDRAWN

    def test_knows_its_attempt(self):
        assert on_taken_down(prepared(), event(attempt=2))[1] is Outcome.TOO_EARLY


class TestOnClock:
    def test_ends_at_the_first_instant_of_the_expiry_day(self):
        assert on_clock(running(), END - timedelta(microseconds=1)) == (
            running(),
            Outcome.ABSORBED,
        )
        assert on_clock(running(), END)[0].state is S.ENDED
        assert on_clock(ended(), END) == (ended(), Outcome.ABSORBED)

    def test_never_ends_on_a_provisional_day(self):
        one = provisional()
        assert (one.state, one.ends_on) == (S.ANNOUNCED, date(2018, 8, 15))
        assert on_clock(one, at_hours(9000))[0].state is S.ANNOUNCED
        assert not one.is_over(at_hours(9000))


class TestRecount:
    def test_settles_the_end_when_the_year_is_loaded(self):
        settled, outcome = recount(provisional(), end_of)
        assert (settled.state, outcome) == (S.RUNNING, Outcome.MOVED)
        assert recount(settled, end_of) == (settled, Outcome.ABSORBED)

    def test_waits_while_the_year_stays_unknown(self):
        unknown = CalendarDays({}, frozenset())
        again = recount(provisional(), lambda day: publicity_end(day, unknown))
        assert again == (provisional(), Outcome.ABSORBED)


class TestConfirmEnd:
    def test_fixes_an_unknown_end_on_an_officers_word(self):
        one = confirm_end(provisional(), date(2018, 8, 16), reason="节假日通知")
        assert (one.state, one.ends_on) == (S.RUNNING, date(2018, 8, 16))

    def test_refuses_an_earlier_end_a_fixed_one_and_silence(self):
        with pytest.raises(PublicityNotReady, match="不能提前"):
            confirm_end(provisional(), date(2018, 8, 14), reason="节假日通知")
        with pytest.raises(PublicityNotReady):
            confirm_end(running(), date(2018, 8, 20), reason="节假日通知")
        with pytest.raises(ReasonMissing):
            confirm_end(provisional(), date(2018, 8, 16), reason="")


class TestRestart:
    def test_counts_the_days_anew_after_a_withdrawal(self):
        down = withdraw(running(), now=at_hours(96), reason="姓名有误")
        again = restart(down, "d2", now=at_hours(97))
        assert (again.attempt, again.digest, again.published_at) == (2, "d2", None)
        released = datetime(2018, 8, 13, 2, tzinfo=UTC)
        assert on_released(again, event(released, 2), end_of)[0].ends_on == date(2018, 8, 21)

    def test_needs_the_list_to_be_down(self):
        for one in (prepared(), running(), ended()):
            with pytest.raises(PublicityNotReady):
                restart(one, "d2", now=END)


class TestWithdraw:
    def test_needs_a_reason_and_a_list_that_is_up(self):
        down = withdraw(running(), now=at_hours(1), reason="更正")
        assert not down.blocks_cut
        with pytest.raises(ReasonMissing):
            withdraw(running(), now=at_hours(1), reason=" ")
        for over in (down, ended()):
            with pytest.raises(PublicityNotReady):
                withdraw(over, now=END, reason="更正")


class TestSupplement:
    def test_marks_the_row_and_starts_days_of_its_own(self):
        main, extra = supplement(
            running(), publicity_id=UUID(int=5), person_id=STUDENT, digest="d3", now=at_hours(50)
        )
        assert main.changed == {STUDENT}
        assert (main.digest, main.ends_on) == ("d1", date(2018, 8, 15))
        assert (extra.is_supplement, main.is_supplement) == (True, False)
        friday = datetime(2018, 8, 10, 2, tzinfo=UTC)
        extra, _ = on_released(extra, event(friday), end_of)
        assert extra.ends_on == date(2018, 8, 18)
        assert still_published_apart([extra], END) == {STUDENT}
        assert still_published_apart([extra], day_start(date(2018, 8, 18))) == frozenset()

    def test_waits_for_the_list_to_be_on_show(self):
        with pytest.raises(PublicityNotReady):
            supplement(
                prepared(),
                publicity_id=UUID(int=5),
                person_id=STUDENT,
                digest="d3",
                now=RELEASED_AT,
            )


class TestRequireReadable:
    def test_shows_the_list_while_it_runs_and_not_an_instant_longer(self):
        require_readable(running(), END - timedelta(microseconds=1))
        require_readable(provisional(), at_hours(9000))
        for one in (running(), ended()):
            with pytest.raises(PublicityOver):
                require_readable(one, END)

    def test_hides_what_is_not_up(self):
        down = withdraw(running(), now=at_hours(1), reason="更正")
        for one in (prepared(), down):
            with pytest.raises(PublicityNotOpen):
                require_readable(one, at_hours(2))
