"""The register moves, deletes and restores students in a running round, also at the same time."""

import asyncio

import pytest
from sqlalchemy import select

from zizhu.identification.models import FormRow, StudentRow


@pytest.fixture
def stored(parts, school):
    """The student's status and form, as the tables hold them."""

    async def read(student_id):
        async with parts.database.transaction(school.id) as tx:
            status = await tx.session.scalar(
                select(StudentRow.status).where(StudentRow.id == student_id)
            )
            form = await tx.session.scalar(select(FormRow).where(FormRow.student_id == student_id))
        return status, form

    return read


@pytest.fixture
def todos(announced):
    """The newest state of each to-do of a kind."""

    async def read(kind):
        found = {}
        for event in await announced("todo_changed"):
            if event.data["kind"] == kind:
                found[event.subject] = event.data
        return list(found.values())

    return read


@pytest.fixture
async def cut(me, one, draw_lines):
    """A round that was cut after the student had handed in."""
    await me.file()
    await draw_lines(one)


@pytest.fixture
def everyone(one, applicant, school):
    """Every student of the first class."""
    return [applicant(one, student_id) for student_id in school.classes[0].students]


class TestMove:
    async def test_takes_form_review_and_task_along(
        self, me, school, change_student, stored, todos
    ):
        await me.file()
        second = school.classes[1]
        await change_student(
            school, me.student_id, 2, college_id=second.college_id,
            major_id=second.major_id, class_id=second.class_id,
        )  # fmt: skip
        _, form = await stored(me.student_id)
        assert (form.class_id, form.fill) == (second.class_id, "submitted")
        by_class = {
            todo["address"]["place"]["class_id"]: todo for todo in await todos("form_review")
        }
        assert by_class[str(school.classes[0].class_id)]["is_open"] is False
        assert by_class[str(second.class_id)]["title"] == "2班有 1 份申请表待审核"

    async def test_changes_nothing_after_the_cut(self, cut, me, school, change_student, stored):
        second = school.classes[1]
        await change_student(school, me.student_id, 2, class_id=second.class_id)
        _, form = await stored(me.student_id)
        assert form.class_id == school.classes[0].class_id


class TestDelete:
    async def test_of_a_student_with_a_form_keeps_both_and_asks_the_school(
        self, me, school, change_student, stored, todos
    ):
        await me.file()
        await change_student(school, me.student_id, 2, status="deleted")
        status, form = await stored(me.student_id)
        assert (status, form.fill) == ("left", "submitted")
        (todo,) = await todos("student_deleted")
        assert (todo["address"]["role"], todo["is_open"]) == ("school_admin", True)
        assert me.name not in str(todo)

    async def test_of_a_student_without_one_is_a_tombstone(
        self, school, change_student, stored, todos
    ):
        student_id = school.classes[0].students[3]
        await change_student(school, student_id, 2, status="deleted")
        assert await stored(student_id) == ("deleted", None)
        assert await todos("student_deleted") == []

    async def test_undone_closes_the_question(self, me, school, change_student, stored, todos):
        await me.file()
        await change_student(school, me.student_id, 2, status="deleted")
        await change_student(school, me.student_id, 3, status="active")
        assert (await stored(me.student_id))[0] == "active"
        (todo,) = await todos("student_deleted")
        assert todo["is_open"] is False

    async def test_before_a_submission_refuses_it_and_keeps_the_draft(
        self, me, school, change_student, stored
    ):
        await me.begin()
        await change_student(school, me.student_id, 2, status="deleted")
        assert (await me.hand_in()).json()["code"] == "student_not_enrolled"
        status, form = await stored(me.student_id)
        assert (status, form.fill) == ("left", "filling")


class TestSameInstant:
    """Whichever comes first, a form is never without its student, nor lost."""

    async def test_begin_and_delete(self, everyone, school, change_student, stored):
        for student in everyone:
            student_id = student.student_id
            answer, _ = await asyncio.gather(
                student.begin(),
                change_student(school, student_id, 2, status="deleted"),
            )
            status, form = await stored(student_id)
            began = answer.status_code == 200
            assert (status, form is not None) == ("left" if began else "deleted", began)

    async def test_submit_and_delete(self, everyone, school, change_student, stored, todos):
        for student in everyone:
            student_id = student.student_id
            await student.begin()
            await student.save(purpose="panel_only")
            answer, _ = await asyncio.gather(
                student.hand_in(), change_student(school, student_id, 2, status="deleted")
            )
            status, form = await stored(student_id)
            handed_in = answer.status_code == 200
            assert (status, form.fill) == ("left", "submitted" if handed_in else "filling")
        assert len(await todos("student_deleted")) == 4
