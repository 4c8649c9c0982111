"""What routes of identity share: the desk, the device, and the cookie of a session."""

from typing import Annotated, cast

from fastapi import Depends, Request, Response

from zizhu.common.web import Visitor
from zizhu.identity.schemas.sessions import SessionOut
from zizhu.identity.service.desk import Desk
from zizhu.identity.service.sessions import Device, SignedIn

COOKIE = "zizhu_refresh"
COOKIE_PATH = "/api/v1/identity/session"
_LASTING_SECONDS = 7 * 24 * 3600


def _desk(request: Request) -> Desk:
    return cast(Desk, request.app.state.desk)


TheDesk = Annotated[Desk, Depends(_desk)]


def device_of(visitor: Visitor) -> Device:
    return Device(visitor.request.headers.get("user-agent", ""), visitor.ip)


def answer_session(response: Response, found: SignedIn) -> SessionOut:
    """Set the refresh cookie, if there is a new one, and show the session.

    An officer's cookie ends with the browser; a student's phone keeps theirs for a week.
    """
    if found.refresh_token is not None:
        response.set_cookie(
            COOKIE,
            found.refresh_token,
            max_age=_LASTING_SECONDS if found.is_lasting else None,
            path=COOKIE_PATH,
            secure=True,
            httponly=True,
            samesite="strict",
        )
    response.headers["cache-control"] = "no-store"
    return SessionOut.of(found)


def drop_cookie(response: Response) -> None:
    response.delete_cookie(COOKIE, path=COOKIE_PATH, secure=True, httponly=True, samesite="strict")
