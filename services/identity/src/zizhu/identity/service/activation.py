"""Student activation: school, name, document, and something only the student has (domain.md 1.5).

That is a code to the phone on the register, or a slip from the counsellor. Whatever is wrong, the
refusal is one and the same; tries are counted per person and per school.
"""

from dataclasses import dataclass, field
from datetime import date

from zizhu.common.database import Transaction
from zizhu.common.people.documents import document_kind, normalise_document
from zizhu.common.people.names import comparison_form
from zizhu.common.people.phones import normalise_phone
from zizhu.common.validity import NotValid
from zizhu.identity.domain.allowance import ACTIVATION_PERSON, activation_school
from zizhu.identity.domain.demo import DEMO_PASSWORD
from zizhu.identity.domain.passwords import check_login, check_password
from zizhu.identity.domain.slips import read_slip
from zizhu.identity.domain.students import may_sign_in
from zizhu.identity.errors import AccountInvalid, ActivationRefused
from zizhu.identity.repository import accounts
from zizhu.identity.repository.register import School, school_by_code
from zizhu.identity.repository.sessions import end_sessions
from zizhu.identity.repository.slips import holds_slip, use_slip
from zizhu.identity.repository.students import (
    Student,
    lock_student,
    students_of_person,
)
from zizhu.identity.service.access import make_stale
from zizhu.identity.service.codes import check_code, check_sms, request_code, spend_code, unsent
from zizhu.identity.service.desk import Begin, Desk
from zizhu.identity.service.limits import spend
from zizhu.identity.service.passwords import store_password
from zizhu.identity.service.sessions import Device, SignedIn, open_session
from zizhu.identity.service.slips import SLIP_KIND
from zizhu.identity.service.students import bind_account

