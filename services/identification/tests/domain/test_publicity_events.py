"""Publicity under any order of events: late, doubled, refused, of another attempt."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from zizhu.common.workdays import CalendarDays, PublicityEnd, publicity_end
from zizhu.identification.domain.publicity import (
    Event,
    Publicity,
    PublicityState,
    on_clock,
    on_refused,
    on_released,
    on_taken_down,
    prepare,
)

RELEASED_AT = datetime(2018, 8, 7, 1, 0, tzinfo=UTC)
PREPARED = prepare(UUID(int=1), UUID(int=2), "d1", now=RELEASED_AT)


def end_of(day: date) -> PublicityEnd:
    return publicity_end(day, CalendarDays({}, frozenset({2018})))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["released", "refused", "down", "clock"]),
        st.integers(1, 3),
        st.integers(0, 400),
    ),
    max_size=12,
)


def move(publicity: Publicity, step) -> Publicity:
    kind, attempt, hours = step
    told = Event(attempt, RELEASED_AT + timedelta(hours=hours))
    if kind == "released":
        return on_released(publicity, told, end_of)[0]
    if kind == "refused":
        return on_refused(publicity, told)[0]
    if kind == "down":
        return on_taken_down(publicity, told)[0]
    return on_clock(publicity, told.at)[0]


class TestAnyOrderOfEvents:
    @given(steps=STEPS)
    def test_takes_every_event_twice_like_once(self, steps):
        once = twice = PREPARED
        for step in steps:
            once = move(once, step)
            twice = move(move(twice, step), step)
        assert once == twice

    @given(steps=STEPS)
    def test_is_moved_by_no_other_attempt(self, steps):
        ours = everybody = PREPARED
        for step in steps:
            everybody = move(everybody, step)
            # The clock knows no attempt, so it moves both.
            if step[1] == 1 or step[0] == "clock":
                ours = move(ours, step)
        assert ours == everybody

    @given(steps=STEPS)
    def test_never_ends_without_having_stood_its_days(self, steps):
        one = PREPARED
        for step in steps:
            one = move(one, step)
            if one.state is PublicityState.ENDED:
                assert one.published_at is not None
                assert one.ends_at is not None
                assert one.ends_at - one.published_at > timedelta(days=5)
            assert (one.published_at is None) or one.state in {
                PublicityState.RUNNING,
                PublicityState.ENDED,
                PublicityState.WITHDRAWN,
            }
