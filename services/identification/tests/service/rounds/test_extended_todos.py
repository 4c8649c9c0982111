"""To-dos show the end that an extension gives to whom it names, and nobody else."""

from datetime import datetime, timedelta

import pytest

BASE = "/api/v1/identification/campaigns"


@pytest.fixture
def extend(place, admin, one, machine):
    """Move the end of a phase for a class to twenty days from now; returns that end."""

    async def do(phase, class_id):
        until = machine.now() + timedelta(days=20)
        body = {
            "phase": phase, "reach": "class", "target_id": str(class_id),
            "until": until.isoformat(), "reason": "网络故障",
        }  # fmt: skip
        answer = await place.post(f"{BASE}/{one['id']}/extensions", admin, json=body)
        assert answer.status_code == 201, answer.text
        return until

    return do


@pytest.fixture
def due(announced):
    """The ends of one kind of to-do as they were told last, by student or class."""

    async def read(kind):
        told = [e.data for e in await announced("todo_changed") if e.data["kind"] == kind]
        return {
            one["address"]["student_id"] or one["address"]["place"]["class_id"]: (
                datetime.fromisoformat(one["due_at"])
            )
            for one in told
        }

    return read


@pytest.fixture
def another(applicant, one):
    """Make the applicant of another student of the round."""
    return lambda student_id: applicant(one, student_id)


class TestTodos:
    async def test_of_students_who_have_not_handed_in(self, me, another, extend, due, school):
        other = another(school.classes[1].students[0])
        for student in (me, other):
            await student.begin()
        before = await due("form_fill")
        until = await extend("filing", school.classes[0].class_id)
        after = await due("form_fill")
        assert after[str(me.student_id)] == until
        assert after[str(other.student_id)] == before[str(other.student_id)] < until

    async def test_of_reviewers_and_they_stay_so(self, me, another, extend, due, school):
        await me.file()
        class_id = school.classes[0].class_id
        until = await extend("review", class_id)
        assert (await due("form_review"))[str(class_id)] == until
        await another(school.classes[0].students[1]).file()
        assert (await due("form_review"))[str(class_id)] == until
