"""The first platform administrator."""

from fastapi import APIRouter, Response

from zizhu.common.problems import problems
from zizhu.common.web import AsAnonymous
from zizhu.identity.api.desk import TheDesk, answer_session, device_of
from zizhu.identity.errors import (
    AccountInvalid,
    LoginInvalid,
    LoginTaken,
    NoPost,
    SlipRefused,
    WeakPassword,
)
from zizhu.identity.schemas.platform import PlatformActivation
from zizhu.identity.schemas.sessions import SessionOut
from zizhu.identity.service.platform import activate_platform_admin

router = APIRouter(prefix="/api/v1/identity", tags=["platform"])


@router.post(
    "/activation/platform",
    responses=problems(SlipRefused, LoginInvalid, LoginTaken, WeakPassword, AccountInvalid, NoPost),
)
async def activate(
    visitor: AsAnonymous, desk: TheDesk, given: PlatformActivation, response: Response
) -> SessionOut:
    """Use the slip that `zizhu init` printed: choose login and password, and be signed in."""
    found = await activate_platform_admin(
        desk,
        visitor.transaction,
        given.slip,
        login=given.login,
        password=given.password,
        name=given.name,
        device=device_of(visitor),
    )
    return answer_session(response, found)
