"""Forms for officers: lists with filters, one form, its changes and steps, plain values."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from zizhu.common.clock import business_day
from zizhu.common.database import Transaction
from zizhu.common.paging import DEFAULT_SIZE, MAX_SIZE, CursorInvalid, Page, page_of, read_cursor
from zizhu.common.people.documents import normalise_document
from zizhu.common.problems import problems
from zizhu.common.validity import NotValid
from zizhu.common.web import AsStaff, Caller
from zizhu.identification.domain.form_state import Deed
from zizhu.identification.domain.groups import DEFAULT_KINDS
from zizhu.identification.domain.vocabulary import (
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.forms import DocumentInvalid, NoSuchForm
from zizhu.identification.repository import campaigns, filing, forms, register
from zizhu.identification.repository import formlist as repository
from zizhu.identification.repository.formlist import FormFilter, ListedForm
from zizhu.identification.schemas.formlist import ListedOut, PersonIn, ProgressOut
from zizhu.identification.schemas.formview import FormOut
from zizhu.identification.schemas.last_year import ComparedFormOut
from zizhu.identification.schemas.review import ChangeOut, RevealedOut, RevealIn, StepOut
from zizhu.identification.service import last_year
from zizhu.identification.service import reviewing as service
from zizhu.identification.service.reviewing import OFFICES, Office

router = APIRouter(prefix="/api/v1/identification", tags=["forms"])
LABELS = {code: kind.label for code, kind in DEFAULT_KINDS.items()}

Size = Annotated[int, Query(ge=1, le=MAX_SIZE)]


def office_of(caller: Caller, tx: Transaction) -> Office:
    """Give what an officer's act works with."""
    principal = caller.principal
    return Office(
        tx=tx,
        ring=caller.parts.keys.ring,
        files=caller.parts.files,
        scope=caller.scope,
        deed=Deed(OFFICES[principal.post.role], principal.account_id, caller.now),
    )


def _position(cursor: str | None) -> tuple[str, UUID] | None:
    if cursor is None:
        return None
    sort_key, student_id = read_cursor(cursor, 2)
    try:
        return str(sort_key), UUID(str(student_id))
    except ValueError as error:
        raise CursorInvalid("翻页标记无效，请从第一页重新查询。") from error


async def _page(tx: Transaction, found: Sequence[ListedForm], size: int) -> Page[ListedOut]:
    units = {
        unit
        for line in found
        for unit in (line.place.college_id, line.place.major_id, line.place.class_id)
        if unit is not None
    }
    names = await register.names_of(tx, list(units))
    return page_of(
        found,
        size,
        item=lambda line: ListedOut.of(line, names),
        position=lambda line: (line.sort_key, str(line.student_id)),
    )


@router.get("/campaigns/{campaign_id}/forms", responses=problems(NoSuchCampaign))
async def list_forms(
    caller: AsStaff,
    campaign_id: UUID,
    *,
    college_id: UUID | None = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    major_id: UUID | None = None,
    class_id: UUID | None = None,
    fill: FillState | None = None,
    audit: AuditState | None = None,
    difference: Difference | None = None,
    grade: Grade | None = None,
    purpose: Purpose | None = None,
    wants_grant: bool | None = None,
    wants_scholarship: bool | None = None,
    wants_work_study: bool | None = None,
    guaranteed: bool | None = None,
    text: Annotated[str | None, Query(max_length=60, pattern=r"^[^\x00]*$")] = None,
    cursor: str | None = None,
    size: Size = DEFAULT_SIZE,
) -> Page[ListedOut]:
    """List forms inside the scope, in the order of names.

    `text` is part of a name or a whole student number; `fill=not_started` lists who has not begun.
    """
    wanted = FormFilter(
        college_id=college_id,
        year=year,
        major_id=major_id,
        class_id=class_id,
        fill=fill.value if fill else None,
        audit=audit.value if audit else None,
        difference=difference.value if difference else None,
        grade=grade.value if grade else None,
        purpose=purpose.value if purpose else None,
        wants_grant=wants_grant,
        wants_scholarship=wants_scholarship,
        wants_work_study=wants_work_study,
        is_guaranteed=guaranteed,
        text=text,
    )
    lines = repository.list_not_begun if fill is FillState.NOT_STARTED else repository.list_forms
    async with caller.transaction() as tx:
        await campaigns.find_round(tx, caller.scope, campaign_id)
        found = await lines(
            tx, caller.scope, campaign_id, wanted, after=_position(cursor), limit=size + 1
        )
        return await _page(tx, found, size)


