"""Released rules of the school: listed, read, taken as a file, imported from one."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Response

from zizhu.common.problems import problems
from zizhu.common.web import AsMember, AsSchoolAdmin, AsStaff
from zizhu.identification.domain.groups import DEFAULT_KINDS
from zizhu.identification.errors.campaigns import NoSuchRules
from zizhu.identification.errors.filing import (
    DocumentUnreadable,
    RulesFlawed,
    SchemeFlawed,
    UnknownGroup,
    UnknownVersion,
    VersionReleased,
)
from zizhu.identification.schemas.rules import DocumentIn, DocumentOut, DocumentWhole, KindOut
from zizhu.identification.service import rules as service
from zizhu.identification.service.rules import DocumentKind

router = APIRouter(prefix="/api/v1/identification", tags=["rules"])

Version = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]


@router.get("/special-groups")
async def list_groups(_: AsMember) -> list[KindOut]:
    """List the kinds of special groups."""
    return [KindOut.of(kind) for kind in DEFAULT_KINDS.values()]


@router.get("/rules/{kind}")
async def list_documents(caller: AsStaff, kind: DocumentKind) -> list[DocumentOut]:
    """List the released documents of a kind, the package's own first."""
    async with caller.transaction() as tx:
        found = await service.list_documents(tx, caller.scope, kind)
    return [DocumentOut.of(one) for one in found]


@router.get("/rules/{kind}/{version}", responses=problems(NoSuchRules))
async def get_document(caller: AsStaff, kind: DocumentKind, version: Version) -> DocumentWhole:
    """Show one released document."""
    async with caller.transaction() as tx:
        found = await service.read_document(tx, caller.scope.school_id, kind, version)
    return DocumentWhole.of(found)


@router.get(
    "/rules/{kind}/{version}/file",
    response_class=Response,
    responses={
        200: {"content": {"application/json": {}}, "description": "the document as a file"},
        **problems(NoSuchRules),
    },
)
async def export_document(caller: AsStaff, kind: DocumentKind, version: Version) -> Response:
    """Take a released document as a JSON file, which may be imported elsewhere."""
    async with caller.transaction() as tx:
        found = await service.read_document(tx, caller.scope.school_id, kind, version)
    name = quote(f"{kind.label}-{version}.json")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "x-content-type-options": "nosniff",
    }
    return Response(found.content, media_type="application/json", headers=headers)


@router.post(
    "/rules/{kind}",
    status_code=201,
    response_model=DocumentOut,
    responses=problems(
        DocumentUnreadable, SchemeFlawed, RulesFlawed, UnknownVersion, UnknownGroup,
        VersionReleased,
    ),
)  # fmt: skip
async def release_document(caller: AsSchoolAdmin, kind: DocumentKind, body: DocumentIn) -> Response:
    """Release what a file holds under its version; it is never changed afterwards."""
    return await caller.once(
        lambda tx: service.release_document(tx, caller.scope, kind, body.document, now=caller.now),
        DocumentOut.of,
        audited="rules.release",
    )
