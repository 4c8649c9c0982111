"""The public keys by which every service verifies access tokens."""

from fastapi import APIRouter, Response

from zizhu.common.web import AsAnonymous
from zizhu.identity.api.desk import TheDesk
from zizhu.identity.service.signing import jwks

router = APIRouter(tags=["keys"])


@router.get("/.well-known/jwks.json")
async def get_keys(_: AsAnonymous, desk: TheDesk, response: Response) -> dict[str, object]:
    """Publish the keys that tokens may be signed with (RFC 7517)."""
    response.headers["cache-control"] = "public, max-age=60"
    return jwks(await desk.signer.published())