@router.post(
    "/campaigns/{campaign_id}/forms/find", responses=problems(NoSuchCampaign, DocumentInvalid)
)
async def find_person(caller: AsStaff, campaign_id: UUID, person: PersonIn) -> Page[ListedOut]:
    """Find the form of somebody inside the scope by the number of a document."""
    try:
        document = normalise_document(
            person.document_kind, person.document_number, today=business_day(caller.now)
        )
    except NotValid as problem:
        raise DocumentInvalid(problem.message) from None
    digest = caller.parts.keys.person(document.kind.value, document.number)
    async with caller.transaction() as tx:
        await campaigns.find_round(tx, caller.scope, campaign_id)
        found = await repository.list_forms(
            tx, caller.scope, campaign_id, FormFilter(person=digest), after=None, limit=2
        )
        return await _page(tx, found, MAX_SIZE)


@router.get("/campaigns/{campaign_id}/progress", responses=problems(NoSuchCampaign))
async def get_progress(caller: AsStaff, campaign_id: UUID) -> list[ProgressOut]:
    """Tell how far each class inside the scope is."""
    async with caller.transaction() as tx:
        await campaigns.find_round(tx, caller.scope, campaign_id)
        found = await repository.progress(tx, caller.scope, campaign_id)
        units = [line.place.class_id for line in found if line.place.class_id]
        names = await register.names_of(tx, units)
    return [ProgressOut.of(line, names) for line in found]


@router.get("/forms/{form_id}", responses=problems(NoSuchForm))
async def get_form(caller: AsStaff, form_id: UUID, response: Response) -> FormOut:
    """Show one form of the scope: what was handed in last, its numbers masked."""
    async with caller.transaction() as tx:
        view = await service.view_form(office_of(caller, tx), form_id)
    response.headers["etag"] = f'"{view.filed.version}"'
    return FormOut.of(view, LABELS)


@router.get("/forms/{form_id}/changes", responses=problems(NoSuchForm))
async def get_changes(caller: AsStaff, form_id: UUID) -> list[ChangeOut]:
    """List what changed since it was handed in the time before, marked fields first."""
    async with caller.transaction() as tx:
        found = await service.changes_since(office_of(caller, tx), form_id)
    return [ChangeOut.of(change) for change in found]


@router.get("/forms/{form_id}/last-year", responses=problems(NoSuchForm))
async def get_last_year(caller: AsStaff, form_id: UUID) -> ComparedFormOut:
    """Show, question by question, the answers of the student's last application beside these.

    Questions that were dropped, added or reworded since are told as such.
    """
    async with caller.transaction() as tx:
        found = await last_year.compare_last_year(office_of(caller, tx), form_id)
    return ComparedFormOut.of(found)


@router.get("/forms/{form_id}/steps", responses=problems(NoSuchForm))
async def get_steps(caller: AsStaff, form_id: UUID) -> list[StepOut]:
    """List the steps of a form, oldest first."""
    async with caller.transaction() as tx:
        await forms.find_form(tx, caller.scope, form_id)
        found = await filing.list_steps(tx, form_id)
    return [StepOut.of(step) for step in found]


@router.post("/forms/{form_id}/reveal", responses=problems(NoSuchForm))
async def reveal(caller: AsStaff, form_id: UUID, why: RevealIn) -> RevealedOut:
    """Show the plain values of a form; it takes a reason and is an audit line."""
    async with caller.transaction("form.reveal", of="form", object_id=form_id) as tx:
        content = await service.reveal(office_of(caller, tx), form_id, reason=why.reason)
    return RevealedOut.of(content)
