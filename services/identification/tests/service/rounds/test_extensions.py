"""Later ends: extensions for many, 补报 for one; and what the offices are reminded of."""

from datetime import timedelta
from uuid import UUID

import pytest

from zizhu.common.ids import new_id
from zizhu.common.resync import resync
from zizhu.identification.jobs.reminders import remind_offices
from zizhu.identification.service.republish import REPUBLISHERS

BASE = "/api/v1/identification/campaigns"


@pytest.fixture
def extend(place, admin, one, machine):
    async def do(what="extensions", days=20, **body):
        until = (machine.now() + timedelta(days=days)).isoformat()
        body = {"until": until, "reason": "网络故障"} | body
        return await place.post(f"{BASE}/{one['id']}/{what}", admin, json=body)

    return do


class TestExtend:
    @pytest.mark.parametrize("reach", ["school", "college", "class", "person"])
    async def test_moves_the_end_for_whom_it_names(self, extend, school, me, shift, reach):
        first = school.classes[0]
        target_id = {
            "school": school.id,
            "college": first.college_id,
            "class": first.class_id,
            "person": me.student_id,
        }[reach]
        done = await extend(phase="filing", reach=reach, target_id=str(target_id))
        assert done.status_code == 201
        await shift(15)
        assert (await me.begin()).status_code == 200

    async def test_leaves_everybody_else_outside(self, extend, school, applicant, one, shift):
        class_id = str(school.classes[0].class_id)
        await extend(phase="filing", reach="class", target_id=class_id)
        await shift(15)
        other = applicant(one, school.classes[1].students[0])
        assert (await other.begin()).json()["code"] == "filing_closed"

    @pytest.mark.parametrize("reach", ["school", "college", "class", "person"])
    async def test_does_not_know_a_foreign_target(self, extend, reach):
        answer = await extend(phase="filing", reach=reach, target_id=str(new_id()))
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")

    async def test_needs_a_reason_and_a_later_end(self, extend, school):
        base = {"phase": "filing", "reach": "school", "target_id": str(school.id)}
        assert (await extend(**base, reason="")).json()["code"] == "reason_missing"
        assert (await extend(**base, days=2)).json()["code"] == "extension_useless"

    async def test_is_listed(self, extend, place, counselor, one, school):
        await extend(phase="review", reach="school", target_id=str(school.id))
        (item,) = (await place.get(f"{BASE}/{one['id']}/extensions", counselor)).json()
        assert (item["phase"], item["reason"]) == ("review", "网络故障")


class TestLateFiling:
    async def test_opens_one_persons_path(self, extend, me, shift):
        await shift(15)
        assert (await me.begin()).json()["code"] == "filing_closed"
        done = await extend("late-filings", student_id=str(me.student_id))
        assert done.json()["kind"] == "late_filing"
        assert (await me.file())["fill"] == "submitted"

    async def test_is_useless_while_the_window_is_open(self, extend, me):
        answer = await extend("late-filings", student_id=str(me.student_id))
        assert answer.json()["code"] == "extension_useless"

    async def test_is_refused_for_a_form_that_was_handed_in(self, extend, me, shift):
        await me.file()
        await shift(15)
        answer = await extend("late-filings", student_id=str(me.student_id))
        assert answer.json()["code"] == "form_state_forbids"

    async def test_does_not_know_a_foreign_student(self, extend, shift):
        await shift(15)
        answer = await extend("late-filings", student_id=str(new_id()))
        assert (answer.status_code, answer.json()["code"]) == (409, "not_yet_known")


class TestRemind:
    @pytest.fixture
    def remind(self, parts, announced):
        async def do():
            await remind_offices(parts)
            return [
                (event.data["title"], event.data["is_open"])
                for event in await announced("todo_changed")
            ]

        return do

    async def test_says_three_days_and_one_day_before(self, remind, one, shift):
        # Filing ends with Thursday 17 September; Monday the 14th has three working days left.
        assert await remind() == []
        await shift(6)
        assert await remind() == [("秋季认定：填报将在 3 个工作日内结束", True)]
        await shift(8)
        assert (await remind())[-1] == ("秋季认定：填报将在 1 个工作日内结束", True)
        await shift(10)
        assert ("秋季认定：填报将在 1 个工作日内结束", False) in await remind()

    async def test_says_it_once(self, remind, one, shift):
        await shift(6)
        assert await remind() == await remind()

    async def test_tells_students_whose_form_is_unfinished(self, remind, me, shift):
        await me.begin()
        await shift(6)
        titles = [title for title, _ in await remind()]
        assert "申请表尚未提交（将在 3 个工作日内截止）" in titles


class TestRepublish:
    async def test_states_todos_and_uses_once_more(self, me, parts, announced):
        await me.file()
        before = {(one.type, one.subject): one.version for one in await announced()}
        assert await resync(parts, REPUBLISHERS, to="notification") == 3
        again = (await announced())[-3:]
        assert {(one.type, one.subject): one.version for one in again}.items() <= before.items()
        assert {UUID(one.subject) for one in again}
