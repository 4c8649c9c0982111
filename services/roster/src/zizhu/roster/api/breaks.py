"""The breaks of one's own school: everybody of it reads them, the school writes them."""

from fastapi import APIRouter, Response

from zizhu.common.errors import StaleVersion
from zizhu.common.problems import problems
from zizhu.common.web import AsMember, AsSchoolAdmin, SeenVersion
from zizhu.roster.errors.calendar import BreaksInvalid
from zizhu.roster.repository.breaks import load_breaks
from zizhu.roster.schemas.breaks import BreaksIn, BreaksOut
from zizhu.roster.service.breaks import change_breaks

router = APIRouter(prefix="/api/v1/roster/school/breaks", tags=["calendar"])


@router.get("")
async def list_breaks(caller: AsMember, response: Response) -> BreaksOut:
    """Show the school's winter and summer breaks, in order."""
    async with caller.transaction() as tx:
        found = await load_breaks(tx, caller.scope.school_id)
    response.headers["etag"] = f'"{found.version}"'
    return BreaksOut.of(found)


@router.put("", responses=problems(BreaksInvalid, StaleVersion))
async def put_breaks(
    caller: AsSchoolAdmin, seen: SeenVersion, body: BreaksIn, response: Response
) -> BreaksOut:
    """Write all breaks of the school; `If-Match: "0"` where there are none yet."""
    school_id = caller.scope.school_id
    async with caller.transaction("breaks.change", of="school", object_id=school_id) as tx:
        done = await change_breaks(tx, school_id, body.to_breaks(), seen=seen)
    response.headers["etag"] = f'"{done.version}"'
    return BreaksOut.of(done)
