"""Uploads and evidence: staged, given to the own form, taken away, opened by who may read it."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from zizhu.common.files.refusals import (
    AlreadyAttached,
    FileEmpty,
    FileExpired,
    FileInfected,
    FileKindRefused,
    FileLost,
    FileTooLarge,
    ImageTooBig,
    ImageUnreadable,
    NoSuchFile,
    PdfBroken,
    TooManyFiles,
)
from zizhu.common.files.response import file_response
from zizhu.common.problems import problems
from zizhu.common.web import AsMember, AsStaff, AsStudent
from zizhu.identification.api.own import DESK
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import FilingClosed, FormStateForbids
from zizhu.identification.errors.forms import EvidenceMisplaced, NoSuchForm
from zizhu.identification.errors.register import UnitNotYetKnown
from zizhu.identification.repository import campaigns, forms
from zizhu.identification.schemas.forms import EvidenceIn, EvidenceOut, UploadOut
from zizhu.identification.service import evidence as service
from zizhu.identification.service.desk import sit_down
from zizhu.identification.service.evidence import FILE_NAME, LIMITS
from zizhu.identification.service.filing import load_form

router = APIRouter(prefix="/api/v1/identification", tags=["evidence"])

UPLOAD = (
    FileEmpty, FileTooLarge, FileKindRefused, PdfBroken, ImageUnreadable, ImageTooBig,
    FileInfected, TooManyFiles,
)  # fmt: skip
TYPES = ("application/pdf", "image/jpeg", "image/png", "image/webp")
STREAM: dict[int | str, dict[str, object]] = {
    200: {"content": {kind: {} for kind in TYPES}, "description": "the file"}
}
BINARY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/uploads", status_code=201, responses=problems(*UPLOAD), openapi_extra=BINARY)
async def upload(caller: AsMember) -> UploadOut:
    """Upload a picture or a PDF as the raw body; give it to a record within 24 hours."""
    files = caller.parts.files
    received = await files.receive(caller.request.stream(), display_name=FILE_NAME, limits=LIMITS)
    async with caller.transaction() as tx:
        stored = await files.stage(tx, received, limits=LIMITS)
    return UploadOut(
        file_id=stored.id,
        media_type=stored.media_type,
        size=stored.size,
        expires_at=stored.expires_at,
    )


@router.post(
    "/campaigns/{campaign_id}/form/evidence",
    status_code=201,
    responses=problems(
        *DESK, NoSuchForm, FormStateForbids, FilingClosed, EvidenceMisplaced, UnitNotYetKnown,
        FileExpired, AlreadyAttached, TooManyFiles,
    ),
)  # fmt: skip
async def add_evidence(caller: AsStudent, campaign_id: UUID, body: EvidenceIn) -> EvidenceOut:
    """Give an upload to an item or a special group of the own form."""
    async with caller.transaction() as tx:
        desk = await sit_down(tx, caller.parts.keys.ring, caller.scope, campaign_id, now=caller.now)
        filed = (await load_form(desk)).filed
        shown = await service.add_evidence(
            desk, caller.parts.files, filed, file_id=body.file_id, target=body.target
        )
    return EvidenceOut.of(shown)


@router.delete(
    "/campaigns/{campaign_id}/form/evidence/{file_id}",
    status_code=204,
    responses=problems(*DESK, NoSuchForm, FormStateForbids, FilingClosed, NoSuchFile),
)
async def remove_evidence(caller: AsStudent, campaign_id: UUID, file_id: UUID) -> Response:
    """Take a piece of evidence away; it is deleted."""
    async with caller.transaction() as tx:
        desk = await sit_down(tx, caller.parts.keys.ring, caller.scope, campaign_id, now=caller.now)
        filed = (await load_form(desk)).filed
        await service.remove_evidence(desk, caller.parts.files, filed, file_id)
    return Response(status_code=204)


@router.get(
    "/campaigns/{campaign_id}/form/evidence/{file_id}",
    response_class=StreamingResponse,
    responses={
        **STREAM, **problems(NoSuchCampaign, NoSuchForm, NoSuchFile, FileExpired, FileLost)
    },
)  # fmt: skip
async def open_own(caller: AsStudent, campaign_id: UUID, file_id: UUID) -> StreamingResponse:
    """Open a piece of the own evidence."""
    async with caller.transaction() as tx:
        await campaigns.find_round(tx, caller.scope, campaign_id)
        filed = await forms.find_own_form(tx, caller.scope, campaign_id)
        opened = await service.open_evidence(tx, caller.parts.files, filed.id, file_id)
    return file_response(opened)


@router.get(
    "/forms/{form_id}/evidence/{file_id}",
    response_class=StreamingResponse,
    responses={
        **STREAM,
        **problems(NoSuchForm, NoSuchFile, FileExpired, FileLost, ImageUnreadable),
    },
)
async def open_evidence(caller: AsStaff, form_id: UUID, file_id: UUID) -> StreamingResponse:
    """Open a piece of evidence of a form inside the officer's scope; it is an audit line.

    A picture carries who looks at it and when.
    """
    files = caller.parts.files
    async with caller.transaction() as tx:
        filed = await forms.find_form(tx, caller.scope, form_id)
        opened = await service.open_evidence(tx, files, filed.id, file_id)
        viewer = await service.viewer_of(tx, caller.scope, caller.principal.account_id)
    return file_response(await files.stamped(opened, viewer))
