"""Signing in, staying signed in, and signing out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Cookie, Response

from zizhu.common.problems import problems
from zizhu.common.web import AsAnonymous, AsSignedIn
from zizhu.identity.api.desk import COOKIE, TheDesk, answer_session, device_of, drop_cookie
from zizhu.identity.errors import (
    NoPost,
    NoSuchPost,
    NoSuchSession,
    RefreshInvalid,
    SchoolSuspended,
    SignInLocked,
    SignInRefused,
)
from zizhu.identity.schemas.sessions import (
    Ended,
    OpenSession,
    PasswordIn,
    PostChoice,
    SessionOut,
)
from zizhu.identity.service import sessions as service
from zizhu.identity.service.refreshing import refresh
from zizhu.identity.service.signin import sign_in

router = APIRouter(prefix="/api/v1/identity", tags=["sessions"])

RefreshCookie = Annotated[str | None, Cookie(alias=COOKIE)]


@router.post(
    "/session",
    responses=problems(SignInRefused, SignInLocked, NoPost, SchoolSuspended),
)
async def open_session(
    visitor: AsAnonymous, desk: TheDesk, given: PasswordIn, response: Response
) -> SessionOut:
    """Sign in by account and password."""
    found = await sign_in(
        desk, visitor.transaction, given.login, given.password, device_of(visitor)
    )
    return answer_session(response, found)


@router.post(
    "/session/refresh",
    responses=problems(RefreshInvalid, NoPost, NoSuchPost, SchoolSuspended),
)
async def refresh_session(
    visitor: AsAnonymous, desk: TheDesk, response: Response, token: RefreshCookie = None
) -> SessionOut:
    """Exchange the refresh cookie for the next one and a fresh access token."""
    if token is None:
        raise RefreshInvalid
    found = await refresh(desk, visitor.transaction, token, device_of(visitor))
    return answer_session(response, found)


@router.delete("/session", status_code=204)
async def close_session(
    visitor: AsAnonymous, desk: TheDesk, response: Response, token: RefreshCookie = None
) -> None:
    """Sign out on this device."""
    if token is not None:
        await service.sign_out(desk, visitor.transaction, token)
    drop_cookie(response)


@router.post(
    "/session/post",
    responses=problems(NoSuchPost, NoSuchSession, NoPost, SchoolSuspended),
)
async def choose_post(
    caller: AsSignedIn, desk: TheDesk, choice: PostChoice, response: Response
) -> SessionOut:
    """Act with another post of the same account."""
    found = await service.switch_post(desk, caller.transaction, caller.principal, choice.post_id)
    return answer_session(response, found)


@router.get("/sessions")
async def list_sessions(caller: AsSignedIn) -> list[OpenSession]:
    """List where the caller is signed in."""
    async with caller.transaction() as tx:
        found = await service.list_sessions(tx, caller.principal)
    return [OpenSession.of(session, caller.principal.session_id) for session in found]


@router.delete("/sessions", responses=problems(NoSuchSession))
async def close_sessions(caller: AsSignedIn, response: Response) -> Ended:
    """Sign out everywhere, here too."""
    async with caller.transaction() as tx:
        ended = await service.sign_out_everywhere(tx, caller.principal)
    drop_cookie(response)
    return Ended(ended=ended)


@router.delete("/sessions/{session_id}", status_code=204, responses=problems(NoSuchSession))
async def close_one_session(caller: AsSignedIn, session_id: UUID) -> None:
    """Sign out on one device."""
    async with caller.transaction() as tx:
        await service.end_own_session(tx, caller.principal, session_id)