ACTIVATION = "activation"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says they are."""

    school_code: str
    name: str
    document_kind: str
    document_number: str = field(repr=False)
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """What only the student has: a code to their phone, or a slip."""

    code: str | None = field(default=None, repr=False)
    slip: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Read:
    """A claim as digests; a number that cannot be one is digested as it was typed."""

    school_code: str
    name_key: str
    person: bytes
    phone: str | None
    phone_digest: bytes | None


def _read(desk: Desk, claim: Claim, today: date) -> _Read:
    keys = desk.parts.keys
    try:
        document = normalise_document(
            document_kind(claim.document_kind), claim.document_number, today=today
        )
        person = keys.person(document.kind.value, document.number)
    except NotValid:
        person = desk.token_digest("no document", claim.document_number)
    phone = _phone(claim.phone)
    return _Read(
        school_code="".join(claim.school_code.split()).upper(),
        name_key=comparison_form(claim.name),
        person=person,
        phone=phone,
        phone_digest=keys.phone(phone) if phone else None,
    )


def _phone(text: str | None) -> str | None:
    try:
        return normalise_phone(text) if text else None
    except NotValid:
        return None


async def _count(desk: Desk, begin: Begin, kind: str, read: _Read) -> School | None:
    """Count a try of the school and of the person; return the school. Raises TriedTooOften."""
    async with begin() as tx:
        school = await school_by_code(tx, read.school_code)
    if not desk.parts.settings.profile.may_move_clock:  # a rehearsal does a day's work in a minute
        limit = activation_school(school.students if school else 0)
        await spend(begin, f"{kind}.school", desk.token_digest("school", read.school_code), limit)
    await spend(begin, f"{kind}.person", read.person, ACTIVATION_PERSON)
    return school


async def _claimed(tx: Transaction, school: School | None, read: _Read) -> Student | None:
    """Return the student that a claim names, of an active school."""
    if school is None or not school.is_active:
        return None
    await tx.limit_to(school.id)
    found = await students_of_person(tx, read.person)
    return next((student for student in found if student.name_key == read.name_key), None)


async def request_activation_code(desk: Desk, begin: Begin, claim: Claim, today: date) -> None:
    """Send a code, but only where everything typed is what the register says.

    The answer is the same either way. Raises AccountInvalid, SmsUnavailable, TriedTooOften.
    """
    check_sms(desk)
    read = _read(desk, claim, today)
    if read.phone is None:
        raise AccountInvalid("请填写正确的手机号码。")
    school = await _count(desk, begin, "activation_code", read)
    async with begin() as tx:
        student = await _claimed(tx, school, read)
    is_theirs = student is not None and student.phone_digest == read.phone_digest
    await request_code(desk, begin, ACTIVATION, read.phone, is_sent=is_theirs)


async def activate_student(
    desk: Desk,
    begin: Begin,
    claim: Claim,
    proof: Proof,
    *,
    login: str | None,
    password: str,
    device: Device,
    today: date,
) -> SignedIn:
    """Open a student's account, or give it a new password, and sign them in.

    Raises AccountInvalid, LoginInvalid, WeakPassword and TriedTooOften for what was typed;
    ActivationRefused whatever else was wrong; LoginTaken, NoPost.
    """
    read = _read(desk, claim, today)
    chosen = _check_typed(read, proof, login, password)
    school = await _count(desk, begin, ACTIVATION, read)
    async with begin() as tx:
        student = await _claimed(tx, school, read)
    is_proved = await _is_proved(desk, begin, student, read, proof)
    if student is None or school is None or not is_proved:
        await _note_refusal(begin, school)
        raise ActivationRefused(
            "激活信息不正确或已失效。请核对学校代码、姓名、证件号码和验证码（或激活码），"
            "仍不成功请联系辅导员。"
        )
    key = await desk.signer.current()
    hashed = await desk.hashing.hash(password)
    async with begin() as tx:
        await tx.limit_to(school.id)
        await _use_proof(desk, tx, student, read, proof)
        phone = read.phone if proof.code else None
        account_id = await bind_account(desk, tx, student, login=chosen, phone=phone)
        account = await accounts.lock_account(tx, account_id)
        await store_password(desk, tx, account, hashed, is_demo=password == DEMO_PASSWORD)
        await end_sessions(tx, [account_id], tx.machine_now, "password_reset")
        await make_stale(tx, account)
        account = await accounts.lock_account(tx, account_id)
        tx.record(
            "account.activate",
            of="student",
            object_id=student.id,
            by="code" if proof.code else "slip",
        )
        return await open_session(desk, tx, key, account, method="activation", device=device)


def _check_typed(read: _Read, proof: Proof, login: str | None, password: str) -> str | None:
    """Check what can be refused without telling anything about anybody."""
    if (proof.code is None) == (proof.slip is None):
        raise AccountInvalid("请填写短信验证码或激活码中的一项。")
    if proof.code is not None and read.phone is None:
        raise AccountInvalid("请填写正确的手机号码。")
    if read.phone is None and not login:
        raise AccountInvalid("没有填写手机号时，请设置一个账户名用于登录。")
    chosen = check_login(login) if login else None
    check_password(password, chosen)
    return chosen


async def _is_proved(
    desk: Desk, begin: Begin, student: Student | None, read: _Read, proof: Proof
) -> bool:
    if proof.code is not None and read.phone is not None:
        # Only a try with the right claim counts against the code: others could use it up.
        is_theirs = student is not None and student.phone_digest == read.phone_digest
        purpose = ACTIVATION if is_theirs else unsent(ACTIVATION)
        is_right = await check_code(desk, begin, purpose, read.phone, proof.code)
        return is_right and is_theirs
    if student is None or proof.slip is None:
        return False
    async with begin() as tx:
        await tx.limit_to(student.school_id)
        digest = desk.token_digest(SLIP_KIND, read_slip(proof.slip))
        return await holds_slip(tx, digest, student_id=student.id)


async def _use_proof(
    desk: Desk, tx: Transaction, student: Student, read: _Read, proof: Proof
) -> None:
    """Use the code or slip up, and hold the student's row: of two at once, one gets through."""
    locked = await lock_student(tx, student.id)
    if locked is None or not may_sign_in(locked.status):
        raise ActivationRefused("激活信息不正确或已失效，请联系辅导员。")
    if proof.code is not None and read.phone is not None:
        is_used = await spend_code(desk, tx, ACTIVATION, read.phone, proof.code)
    else:
        digest = desk.token_digest(SLIP_KIND, read_slip(proof.slip or ""))
        is_used = await use_slip(tx, digest, student_id=student.id)
    if not is_used:
        raise ActivationRefused("验证码或激活码已使用，请重新获取。")


async def _note_refusal(begin: Begin, school: School | None) -> None:
    async with begin() as tx:
        if school is not None:
            await tx.limit_to(school.id)
        tx.record("account.activate", of="student", object_id="unknown", result="refused")
