"""Printing slips, and the counsellor's list of who has activated."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.database import Transaction
from zizhu.common.errors import NotYetKnown
from zizhu.common.paging import DEFAULT_SIZE, MAX_SIZE, Page, page_of, read_position
from zizhu.common.problems import problems
from zizhu.common.web import AsDeptOrSchool, AsPlatformAdmin, AsStaff, Caller
from zizhu.identity.api.desk import TheDesk
from zizhu.identity.errors import (
    BeyondOwnScope,
    NoSuchAccount,
    NoSuchSchool,
    NoSuchStudent,
    TooManySlips,
)
from zizhu.identity.repository.register import find_school
from zizhu.identity.repository.students import StudentQuery, list_activations
from zizhu.identity.schemas.activation import (
    SlipOut,
    SlipsOut,
    StaffSlipsIn,
    StudentOut,
    StudentSlipsIn,
)
from zizhu.identity.service import slips as service

router = APIRouter(prefix="/api/v1/identity", tags=["slips"])


@router.post("/schools/{school_id}/slip", responses=problems(NoSuchSchool, NoSuchAccount))
async def print_school_slip(
    caller: AsPlatformAdmin, desk: TheDesk, school_id: UUID, response: Response
) -> SlipOut:
    """Print the slip of a school's own account: its first password, or a new one."""
    response.headers["cache-control"] = "no-store"
    async with caller.transaction("slip.issue", of="school", object_id=school_id) as tx:
        return SlipOut.of(await service.print_for_school(desk, tx, caller.principal, school_id))


@router.post("/accounts/slips", responses=problems(TooManySlips, NotYetKnown, BeyondOwnScope))
async def print_staff_slips(
    caller: AsDeptOrSchool, desk: TheDesk, given: StaffSlipsIn, response: Response
) -> SlipsOut:
    """Print slips for staff accounts below the caller; older slips of theirs are void."""
    response.headers["cache-control"] = "no-store"
    async with caller.transaction("slip.issue", of="account") as tx:
        printed = await service.print_for_staff(desk, tx, caller.principal, given.account_ids)
        code = await _school_code(tx, caller)
    return SlipsOut(slips=[SlipOut.of(one) for one in printed], school_code=code)


async def _school_code(tx: Transaction, caller: Caller) -> str:
    school_id = caller.principal.post.school_id
    school = await find_school(tx, school_id) if school_id else None
    return school.code if school else ""


@router.post("/students/slips", responses=problems(TooManySlips, NotYetKnown, NoSuchStudent))
async def print_student_slips(
    caller: AsStaff, desk: TheDesk, given: StudentSlipsIn, response: Response
) -> SlipsOut:
    """Print slips for some students, or for a class's who have neither account nor slip."""
    response.headers["cache-control"] = "no-store"
    if (given.student_ids is None) == (given.class_id is None):
        raise TooManySlips("请选择学生，或选择一个班级。")
    async with caller.transaction("slip.issue", of="student") as tx:
        if given.class_id is not None:
            printed, remaining = await service.print_for_class(
                desk, tx, caller.principal, given.class_id
            )
        else:
            ids = given.student_ids or []
            printed = await service.print_for_students(desk, tx, caller.principal, ids)
            remaining = 0
        code = await _school_code(tx, caller)
    slips = [SlipOut.of(one) for one in printed]
    return SlipsOut(slips=slips, school_code=code, remaining=remaining)


@router.get("/students")
async def list_students(
    caller: AsStaff,
    *,
    class_id: UUID | None = None,
    is_activated: bool | None = None,
    cursor: str | None = None,
    size: Annotated[int, Query(ge=1, le=MAX_SIZE)] = DEFAULT_SIZE,
) -> Page[StudentOut]:
    """List students inside the caller's scope: who activated, and when."""
    after = read_position(cursor) if cursor else None
    query = StudentQuery(class_id=class_id, is_activated=is_activated, after=after)
    async with caller.transaction() as tx:
        found = await list_activations(tx, caller.scope, query, limit=size + 1)
    return page_of(
        found, size, item=StudentOut.of, position=lambda one: (one.sort_key, str(one.id))
    )
