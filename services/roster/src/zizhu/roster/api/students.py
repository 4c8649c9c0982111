"""The register as staff read it: lists, search, one student, the tree, exports, plain values."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from zizhu.common.exports.asked import Request
from zizhu.common.exports.routes import ExportOut, ask_export
from zizhu.common.jobroutes import Cursor, Size, uuid_after
from zizhu.common.paging import DEFAULT_SIZE, Page, page_of
from zizhu.common.problems import problems
from zizhu.common.web import AsStaff, Caller
from zizhu.roster.domain.branches import grow_branches
from zizhu.roster.domain.search import StudentFilter
from zizhu.roster.domain.student import StudentStatus
from zizhu.roster.errors.students import NoSuchStudent, NothingToShow
from zizhu.roster.repository import students as repository
from zizhu.roster.repository.register import load_tree
from zizhu.roster.schemas.students import (
    BranchOut,
    ExportIn,
    MoveOut,
    RevealIn,
    RevealOut,
    SearchIn,
    StudentOut,
)
from zizhu.roster.service import students as service
from zizhu.roster.service.exports import EXPORT, SHEET
from zizhu.roster.service.students import Desk
from zizhu.roster.service.view import StudentView, search_filter, view_all

router = APIRouter(prefix="/api/v1/roster", tags=["students"])

NO_FILTER = {"reason", "is_plain"}


def filter_of(
    *,
    text: Annotated[str | None, Query(max_length=60)] = None,
    college_id: UUID | None = None,
    year: int | None = None,
    major_id: UUID | None = None,
    class_id: UUID | None = None,
    status: StudentStatus | None = None,
) -> StudentFilter:
    """Read the filters of a list from its address, where no number that names a person stands."""
    return StudentFilter(text, college_id, year, major_id, class_id, status)


Filter = Annotated[StudentFilter, Depends(filter_of)]


async def _page(
    caller: Caller, wanted: StudentFilter, cursor: str | None, size: int
) -> Page[StudentOut]:
    after = uuid_after(cursor)
    async with caller.transaction() as tx:
        found = await repository.list_students(
            tx, caller.scope, wanted, after=after, limit=size + 1
        )
        total = await repository.count_students(tx, caller.scope, wanted)
        views = await view_all(tx, caller.parts.keys, found)
    return page_of(views, size, item=StudentOut.of, position=_position, total=total)


def _position(view: StudentView) -> tuple[str]:
    return (str(view.student.id),)


@router.get("/tree")
async def get_tree(caller: AsStaff) -> list[BranchOut]:
    """Show the caller's part of the tree: colleges, years, majors, classes, with counts."""
    async with caller.transaction() as tx:
        counts = await repository.count_by_place(tx, caller.scope)
        tree = await load_tree(tx)
    return [BranchOut.of(branch) for branch in grow_branches(counts, tree.units)]


@router.get("/students")
async def list_students(
    caller: AsStaff, wanted: Filter, cursor: Cursor = None, size: Size = DEFAULT_SIZE
) -> Page[StudentOut]:
    """List students of the caller's scope by the reading of their names."""
    return await _page(caller, wanted, cursor, size)


@router.post("/students/search")
async def search_students(caller: AsStaff, search: SearchIn) -> Page[StudentOut]:
    """List students by name, student number, or a whole document number or phone.

    A number that names a person travels in the body, because addresses are logged.
    """
    wanted = StudentFilter(**search.model_dump(exclude={"cursor", "size"}))
    if search.text:
        wanted = search_filter(caller.parts, search.text, wanted)
    return await _page(caller, wanted, search.cursor, search.size)


@router.post("/students/export", status_code=202, response_model=ExportOut)
async def export_students(caller: AsStaff, export: ExportIn) -> Response:
    """Queue a workbook of exactly what the filters find. Numbers are masked unless `is_plain`;
    a workbook with plain numbers is locked with a password.
    """
    request = Request(
        SHEET, export.reason, export.model_dump(mode="json", exclude=NO_FILTER), export.is_plain
    )
    return await ask_export(caller, EXPORT, request)


@router.get("/students/{student_id}", responses=problems(NoSuchStudent))
async def get_student(caller: AsStaff, student_id: UUID, response: Response) -> StudentOut:
    """Show one student."""
    async with caller.transaction() as tx:
        student = await repository.find_student(tx, caller.scope, student_id)
        (view,) = await view_all(tx, caller.parts.keys, [student])
    response.headers["etag"] = f'"{student.version}"'
    return StudentOut.of(view)


@router.get("/students/{student_id}/moves", responses=problems(NoSuchStudent))
async def list_moves(caller: AsStaff, student_id: UUID) -> list[MoveOut]:
    """List a student's changes of place and status, newest first."""
    async with caller.transaction() as tx:
        await repository.find_student(tx, caller.scope, student_id)
        moves = await repository.list_moves(tx, student_id)
        tree = await load_tree(tx)
    return [MoveOut.of(move, tree) for move in moves]


@router.post("/students/{student_id}/reveal", responses=problems(NoSuchStudent, NothingToShow))
async def reveal(caller: AsStaff, student_id: UUID, wanted: RevealIn) -> RevealOut:
    """Show a plain document number or phone; the reason and the look itself are audited."""
    audited = caller.transaction("student.reveal", of="student", object_id=student_id)
    async with audited as tx:
        student = await repository.find_student(tx, caller.scope, student_id)
        desk = Desk(tx, caller.parts.keys, caller.scope)
        return RevealOut(value=service.reveal(desk, student, wanted.field, wanted.reason))
