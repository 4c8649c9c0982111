"""Objections: opened by anybody of the school while a list is on show, handled by its officers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.problems import problems
from zizhu.common.web import (
    AsDeptOrSchool,
    AsFreshSchoolAdmin,
    AsMember,
    AsSchoolAdmin,
    SignInNotFresh,
)
from zizhu.identification.api.working import work_of
from zizhu.identification.domain.vocabulary import ObjectionState
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import ReasonMissing
from zizhu.identification.errors.judging import ObjectionOutOfOrder, ObjectionTooLate
from zizhu.identification.errors.results import NoSuchObjection, NoSuchPublicity, NotOnTheList
from zizhu.identification.schemas.changes import CHANGING
from zizhu.identification.schemas.publicity import (
    DecisionIn,
    NoteIn,
    ObjectionIn,
    ObjectionOut,
    OwnObjectionOut,
)
from zizhu.identification.service import objection_view, objections

router = APIRouter(prefix="/api/v1/identification", tags=["objections"])

_STEP = (NoSuchObjection, NoSuchCampaign, ObjectionOutOfOrder, ReasonMissing)
_CHANGE = tuple(dict.fromkeys((*_STEP, *CHANGING)))


@router.post(
    "/publicities/{publicity_id}/objections",
    status_code=201,
    response_model=OwnObjectionOut,
    responses=problems(NoSuchPublicity, NotOnTheList, ObjectionTooLate, ReasonMissing),
)
async def submit(caller: AsMember, publicity_id: UUID, body: ObjectionIn) -> Response:
    """Object to a line of a list on show, or to one's own result, to its last minute."""
    return await caller.once(
        lambda tx: objections.submit(
            work_of(caller, tx),
            caller.principal,
            publicity_id,
            line=body.line,
            text=body.text,
        ),
        OwnObjectionOut.of,
        audited="objection.submit",
    )


@router.get("/objections/own")
async def list_own(caller: AsMember) -> list[OwnObjectionOut]:
    """List the caller's own objections with the replies."""
    async with caller.transaction() as tx:
        found = await objection_view.list_own(work_of(caller, tx))
    return [OwnObjectionOut.of(one) for one in found]


@router.get("/campaigns/{campaign_id}/objections", responses=problems(NoSuchCampaign))
async def list_cases(
    caller: AsDeptOrSchool,
    campaign_id: UUID,
    state: Annotated[ObjectionState | None, Query()] = None,
) -> list[ObjectionOut]:
    """List the cases about students of the caller's scope; never who opened them."""
    async with caller.transaction() as tx:
        found = await objection_view.list_cases(work_of(caller, tx), campaign_id, state=state)
    return [ObjectionOut.of(one) for one in found]


@router.get("/objections/{objection_id}", responses=problems(NoSuchObjection))
async def get_case(caller: AsDeptOrSchool, objection_id: UUID) -> ObjectionOut:
    """Show one case."""
    async with caller.transaction() as tx:
        return ObjectionOut.of(await objection_view.show(work_of(caller, tx), objection_id))


@router.post("/objections/{objection_id}/accept", responses=problems(*_STEP))
async def accept(caller: AsDeptOrSchool, objection_id: UUID) -> ObjectionOut:
    """Take a case on (受理)."""
    async with caller.transaction("objection.accept", of="objection", object_id=objection_id) as tx:
        return ObjectionOut.of(await objections.accept(work_of(caller, tx), objection_id))


@router.post("/objections/{objection_id}/verify", responses=problems(*_STEP))
async def verify(caller: AsDeptOrSchool, objection_id: UUID, body: NoteIn) -> ObjectionOut:
    """Write down what was found (核实)."""
    async with caller.transaction("objection.verify", of="objection", object_id=objection_id) as tx:
        return ObjectionOut.of(
            await objections.verify(work_of(caller, tx), objection_id, finding=body.note)
        )


@router.post("/objections/{objection_id}/uphold", responses=problems(*_STEP))
async def uphold(caller: AsSchoolAdmin, objection_id: UUID, body: NoteIn) -> ObjectionOut:
    """Keep the published result (维持)."""
    async with caller.transaction("objection.uphold", of="objection", object_id=objection_id) as tx:
        return ObjectionOut.of(
            await objections.uphold(work_of(caller, tx), objection_id, reason=body.note)
        )


@router.post("/objections/{objection_id}/change", responses=problems(*_CHANGE, SignInNotFresh))
async def change(caller: AsFreshSchoolAdmin, objection_id: UUID, body: DecisionIn) -> ObjectionOut:
    """Change the published result (变更); the change is made and published apart."""
    async with caller.transaction("objection.change", of="objection", object_id=objection_id) as tx:
        return ObjectionOut.of(
            await objections.decide_change(
                work_of(caller, tx), objection_id, grade=body.grade, reason=body.reason
            )
        )


@router.post("/objections/{objection_id}/answer", responses=problems(*_STEP))
async def answer(caller: AsSchoolAdmin, objection_id: UUID, body: NoteIn) -> ObjectionOut:
    """Reply to who objected (答复), which closes the case."""
    async with caller.transaction("objection.answer", of="objection", object_id=objection_id) as tx:
        return ObjectionOut.of(
            await objections.answer(work_of(caller, tx), objection_id, reply=body.note)
        )
