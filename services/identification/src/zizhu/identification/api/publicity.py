"""Publicity: prepared and withdrawn by the school, read by everybody of it until its end."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.jobroutes import Cursor, Size, number_after
from zizhu.common.paging import DEFAULT_SIZE, Page, page_of
from zizhu.common.problems import problems
from zizhu.common.web import (
    AsDeptOrSchool,
    AsFreshSchoolAdmin,
    AsMember,
    AsSchoolAdmin,
    AsStaff,
    SignInNotFresh,
)
from zizhu.identification.api.working import work_of
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import CampaignStateForbids, NotCutYet, ReasonMissing
from zizhu.identification.errors.judging import (
    FieldNotPublic,
    PublicityInBreak,
    PublicityNotOpen,
    PublicityNotReady,
    PublicityOver,
)
from zizhu.identification.errors.results import (
    NoSuchPublicity,
    NothingToPublish,
    PublicityRunsAlready,
)
from zizhu.identification.schemas.common import Reason
from zizhu.identification.schemas.publicity import (
    EndIn,
    IntegrityOut,
    PublicityIn,
    PublicityOut,
    RowOut,
    ShownOut,
)
from zizhu.identification.service import public_list, publicity

router = APIRouter(prefix="/api/v1/identification", tags=["publicity"])


@router.post(
    "/campaigns/{campaign_id}/publicities",
    status_code=201,
    response_model=PublicityOut,
    responses=problems(
        NoSuchCampaign,
        CampaignStateForbids,
        NotCutYet,
        PublicityRunsAlready,
        PublicityInBreak,
        NothingToPublish,
        FieldNotPublic,
    ),
)
async def prepare(caller: AsSchoolAdmin, campaign_id: UUID, body: PublicityIn) -> Response:
    """Freeze the list; its notice then waits for review and release among the announcements."""
    return await caller.once(
        lambda tx: publicity.prepare(
            work_of(caller, tx), campaign_id, title=body.title, is_confirmed=body.is_confirmed
        ),
        lambda one: PublicityOut.of(one, caller.now),
        audited="publicity.prepare",
    )


@router.get("/campaigns/{campaign_id}/publicities", responses=problems(NoSuchCampaign))
async def list_publicities(caller: AsStaff, campaign_id: UUID) -> list[PublicityOut]:
    """List every publicity of a round: attempts of the main list and supplements."""
    async with caller.transaction() as tx:
        found = await public_list.list_all(work_of(caller, tx), campaign_id)
    return [PublicityOut.of(one, caller.now) for one in found]


@router.post(
    "/publicities/{publicity_id}/withdraw",
    responses=problems(NoSuchPublicity, PublicityNotReady, ReasonMissing, SignInNotFresh),
)
async def withdraw(caller: AsFreshSchoolAdmin, publicity_id: UUID, why: Reason) -> PublicityOut:
    """Take a list down before its end; the next attempt is counted from its start."""
    async with caller.transaction(
        "publicity.withdraw", of="publicity", object_id=publicity_id
    ) as tx:
        done = await publicity.withdraw(work_of(caller, tx), publicity_id, reason=why.reason)
    return PublicityOut.of(done, caller.now)


@router.post(
    "/publicities/{publicity_id}/confirm-end",
    responses=problems(NoSuchPublicity, PublicityNotReady, ReasonMissing, SignInNotFresh),
)
async def confirm_end(caller: AsFreshSchoolAdmin, publicity_id: UUID, body: EndIn) -> PublicityOut:
    """Fix an end that lies in a year whose working days are not known yet."""
    async with caller.transaction(
        "publicity.confirm_end", of="publicity", object_id=publicity_id
    ) as tx:
        done = await publicity.confirm_end(
            work_of(caller, tx), publicity_id, body.ends_on, reason=body.reason
        )
    return PublicityOut.of(done, caller.now)


@router.get("/publicities/{publicity_id}/integrity", responses=problems(NoSuchPublicity))
async def check_integrity(caller: AsSchoolAdmin, publicity_id: UUID) -> IntegrityOut:
    """Say whether the stored lines still have the digest they were frozen with."""
    async with caller.transaction() as tx:
        found, digest = await public_list.check_integrity(work_of(caller, tx), publicity_id)
    is_equal = digest == found.publicity.digest
    return IntegrityOut(id=publicity_id, is_equal=is_equal, digest=digest)


@router.get("/publicities")
async def list_on_show(caller: AsMember) -> list[ShownOut]:
    """List what the school publishes now."""
    async with caller.transaction() as tx:
        found = await public_list.list_on_show(work_of(caller, tx))
    return [ShownOut.of(one, caller.now) for one in found]


@router.get(
    "/publicities/{publicity_id}/rows",
    responses=problems(NoSuchPublicity, PublicityOver, PublicityNotOpen),
)
async def read_rows(
    caller: AsMember, publicity_id: UUID, cursor: Cursor = None, size: Size = DEFAULT_SIZE
) -> Page[RowOut]:
    """Read a list on show; after its last instant it is gone."""
    after = max(0, number_after(cursor))
    async with caller.transaction() as tx:
        read = await public_list.read_rows(
            work_of(caller, tx), publicity_id, after=after, limit=size + 1
        )
    return page_of(
        read.lines,
        size,
        item=lambda line: RowOut.of(line, read),
        position=lambda line: (line.seq,),
        total=read.shown.rows,
    )


@router.get("/publicities/{publicity_id}/frozen", responses=problems(NoSuchPublicity))
async def read_frozen(
    caller: AsDeptOrSchool,
    publicity_id: UUID,
    after: Annotated[int, Query(ge=0)] = 0,
    size: Size = DEFAULT_SIZE,
) -> list[RowOut]:
    """Read the frozen lines of the caller's scope in any state: the archive of what was shown."""
    async with caller.transaction() as tx:
        read = await public_list.read_frozen(
            work_of(caller, tx), publicity_id, after=after, limit=size
        )
    return [RowOut.of(line, read) for line in read.lines]
