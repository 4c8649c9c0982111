"""What the school account does to students one by one: status, contact, delete and its undoing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import APIRouter

from zizhu.common.ids import new_id
from zizhu.common.problems import problems
from zizhu.common.web import AsSchoolAdmin, Caller, SeenVersion
from zizhu.roster.domain.student import Act, Student, StudentStatus
from zizhu.roster.errors.schools import NoSuchSchool
from zizhu.roster.errors.students import (
    NoSuchStudent,
    NothingChanged,
    PersonEnteredAgain,
    StatusUnchanged,
    StudentDeleted,
    StudentInUse,
    StudentInvalid,
    StudentNotDeleted,
)
from zizhu.roster.schemas.students import (
    ContactIn,
    DeleteIn,
    DeletionsOut,
    StatusIn,
    StudentOut,
)
from zizhu.roster.service import students as service
from zizhu.roster.service.students import Desk, Wanted
from zizhu.roster.service.view import view_all

router = APIRouter(prefix="/api/v1/roster", tags=["students"])


@asynccontextmanager
async def _desk(caller: Caller, action: str, student_id: UUID | str) -> AsyncIterator[Desk]:
    async with caller.transaction(action, of="student", object_id=student_id) as tx:
        yield Desk(tx, caller.parts.keys, caller.scope)


async def _shown(desk: Desk, student: Student) -> StudentOut:
    (view,) = await view_all(desk.tx, desk.keys, [student])
    return StudentOut.of(view)


@router.post("/students/delete", responses=problems(NoSuchSchool))
async def delete_students(caller: AsSchoolAdmin, chosen: DeleteIn) -> DeletionsOut:
    """Delete up to 500 students; those in use elsewhere or changed since are named and left."""
    async with _desk(caller, "student.delete", "") as desk:
        done = await service.delete_students(desk, {one.id: one.version for one in chosen.students})
    return DeletionsOut.of(done)


@router.patch(
    "/students/{student_id}",
    responses=problems(NoSuchSchool, NoSuchStudent, StudentInvalid, StudentDeleted, NothingChanged),
)
async def edit_contact(
    caller: AsSchoolAdmin, student_id: UUID, seen: SeenVersion, contact: ContactIn
) -> StudentOut:
    """Write phone and student number, which students fill in later."""
    async with _desk(caller, "student.contact", student_id) as desk:
        student = await desk.hold(student_id, seen)
        wanted = Wanted(**contact.model_dump(exclude_unset=True))
        after = await service.edit_contact(desk, student, wanted)
        return await _shown(desk, after)


@router.post(
    "/students/{student_id}/status",
    responses=problems(NoSuchSchool, NoSuchStudent, StudentDeleted, StatusUnchanged),
)
async def change_status(
    caller: AsSchoolAdmin, student_id: UUID, seen: SeenVersion, wanted: StatusIn
) -> StudentOut:
    """Suspend a student, let them leave, or take them back; the reason stays in the history."""
    async with _desk(caller, "student.status", student_id) as desk:
        student = await desk.hold(student_id, seen)
        act = Act(new_id(), caller.now, wanted.reason, caller.principal.account_id)
        after = await service.change_status(desk, student, StudentStatus(wanted.status), act)
        return await _shown(desk, after)


@router.delete(
    "/students/{student_id}",
    responses=problems(NoSuchSchool, NoSuchStudent, StudentDeleted, StudentInUse),
)
async def delete_student(caller: AsSchoolAdmin, student_id: UUID, seen: SeenVersion) -> StudentOut:
    """Delete a student whom nobody else needs; it can be undone."""
    async with _desk(caller, "student.delete", student_id) as desk:
        student = await desk.hold(student_id, seen)
        return await _shown(desk, await service.delete_student(desk, student))


@router.post(
    "/students/{student_id}/restore",
    responses=problems(NoSuchSchool, NoSuchStudent, StudentNotDeleted, PersonEnteredAgain),
)
async def restore_student(caller: AsSchoolAdmin, student_id: UUID, seen: SeenVersion) -> StudentOut:
    """Undo a deletion."""
    async with _desk(caller, "student.restore", student_id) as desk:
        student = await desk.hold(student_id, seen)
        return await _shown(desk, await service.restore_student(desk, student))
