"""Activation of students and staff, codes, passwords and phones."""

from fastapi import APIRouter, Response

from zizhu.common.clock import business_day
from zizhu.common.problems import problems
from zizhu.common.web import AsAnonymous, AsSignedIn
from zizhu.identity.api.desk import TheDesk, answer_session, device_of
from zizhu.identity.errors import (
    AccountInvalid,
    AccountNotOpened,
    ActivationRefused,
    CodeRefused,
    ConfirmationRefused,
    LoginInvalid,
    LoginTaken,
    NoPost,
    NoSuchPost,
    NoSuchSession,
    PhoneDormant,
    PhoneNeedsConfirmation,
    PhoneNeedsProof,
    SchoolSuspended,
    SignInLocked,
    SignInRefused,
    SlipRefused,
    SmsUnavailable,
    TriedTooOften,
    WeakPassword,
)
from zizhu.identity.repository.register import schools
from zizhu.identity.schemas.activation import (
    ActivationIn,
    ActivationSchoolOut,
    ChoiceOut,
    Choices,
    ClaimIn,
    PasswordChange,
    PhoneChange,
    PhoneIn,
    PhoneSignIn,
    Sent,
    StaffActivationIn,
    VerificationIn,
)
from zizhu.identity.schemas.sessions import SessionOut
from zizhu.identity.service.activation import activate_student, request_activation_code
from zizhu.identity.service.codes import (
    SIGN_IN,
    VERIFY,
    own_phone,
    read_phone,
    request_code,
    verify_code,
)
from zizhu.identity.service.dormant import Confirmation
from zizhu.identity.service.passwords import activate_staff, change_password, verify_password
from zizhu.identity.service.phones import change_phone, request_phone_change, sign_in_by_code
from zizhu.identity.service.sessions import SignedIn, sign_in_again

router = APIRouter(prefix="/api/v1/identity", tags=["activation"])


@router.post(
    "/session/code",
    status_code=202,
    responses=problems(AccountInvalid, SmsUnavailable, TriedTooOften),
)
async def send_sign_in_code(visitor: AsAnonymous, desk: TheDesk, given: PhoneIn) -> Sent:
    """Send a code for signing in; the answer is the same for a number that nobody knows."""
    await request_code(desk, visitor.transaction, SIGN_IN, read_phone(given.phone))
    return Sent()


@router.post(
    "/session/phone",
    responses=problems(
        AccountInvalid,
        SignInRefused,
        SignInLocked,
        AccountNotOpened,
        PhoneNeedsConfirmation,
        PhoneDormant,
        ConfirmationRefused,
        NoPost,
        NoSuchPost,
        SchoolSuspended,
        SmsUnavailable,
    ),
)
async def open_session_by_phone(
    visitor: AsAnonymous, desk: TheDesk, given: PhoneSignIn, response: Response
) -> SessionOut | Choices:
    """Sign in by phone and code; a phone with several posts is asked to choose one."""
    said = given.confirmation
    found = await sign_in_by_code(
        desk,
        visitor.transaction,
        given.phone,
        given.code,
        device=device_of(visitor),
        post_id=given.post_id,
        confirmation=Confirmation(said.name, said.document) if said else None,
    )
    if isinstance(found, SignedIn):
        return answer_session(response, found)
    return Choices(choices=[ChoiceOut.of(choice) for choice in found])


@router.post(
    "/session/verification/code",
    status_code=202,
    responses=problems(AccountInvalid, SmsUnavailable, TriedTooOften),
)
async def send_verification_code(caller: AsSignedIn, desk: TheDesk) -> Sent:
    """Send a code to the caller's own phone, to prove again who is signed in."""
    phone = await own_phone(desk, caller.transaction, caller.principal.account_id)
    if phone is None:
        raise AccountInvalid("您的账号没有绑定手机号，请用密码验证。")
    await request_code(desk, caller.transaction, VERIFY, phone)
    return Sent()


