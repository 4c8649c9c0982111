"""Rank differences: calculated for classes or all of them, listed, cleared after a visit."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from zizhu.common.auth import Scope
from zizhu.common.files.refusals import (
    AlreadyAttached,
    FileExpired,
    FileLost,
    NoSuchFile,
    TooManyFiles,
)
from zizhu.common.files.response import file_response
from zizhu.common.joblist import NoSuchJob, find_job
from zizhu.common.jobroutes import JobOut
from zizhu.common.jobs import start_job
from zizhu.common.problems import problems
from zizhu.common.web import AsDept, AsStaff
from zizhu.identification.api.working import work_of
from zizhu.identification.domain.vocabulary import Difference
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import (
    ActorMayNot,
    CampaignStateForbids,
    FormStateForbids,
    ReasonMissing,
)
from zizhu.identification.errors.judging import ApplicantUnknown, NothingToClear, VisitMissing
from zizhu.identification.errors.panels import ClassesNotKnown, NoSuchClass
from zizhu.identification.errors.register import UnitNotYetKnown
from zizhu.identification.schemas.differences import (
    CalculatedOut,
    CalculateIn,
    ClassOut,
    ClearanceOut,
    ClearIn,
    ResultOut,
)
from zizhu.identification.service import clearing, difference_view, differences
from zizhu.identification.service.kinds import CALCULATE_ALL
from zizhu.identification.service.work import open_round

router = APIRouter(prefix="/api/v1/identification/campaigns/{campaign_id}", tags=["differences"])


@router.post(
    "/differences/calculate",
    responses=problems(NoSuchCampaign, CampaignStateForbids, ClassesNotKnown),
)
async def calculate(caller: AsStaff, campaign_id: UUID, body: CalculateIn) -> CalculatedOut:
    """Compare the two rankings of classes; those with unreviewed forms are listed."""
    async with caller.transaction(
        "difference.calculate", of="campaign", object_id=campaign_id
    ) as tx:
        done = await differences.calculate(work_of(caller, tx), campaign_id, body.class_ids)
    return CalculatedOut.of(done)


@router.post(
    "/differences/calculate-all",
    status_code=202,
    responses=problems(NoSuchCampaign, CampaignStateForbids, NoSuchJob),
)
async def calculate_all(caller: AsStaff, campaign_id: UUID) -> JobOut:
    """Compare every class of the caller's scope in one job."""
    async with caller.transaction(
        "difference.calculate_all", of="campaign", object_id=campaign_id
    ) as tx:
        await open_round(work_of(caller, tx), campaign_id)
        params = {"campaign_id": str(campaign_id), "rows": _rows(caller.scope)}
        job_id = await start_job(tx, CALCULATE_ALL, params, school_id=caller.scope.school_id)
        tx.record("difference.calculate_all", of="campaign", object_id=campaign_id)
        return JobOut.of(await find_job(tx, caller.scope, caller.principal.account_id, job_id))


def _rows(scope: Scope) -> list[list[str | int | None]] | None:
    if scope.rows is None:
        return None
    return [
        [
            str(row.college_id),
            row.year,
            str(row.major_id) if row.major_id else None,
            str(row.class_id) if row.class_id else None,
        ]
        for row in scope.rows
    ]


@router.get("/differences", responses=problems(NoSuchCampaign, NoSuchClass))
async def list_results(
    caller: AsStaff,
    campaign_id: UUID,
    class_id: Annotated[UUID | None, Query()] = None,
    flag: Annotated[Difference | None, Query()] = None,
) -> list[ResultOut]:
    """List differences with ranks, population and arithmetic."""
    async with caller.transaction() as tx:
        found = await difference_view.list_results(
            work_of(caller, tx), campaign_id, class_id=class_id, flag=flag
        )
    return [ResultOut.of(one) for one in found]


@router.get("/differences/classes", responses=problems(NoSuchCampaign))
async def list_classes(caller: AsStaff, campaign_id: UUID) -> list[ClassOut]:
    """Tell for each class how far it is, and whose review it waits for."""
    async with caller.transaction() as tx:
        found = await difference_view.list_classes(work_of(caller, tx), campaign_id)
    return [ClassOut.of(one) for one in found]


@router.post(
    "/applicants/{person_id}/clear",
    status_code=201,
    responses=problems(
        NoSuchCampaign,
        CampaignStateForbids,
        ApplicantUnknown,
        NothingToClear,
        VisitMissing,
        ReasonMissing,
        ActorMayNot,
        FormStateForbids,
        UnitNotYetKnown,
        FileExpired,
        AlreadyAttached,
        TooManyFiles,
    ),
)
async def clear(caller: AsDept, campaign_id: UUID, person_id: UUID, body: ClearIn) -> ClearanceOut:
    """Confirm 测评无误 on the record of a visit."""
    async with caller.transaction("form.clear", of="student", object_id=person_id) as tx:
        done = await clearing.clear(
            work_of(caller, tx),
            caller.parts.files,
            campaign_id,
            person_id,
            visit=body.visit.to_visit() if body.visit else None,
            reason=body.reason,
        )
    return ClearanceOut.of(done)


@router.get(
    "/applicants/{person_id}/clearances", responses=problems(NoSuchCampaign, ApplicantUnknown)
)
async def list_clearances(
    caller: AsStaff, campaign_id: UUID, person_id: UUID
) -> list[ClearanceOut]:
    """Show the records of visits to one student; the look is recorded."""
    async with caller.transaction() as tx:
        found = await clearing.list_clearances(work_of(caller, tx), campaign_id, person_id)
    return [ClearanceOut.of(one) for one in found]


@router.get(
    "/applicants/{person_id}/clearances/files/{file_id}",
    response_class=StreamingResponse,
    responses=problems(NoSuchCampaign, ApplicantUnknown, NoSuchFile, FileExpired, FileLost),
)
async def open_attachment(
    caller: AsStaff, campaign_id: UUID, person_id: UUID, file_id: UUID
) -> StreamingResponse:
    """Open an attachment of a visit."""
    async with caller.transaction() as tx:
        opened = await clearing.open_attachment(
            work_of(caller, tx), caller.parts.files, campaign_id, person_id, file_id
        )
    return file_response(opened)
