from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from zizhu.common.clock import day_start
from zizhu.common.workdays import CalendarDays, add_working_days, publicity_end
from zizhu.identification.domain.final import WaitCause, finalise
from zizhu.identification.domain.lists import Listed
from zizhu.identification.domain.objection import accept, answer, object_to, uphold, verify
from zizhu.identification.domain.publicity import Event, on_released, prepare, supplement, withdraw
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.judging import EntitledNotApplied, PublicityStillRunning

DAYS = CalendarDays({}, frozenset({2018}))
RELEASED = datetime(2018, 8, 7, 1, 0, tzinfo=UTC)
OVER = day_start(date(2018, 8, 15))


def end_of(day):
    return publicity_end(day, DAYS)


MAIN, _ = on_released(
    prepare(UUID(int=90), UUID(int=91), "d", now=RELEASED), Event(1, RELEASED), end_of
)


def listed(number: int, grade=Grade.GENERAL, **facts) -> Listed:
    return Listed(UUID(int=number), grade, **({"wants_grant": True} | facts))


def numbers(people) -> list[int]:
    return [one.person_id.int for one in people]


def objection(about: int):
    return object_to(
        MAIN,
        objection_id=UUID(int=50),
        about=UUID(int=about),
        by=UUID(int=51),
        text="与实际不符",
        now=RELEASED,
        working_day_after=lambda day, n: add_working_days(day, n, DAYS),
    )


class TestFinalise:
    def test_confirms_hardship_and_grants(self):
        people = [listed(1, Grade.SPECIAL), listed(2, wants_grant=False), listed(3, Grade.NONE)]
        final = finalise(people, main=MAIN, now=OVER)
        assert numbers(final.confirmed) == [1, 2]
        assert numbers(final.grants.members) == [1]
        assert (final.waiting, final.warnings) == ((), ())

    def test_waits_for_the_end_of_publicity(self):
        for main in (MAIN, withdraw(MAIN, now=RELEASED, reason="更正")):
            with pytest.raises(PublicityStillRunning):
                finalise([listed(1)], main=main, now=RELEASED)

    def test_leaves_out_the_student_of_an_open_objection_and_nobody_else(self):
        case = objection(1)
        people = [listed(1), listed(2)]
        final = finalise(people, main=MAIN, objections=[case], now=OVER)
        assert numbers(final.confirmed) == [2]
        assert numbers(final.grants.members) == [2]
        assert final.waiting[0].causes == (WaitCause.OBJECTION,)
        done = {"by": UUID(int=52), "now": OVER}
        case = uphold(verify(accept(case, **done), finding="已走访", **done), reason="属实", **done)
        case = answer(case, reply="维持", **done)
        again = finalise(people, main=MAIN, objections=[case], now=OVER)
        assert numbers(again.confirmed) == [1, 2]
        assert again.digest != final.digest

    def test_lets_a_changed_student_wait_for_their_own_five_days(self):
        main, extra = supplement(
            MAIN, publicity_id=UUID(int=92), person_id=UUID(int=1), digest="e", now=RELEASED
        )
        extra, _ = on_released(extra, Event(1, datetime(2018, 8, 10, 2, tzinfo=UTC)), end_of)
        people = [listed(1), listed(2)]
        final = finalise(people, main=main, supplements=[extra], now=OVER)
        assert [(one.person_id.int, one.causes) for one in final.waiting] == [
            (1, (WaitCause.SUPPLEMENT,))
        ]
        later = finalise(people, main=main, supplements=[extra], now=day_start(date(2018, 8, 18)))
        assert numbers(later.confirmed) == [1, 2]

    def test_lets_the_undecided_wait_and_the_departed_go(self):
        people = [listed(1, Grade.UNDECIDED), listed(2, has_left=True), listed(3)]
        final = finalise(people, main=MAIN, now=OVER)
        assert final.waiting[0].causes == (WaitCause.UNDECIDED,)
        assert final.left == (UUID(int=2),)
        assert numbers(final.confirmed) == [3]

    def test_needs_a_reason_while_entitled_students_did_not_apply(self):
        with pytest.raises(EntitledNotApplied, match="有1人"):
            finalise([listed(1)], main=MAIN, unapplied=[UUID(int=7)], now=OVER)
        final = finalise(
            [listed(1)], main=MAIN, unapplied=[UUID(int=7)], reason="已逐一联系", now=OVER
        )
        assert final.unapplied_reason == "已逐一联系"
        assert "1人" in final.warnings[0]

    def test_gives_the_same_digest_for_the_same_people(self):
        people = [listed(1, Grade.SPECIAL), listed(2)]
        one = finalise(people, main=MAIN, now=OVER)
        other = finalise(people[::-1], main=MAIN, now=OVER)
        assert one.digest == other.digest
