"""Builders for one's own access: signing in, sessions, codes, passwords, phones, the clock.

What only a secret of the moment opens (a code, a slip, a cookie) is asked with a wrong one: the
door is there, and it stays shut.
"""

from matrix import register
from matrix.asks import Ask, Reach, Routes
from matrix.builder import PASSWORD
from matrix.cast import Actor, View
from zizhu.common.auth import Role

routes = Routes("/api/v1/identity")
HAVE_NO_PHONE = (Role.PLATFORM_ADMIN, Role.STUDENT)
STRANGER = register.person(1, 147)
CLAIM = {
    "school_code": "90001",
    "name": STRANGER.name,
    "document_number": STRANGER.document,
    "phone": STRANGER.phone,
}


@routes("POST", "/session", Reach.NOTHING)
def open_session(at: View, by: Actor) -> Ask:
    return Ask(json={"login": "applicant111of1", "password": PASSWORD})


@routes("POST", "/session/refresh", Reach.NOTHING)
def refresh_session(at: View, by: Actor) -> Ask:
    return Ask(
        headers={"cookie": "zizhu_refresh=nobody-has-it"}, status=401, code="refresh_invalid"
    )


@routes("DELETE", "/session", Reach.NOTHING)
def close_session(at: View, by: Actor) -> Ask:
    return Ask()


@routes("POST", "/session/code", Reach.NOTHING)
def send_sign_in_code(at: View, by: Actor) -> Ask:
    return Ask(json={"phone": STRANGER.phone})


@routes("POST", "/session/phone", Reach.NOTHING)
def open_session_by_phone(at: View, by: Actor) -> Ask:
    body = {"phone": STRANGER.phone, "code": "000000"}
    return Ask(json=body, status=401, code="sign_in_refused")


@routes("POST", "/session/post", Reach.PERSON)
def choose_post(at: View, by: Actor) -> Ask:
    return Ask(json={"post_id": str(at.id("post"))})


@routes("GET", "/sessions", Reach.NOTHING)
@routes("DELETE", "/sessions", Reach.NOTHING)
def own_sessions(at: View, by: Actor) -> Ask:
    return Ask()


@routes("DELETE", "/sessions/{session_id}", Reach.PERSON)
def close_one_session(at: View, by: Actor) -> Ask:
    return Ask(ids={"session_id": at.id("session")})


@routes("POST", "/activation/staff", Reach.NOTHING)
def activate_staff(at: View, by: Actor) -> Ask:
    body = {"login": "deptof1", "slip": "AAAA-AAAA-AAAA", "password": PASSWORD}
    return Ask(json=body, status=403, code="slip_refused")


@routes("POST", "/activation/code", Reach.NOTHING)
def send_activation_code(at: View, by: Actor) -> Ask:
    return Ask(json=CLAIM)


@routes("POST", "/activation", Reach.NOTHING)
def activate(at: View, by: Actor) -> Ask:
    body = {**CLAIM, "code": "000000", "password": PASSWORD}
    return Ask(json=body, status=403, code="activation_refused")


@routes("POST", "/activation/platform", Reach.NOTHING)
def activate_platform(at: View, by: Actor) -> Ask:
    body = {"slip": "AAAA-AAAA", "login": "second", "password": PASSWORD, "name": "示例"}
    return Ask(json=body, status=403, code="slip_refused")


@routes("POST", "/session/verification/code", Reach.NOTHING)
def send_verification_code(at: View, by: Actor) -> Ask:
    if by.role in HAVE_NO_PHONE:
        return Ask(status=400, code="account_invalid")
    return Ask()


@routes("POST", "/session/verification", Reach.NOTHING)
def verify(at: View, by: Actor) -> Ask:
    return Ask(json={"password": PASSWORD})


@routes("POST", "/password", Reach.NOTHING)
def set_password(at: View, by: Actor) -> Ask:
    return Ask(json={"current": PASSWORD, "new": f"{PASSWORD}再改一次"})


@routes("POST", "/phone/codes", Reach.NOTHING)
def send_phone_codes(at: View, by: Actor) -> Ask:
    return Ask(json={"phone": STRANGER.phone})


@routes("POST", "/phone", Reach.NOTHING)
def set_phone(at: View, by: Actor) -> Ask:
    body = {"phone": STRANGER.phone, "old_code": "000000", "new_code": "000000"}
    return Ask(json=body, status=403, code="code_refused")


@routes("GET", "/clock", Reach.NOTHING)
@routes("GET", "/demo/accounts", Reach.NOTHING)
@routes("GET", "/demo/codes", Reach.NOTHING)
@routes("GET", "/activation/schools", Reach.NOTHING, shows_schools=True)
def read(at: View, by: Actor) -> Ask:
    return Ask()


@routes("POST", "/demo/codes", Reach.NOTHING)
def codes_of_phone(at: View, by: Actor) -> Ask:
    return Ask(json={"phone": STRANGER.phone})


@routes("POST", "/clock/shift", Reach.NOTHING)
def move_clock(at: View, by: Actor) -> Ask:
    """By nothing: the shift is used from the commit on, also that of a rehearsal."""
    return Ask(json={"seconds": 0})


@routes("GET", "/.well-known/jwks.json", Reach.NOTHING, is_absolute=True)
def get_keys(at: View, by: Actor) -> Ask:
    return Ask()
