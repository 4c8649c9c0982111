"""Evaluating: a member's own tasks, and what officers read once an evaluation is complete."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from zizhu.common.problems import problems
from zizhu.common.web import AsMember, AsStaff
from zizhu.identification.api.working import work_of
from zizhu.identification.errors.campaigns import NoSuchCampaign, NoSuchRules
from zizhu.identification.errors.filing import AnswersInvalid, CampaignStateForbids
from zizhu.identification.errors.judging import (
    EvaluationClosed,
    SheetSealed,
    TaskClosed,
    TaskUnknown,
)
from zizhu.identification.errors.panels import NoSuchPanel, SheetMissing
from zizhu.identification.repository import panels as repository
from zizhu.identification.schemas.panels import (
    Count,
    FeedbackOut,
    OwnTaskOut,
    QuestionnaireOut,
    SheetOut,
    SheetsIn,
)
from zizhu.identification.service import evaluation
from zizhu.identification.service.panel_view import list_feedback

router = APIRouter(prefix="/api/v1/identification", tags=["evaluation"])


@router.get("/panel-tasks")
async def list_own_tasks(
    caller: AsMember, campaign_id: Annotated[UUID | None, Query()] = None
) -> list[OwnTaskOut]:
    """List the caller's tasks as a panel member: names and classes, nothing else."""
    member_id = evaluation.member_of(caller.principal)
    async with caller.transaction() as tx:
        found = await evaluation.list_own_tasks(
            tx, caller.scope, member_id, campaign_id=campaign_id
        )
    return [OwnTaskOut.of(one) for one in found]


@router.get(
    "/campaigns/{campaign_id}/panel-questions", responses=problems(NoSuchCampaign, NoSuchRules)
)
async def get_questions(caller: AsMember, campaign_id: UUID) -> QuestionnaireOut:
    """Show the questions of the peer evaluation."""
    async with caller.transaction() as tx:
        found = await evaluation.read_questionnaire(tx, caller.scope, campaign_id)
    return QuestionnaireOut.of(found)


@router.post(
    "/panel-tasks/sheets",
    responses=problems(
        TaskUnknown,
        TaskClosed,
        EvaluationClosed,
        AnswersInvalid,
        CampaignStateForbids,
        NoSuchCampaign,
        NoSuchRules,
    ),
)
async def hand_in(caller: AsMember, body: SheetsIn) -> Count:
    """Hand in sheets about some applicants, all or none. They are sealed from here on."""
    member_id = evaluation.member_of(caller.principal)
    answers = {sheet.task_id: sheet.answers for sheet in body.sheets}
    async with caller.transaction("panel.hand_in", of="panel_task") as tx:
        done = await evaluation.hand_in(work_of(caller, tx), member_id, answers)
    return Count(count=done)


@router.get("/panels/{panel_id}/feedback", responses=problems(NoSuchPanel, NoSuchCampaign))
async def get_feedback(caller: AsStaff, panel_id: UUID) -> list[FeedbackOut]:
    """List who handed in about whom; totals only of complete evaluations, which is recorded."""
    async with caller.transaction() as tx:
        found = await repository.find_panel(tx, caller.scope, panel_id)
        listed = await list_feedback(work_of(caller, tx), found)
    return [FeedbackOut.of(one) for one in listed]


@router.get(
    "/panels/{panel_id}/sheets/{task_id}",
    responses=problems(NoSuchPanel, NoSuchCampaign, NoSuchRules, SheetMissing, SheetSealed),
)
async def read_sheet(caller: AsStaff, panel_id: UUID, task_id: UUID) -> SheetOut:
    """Read one sheet after the evaluation of its applicant is complete; every look is recorded."""
    async with caller.transaction("panel.read_sheet", of="panel_task", object_id=task_id) as tx:
        return SheetOut.of(await evaluation.read_sheet(work_of(caller, tx), panel_id, task_id))
