"""Until when departments look into flags, and what telling them costs."""

from contextvars import ContextVar
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, update

from zizhu.common.auth import Role, ScopeRow
from zizhu.common.clock import business_day
from zizhu.common.ids import new_id
from zizhu.contracts.roster import BreaksChanged, SchoolBreak, Unit, UnitsChanged
from zizhu.identification.jobs.reminders import remind_offices
from zizhu.identification.models import FormRow

VISIT = {
    "visit": {
        "visitor": "周老师", "way": "home", "visited_on": "2026-09-07", "finding": "情况属实"
    }
}  # fmt: skip
# Ten working days inside the phase, which lasts from 7 September for 60 days.
BREAK = SchoolBreak(kind="summer", first_day=date(2026, 10, 12), last_day=date(2026, 10, 23))
COUNTED: ContextVar[list[str] | None] = ContextVar("counted", default=None)


@pytest.fixture
def flag(desk, opposed):
    """Calculate the class of the opposed rankings: one of them is flagged."""

    async def calculate():
        body = {"class_ids": [str(opposed[0].class_id)]}
        path = f"{desk.judged.path}/differences/calculate"
        answer = await desk.place.post(path, desk.headers, json=body)
        assert answer.json()["abnormal"] == 1, answer.text
        return opposed[1][0]

    return calculate


@pytest.fixture
def enter_break(feed, school):
    async def enter(*breaks, version=1):
        told = BreaksChanged(breaks=breaks)
        await feed(told, subject=school.id, version=version, school_id=school.id)

    return enter


@pytest.fixture
def due(announced):
    """The last day that the to-do of the department shows."""

    async def read():
        told = [e for e in await announced("todo_changed") if e.data["kind"] == "difference_clear"]
        end = datetime.fromisoformat(told[-1].data["due_at"])
        return business_day(end - timedelta(microseconds=1))

    return read


class TestDue:
    async def test_pauses_in_a_break_of_the_school(self, flag, enter_break, due):
        await enter_break(BREAK)
        await flag()
        assert await due() == date(2026, 11, 20)  # ten working days after 6 November

    async def test_is_the_phases_own_without_one(self, flag, due):
        await flag()
        assert await due() == date(2026, 11, 6)

    async def test_follows_a_break_that_is_entered_later(self, desk, flag, enter_break, due):
        await flag()
        await enter_break(BREAK)
        await remind_offices(desk.place.parts("identification"))
        assert await due() == date(2026, 11, 20)

    async def test_follows_an_extension(self, desk, flag, due, school):
        await flag()
        body = {
            "phase": "confirmation", "reach": "college", "target_id": str(school.college_id),
            "until": "2026-11-30T16:00:00Z", "reason": "因台风停课",
        }  # fmt: skip
        answer = await desk.place.post(f"{desk.judged.path}/extensions", desk.headers, json=body)
        assert answer.status_code == 201, answer.text
        assert await due() == date(2026, 11, 30)


class TestReturn:
    async def test_gives_three_working_days_outside_breaks(
        self, desk, opposed, enter_break, school, machine
    ):
        machine.advance(timedelta(days=61))  # Sunday 8 November, after every phase
        winter = SchoolBreak(
            kind="winter", first_day=date(2026, 11, 10), last_day=date(2026, 11, 16)
        )
        await enter_break(winter)
        desk.headers = desk.place.token(Role.DEPT, school.id, [ScopeRow(school.college_id)])
        path = f"/api/v1/identification/forms/{desk.judged.forms[opposed[1][0]]}"
        version = (await desk.place.get(path, desk.headers)).json()["version"]
        seen = {**desk.headers, "if-match": f'"{version}"'}
        answer = await desk.place.post(f"{path}/return", seen, json={"reason": "请核对收入"})
        assert answer.status_code == 200, answer.text
        listed = await desk.place.get(f"{desk.judged.path}/extensions", desk.headers)
        # Monday 9, then Tuesday 17 and Wednesday 18, to its end.
        assert [one["until"] for one in listed.json()] == ["2026-11-18T16:00:00Z"]


class TestCost:
    @pytest.fixture
    def count(self, desk):
        """Count the statements of what is done inside; those of timers and relays are not."""
        engine = desk.place.parts("identification").database.engine.sync_engine

        def note(_connection, _cursor, statement, *_):
            if (seen := COUNTED.get()) is not None:
                seen.append(statement)

        async def counted(act):
            seen = []
            token = COUNTED.set(seen)
            event.listen(engine, "before_cursor_execute", note)
            try:
                answer = await act()
            finally:
                event.remove(engine, "before_cursor_execute", note)
                COUNTED.reset(token)
            assert answer.status_code == 201, answer.text
            return len(seen)

        return counted

    @pytest.fixture
    def grow(self, feed, school):
        """Let the school have sixty colleges more, with a class each."""

        async def add():
            units = [
                Unit(
                    unit_id=unit_id, kind=kind, name=f"{kind}{number}", college_id=college_id,
                    year=2026 if kind == "class" else None, version=1,
                )
                for number in range(60)
                for college_id in [new_id()]
                for kind, unit_id in (("college", college_id), ("class", new_id()))
            ]  # fmt: skip
            told = UnitsChanged(entries=tuple(units))
            await feed(told, subject=school.id, version=2, school_id=school.id)

        return add

    async def test_of_a_visit_does_not_grow_with_the_school(self, desk, flag, dept, count, grow):
        async def look_into():
            path = f"{desk.judged.path}/applicants/{await flag()}/clear"
            return await count(lambda: desk.place.post(path, dept, json=VISIT))

        small = await look_into()
        await grow()
        async with desk.transaction() as tx:  # what was cleared is flagged anew by another score
            await tx.session.execute(
                update(FormRow).where(FormRow.raw_score == 50).values(raw_score=51)
            )
        assert await look_into() == small
