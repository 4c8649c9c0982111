"""Universities, for platform administrators; and each member's own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.ids import new_id
from zizhu.common.paging import DEFAULT_SIZE, MAX_SIZE, Page, page_of, read_cursor
from zizhu.common.problems import problems
from zizhu.common.web import AsMember, AsPlatformAdmin, SeenVersion, expect_version
from zizhu.roster.errors.schools import (
    AdminLoginTaken,
    NoSuchSchool,
    SchoolCodeTaken,
    SchoolInvalid,
    SchoolNotActive,
    SchoolNotSuspended,
)
from zizhu.roster.repository import schools as repository
from zizhu.roster.schemas.own_school import OwnSchoolOut
from zizhu.roster.schemas.schools import Reason, SchoolIn, SchoolOut
from zizhu.roster.service import schools as service

router = APIRouter(prefix="/api/v1/roster", tags=["schools"])


@router.post(
    "/schools",
    status_code=201,
    response_model=SchoolOut,
    responses=problems(SchoolInvalid, SchoolCodeTaken, AdminLoginTaken),
)
async def open_school(caller: AsPlatformAdmin, draft: SchoolIn) -> Response:
    """Open a university; identity opens its first account from the event."""
    return await caller.once(
        lambda tx: service.open_school(
            tx, caller.parts.keys, draft.to_draft(), school_id=new_id(), now=caller.now
        ),
        SchoolOut.of,
        audited="school.open",
    )


@router.get("/schools")
async def list_schools(
    caller: AsPlatformAdmin,
    text: Annotated[str | None, Query(max_length=60)] = None,
    cursor: str | None = None,
    size: Annotated[int, Query(ge=1, le=MAX_SIZE)] = DEFAULT_SIZE,
) -> Page[SchoolOut]:
    """List universities by code."""
    after = str(read_cursor(cursor, 1)[0]) if cursor else None
    async with caller.transaction() as tx:
        found = await repository.list_schools(tx, text=text, after=after, limit=size + 1)
    return page_of(found, size, item=SchoolOut.of, position=lambda school: (school.code,))


@router.get("/schools/{school_id}", responses=problems(NoSuchSchool))
async def get_school(caller: AsPlatformAdmin, school_id: UUID, response: Response) -> SchoolOut:
    """Show one university."""
    async with caller.transaction() as tx:
        school = await repository.find_school(tx, school_id)
    response.headers["etag"] = f'"{school.version}"'
    return SchoolOut.of(school)


@router.get("/school", responses=problems(NoSuchSchool))
async def get_own_school(caller: AsMember) -> OwnSchoolOut:
    """Show the university that the caller belongs to."""
    async with caller.transaction() as tx:
        return OwnSchoolOut.of(await repository.find_school(tx, caller.scope.school_id))


@router.post("/schools/{school_id}/suspend", responses=problems(NoSuchSchool, SchoolNotActive))
async def suspend_school(
    caller: AsPlatformAdmin, school_id: UUID, seen: SeenVersion, why: Reason
) -> SchoolOut:
    """Stop a university: nobody of it signs in until it is resumed."""
    async with caller.transaction("school.suspend", of="school", object_id=school_id) as tx:
        school = await repository.find_school(tx, school_id, lock=True)
        expect_version(school.version, seen)
        done = await service.suspend_school(tx, caller.parts.keys, school, reason=why.reason)
    return SchoolOut.of(done)


@router.post("/schools/{school_id}/resume", responses=problems(NoSuchSchool, SchoolNotSuspended))
async def resume_school(
    caller: AsPlatformAdmin, school_id: UUID, seen: SeenVersion, why: Reason
) -> SchoolOut:
    """Let a suspended university work again."""
    async with caller.transaction("school.resume", of="school", object_id=school_id) as tx:
        school = await repository.find_school(tx, school_id, lock=True)
        expect_version(school.version, seen)
        done = await service.resume_school(tx, caller.parts.keys, school, reason=why.reason)
    return SchoolOut.of(done)