@router.post(
    "/session/verification",
    responses=problems(
        AccountInvalid,
        SignInRefused,
        SignInLocked,
        CodeRefused,
        NoSuchSession,
        NoSuchPost,
        NoPost,
        SchoolSuspended,
    ),
)
async def verify(
    caller: AsSignedIn, desk: TheDesk, given: VerificationIn, response: Response
) -> SessionOut:
    """Prove again who is signed in, for acts that cannot be undone."""
    if (given.password is None) == (given.code is None):
        raise AccountInvalid("请填写密码或验证码中的一项。")
    if given.password is not None:
        await verify_password(desk, caller.transaction, caller.principal, given.password)
    else:
        await verify_code(desk, caller.transaction, caller.principal, given.code or "")
    return answer_session(response, await sign_in_again(desk, caller.transaction, caller.principal))


@router.post(
    "/activation/staff",
    responses=problems(SlipRefused, WeakPassword, TriedTooOften, NoPost, SchoolSuspended),
)
async def activate_staff_account(
    visitor: AsAnonymous, desk: TheDesk, given: StaffActivationIn, response: Response
) -> SessionOut:
    """Use a slip from the account above: set a password, for the first time or anew."""
    found = await activate_staff(
        desk,
        visitor.transaction,
        given.login,
        given.slip,
        password=given.password,
        device=device_of(visitor),
    )
    return answer_session(response, found)


@router.get("/activation/schools")
async def list_activation_schools(
    visitor: AsAnonymous, response: Response
) -> list[ActivationSchoolOut]:
    """List the schools by name, for a student whose slip or notice named no code."""
    response.headers["cache-control"] = "public, max-age=300"
    async with visitor.transaction() as tx:
        found = await schools(tx)
    return [ActivationSchoolOut.of(one) for one in found if one.is_active]


@router.post(
    "/activation/code",
    status_code=202,
    responses=problems(AccountInvalid, SmsUnavailable, TriedTooOften),
)
async def send_activation_code(visitor: AsAnonymous, desk: TheDesk, given: ClaimIn) -> Sent:
    """Send a code to the registered phone, if all of it is right; the answer never tells."""
    today = business_day(visitor.now)
    await request_activation_code(desk, visitor.transaction, given.claim, today)
    return Sent()


@router.post(
    "/activation",
    responses=problems(
        ActivationRefused,
        AccountInvalid,
        LoginInvalid,
        LoginTaken,
        WeakPassword,
        TriedTooOften,
        NoPost,
        SchoolSuspended,
    ),
)
async def activate(
    visitor: AsAnonymous, desk: TheDesk, given: ActivationIn, response: Response
) -> SessionOut:
    """Activate a student's account by code or slip, and be signed in."""
    found = await activate_student(
        desk,
        visitor.transaction,
        given.claim,
        given.proof,
        login=given.login,
        password=given.password,
        device=device_of(visitor),
        today=business_day(visitor.now),
    )
    return answer_session(response, found)


@router.post(
    "/password",
    status_code=204,
    responses=problems(SignInRefused, SignInLocked, WeakPassword, NoSuchSession),
)
async def set_password(caller: AsSignedIn, desk: TheDesk, given: PasswordChange) -> None:
    """Change one's own password; every other session ends."""
    await change_password(desk, caller.transaction, caller.principal, given.current, given.new)


@router.post(
    "/phone/codes",
    status_code=202,
    responses=problems(AccountInvalid, SmsUnavailable, TriedTooOften),
)
async def send_phone_codes(caller: AsSignedIn, desk: TheDesk, given: PhoneIn) -> Sent:
    """Send a code to the new number, and one to the present one."""
    await request_phone_change(desk, caller.transaction, caller.principal, given.phone)
    return Sent()


@router.post(
    "/phone",
    status_code=204,
    responses=problems(AccountInvalid, CodeRefused, SmsUnavailable, PhoneNeedsProof),
)
async def set_phone(caller: AsSignedIn, desk: TheDesk, given: PhoneChange) -> None:
    """Change one's own login phone, proved by both numbers."""
    await change_phone(
        desk,
        caller.transaction,
        caller.principal,
        given.phone,
        old_code=given.old_code,
        new_code=given.new_code,
    )
