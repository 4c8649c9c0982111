"""Phase dates hold for panels over HTTP, with the extensions that move them."""

from datetime import datetime, timedelta

import pytest

from zizhu.common.auth import Role
from zizhu.identification.domain.vocabulary import Purpose

FAR = timedelta(days=61)  # past the end of every phase of these rounds


@pytest.fixture
async def at_work(desk, seated):
    home, applicants, members = seated
    panel = await desk.confirmed(home.class_id, members, applicants)
    return panel, applicants, members


@pytest.fixture
def late(desk, place, school, machine, as_student):
    """Let every phase end; who acts signs in again."""

    class Late:
        def __init__(self):
            machine.advance(FAR)
            desk.headers = place.token(Role.SCHOOL_ADMIN, school.id)

        def member(self, member):
            return as_member(desk, member)

        async def extend(self, reach, target):
            await extend(desk, reach, target, machine.now() + timedelta(days=2))

    return Late


def as_member(desk, member):
    school_id = desk.judged.school.id
    return desk.place.token(
        Role.STUDENT, school_id, student_id=member, account_id=member, post_id=member
    )


async def extend(desk, reach, target, until):
    body = {
        "phase": "evaluation", "reach": reach, "target_id": str(target),
        "until": until.isoformat(), "reason": "因台风停课",
    }  # fmt: skip
    answer = await desk.place.post(f"{desk.judged.path}/extensions", desk.headers, json=body)
    assert answer.status_code == 201, answer.text


class TestHandIn:
    async def test_is_refused_after_the_phase_and_opened_by_an_extension(
        self, desk, at_work, late, seated
    ):
        _, _, members = at_work
        after = late()
        headers = after.member(members[0])
        tasks = await desk.tasks(headers)
        answer = await desk.hand_in(headers, tasks)
        assert (answer.status_code, answer.json()["code"]) == (410, "evaluation_closed")
        await after.extend("class", seated[0].class_id)
        assert (await desk.hand_in(headers, tasks)).json() == {"count": 2}

    async def test_an_extension_for_one_applicant_opens_the_sheets_about_them(
        self, desk, at_work, late
    ):
        _, applicants, members = at_work
        after = late()
        await after.extend("person", applicants[0])
        headers = after.member(members[0])
        answers = [await desk.hand_in(headers, [task]) for task in await desk.tasks(headers)]
        assert sorted(answer.status_code for answer in answers) == [200, 410]


class TestConfirm:
    async def test_is_refused_after_the_phase(self, desk, seated, late):
        home, applicants, members = seated
        panel = (await desk.open(home.class_id)).json()
        await desk.choose(panel, members, applicants)
        after = late()
        answer = await desk.act(panel, "confirm")
        assert (answer.status_code, answer.json()["code"]) == (410, "evaluation_closed")
        await after.extend("class", home.class_id)
        assert (await desk.act(panel, "confirm")).status_code == 200


class TestExtend:
    async def test_gives_members_time_for_who_is_added_after_the_phase(
        self, desk, judged, put_forms, school, late
    ):
        first, second, third, fourth = school.classes[0].students
        await put_forms(judged, {first: 50})
        sits = {"wants_grant": False}
        await put_forms(judged, {third: sits, fourth: sits}, purpose=Purpose.PANEL_ONLY)
        panel = await desk.confirmed(school.classes[0].class_id, [third, fourth], [first])
        after = late()
        await put_forms(judged, {second: 40})
        body = {"members": [], "applicants": [str(second)], "reason": "补报后补充评议"}
        assert (await desk.act(panel, "extend", body)).status_code == 200
        headers = after.member(third)
        answers = [await desk.hand_in(headers, [task]) for task in await desk.tasks(headers)]
        # Nobody extended the one who was there from the beginning.
        assert sorted(answer.status_code for answer in answers) == [200, 410]
        listed = await desk.place.get(f"{judged.path}/extensions", desk.headers)
        (more,) = listed.json()
        assert (more["kind"], more["target_id"]) == ("added", str(second))


class TestTodos:
    @pytest.fixture
    def due_of(self, announced):
        async def read(member):
            told = [
                event.data
                for event in await announced("todo_changed")
                if event.data["kind"] == "panel_evaluate"
                and event.data["address"]["student_id"] == str(member)
            ]
            return datetime.fromisoformat(told[-1]["due_at"]), told[-1]["is_open"]

        return read

    async def test_show_the_end_that_an_extension_gives(self, desk, at_work, late, due_of, machine):
        _, _, members = at_work
        end, is_open = await due_of(members[0])
        after = late()
        assert (end < machine.now(), is_open) == (True, True)
        await after.extend("class", desk.judged.school.classes[0].class_id)
        for member in members:
            assert await due_of(member) == (machine.now() + timedelta(days=2), True)

    async def test_show_the_first_end_that_is_ahead(self, desk, at_work, due_of):
        """One applicant is extended: the end of the other counts first, then theirs."""
        _, applicants, members = at_work
        phase_end, _ = await due_of(members[0])
        until = phase_end + timedelta(days=9)
        await extend(desk, "person", applicants[0], until)
        assert await due_of(members[0]) == (phase_end, True)
        headers = as_member(desk, members[0])
        others = [
            task
            for task in await desk.tasks(headers)
            if task["name"] != desk.judged.school.states[applicants[0]].name
        ]
        assert (await desk.hand_in(headers, others)).status_code == 200
        assert await due_of(members[0]) == (until, True)
