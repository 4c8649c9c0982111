"""Activation, codes, passwords and slips on the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.identity.repository.register import School
from zizhu.identity.repository.students import Activation
from zizhu.identity.schemas.sessions import PostOut
from zizhu.identity.service.activation import Claim, Proof
from zizhu.identity.service.phones import Choice
from zizhu.identity.service.slips import PrintedSlip


class ClaimIn(Body):
    """Who a student says they are."""

    school_code: str = Field(max_length=40)
    name: str = Field(max_length=120)
    document_kind: str = Field("居民身份证", max_length=40)
    document_number: str = Field(max_length=60)
    phone: str | None = Field(None, max_length=40)

    @property
    def claim(self) -> Claim:
        return Claim(
            school_code=self.school_code,
            name=self.name,
            document_kind=self.document_kind,
            document_number=self.document_number,
            phone=self.phone,
        )


class ActivationIn(ClaimIn):
    """A claim, one proof of it (code or slip), and what the student chooses."""

    code: str | None = Field(None, max_length=20)
    slip: str | None = Field(None, max_length=40)
    login: str | None = Field(None, max_length=64)
    password: str = Field(max_length=256)

    @property
    def proof(self) -> Proof:
        return Proof(code=self.code, slip=self.slip)


class ActivationSchoolOut(BaseModel):
    """A school whose students may activate: its code and name are public, nothing else is told."""

    code: str
    name: str

    @classmethod
    def of(cls, school: School) -> Self:
        return cls(code=school.code, name=school.name)


class StaffActivationIn(Body):
    """Login name and slip of a staff account, and the password that its holder chooses."""

    login: str = Field(max_length=64)
    slip: str = Field(max_length=40)
    password: str = Field(max_length=256)


class PhoneIn(Body):
    """A mobile number."""

    phone: str = Field(max_length=40)


class ConfirmationIn(Body):
    """Who holds an account: name, and the last 4 characters of the document or all of it."""

    name: str = Field(max_length=120)
    document: str = Field(max_length=60)


class PhoneSignIn(PhoneIn):
    """A phone, its code, and the post, where several were offered; `confirmation` after
    `phone_needs_confirmation`.
    """

    code: str = Field(max_length=20)
    post_id: UUID | None = None
    confirmation: ConfirmationIn | None = None


class PhoneChange(PhoneIn):
    """A new login phone, with the codes that both numbers received."""

    old_code: str = Field("", max_length=20)
    new_code: str = Field(max_length=20)


class PasswordChange(Body):
    """The present password (not after a sign-in by code or slip), and the new one."""

    current: str | None = Field(None, max_length=256)
    new: str = Field(max_length=256)


class VerificationIn(Body):
    """Password or code: one of both."""

    password: str | None = Field(None, max_length=256)
    code: str | None = Field(None, max_length=20)


class Sent(BaseModel):
    """The same whether a number is known or not."""

    valid_seconds: int = 300


class ChoiceOut(BaseModel):
    """A post that a phone may act with."""

    account_id: UUID
    login: str | None
    name: str
    school_name: str | None
    post: PostOut

    @classmethod
    def of(cls, choice: Choice) -> Self:
        return cls(
            account_id=choice.account.id,
            login=choice.account.login,
            name=choice.account.name,
            school_name=choice.school.name if choice.school else None,
            post=PostOut.of(choice.post),
        )


class Choices(BaseModel):
    """Choose one, and send phone, code and `post_id` again; the code stays good until then."""

    choices: list[ChoiceOut]


class SlipOut(BaseModel):
    """One slip as it is printed; `slip` is shown this once."""

    owner_id: UUID
    name: str
    login: str | None
    student_number: str | None
    slip: str
    expires_at: datetime

    @classmethod
    def of(cls, printed: PrintedSlip) -> Self:
        return cls(
            owner_id=printed.owner_id,
            name=printed.name,
            login=printed.login,
            student_number=printed.student_number,
            slip=printed.text,
            expires_at=printed.expires_at,
        )


class SlipsOut(BaseModel):
    """Printed slips, the school code asked for with them, and how many of a class still wait."""

    slips: list[SlipOut]
    school_code: str
    remaining: int = 0


class StaffSlipsIn(Body):
    """For whom to print; at most 60 at a time."""

    account_ids: list[UUID] = Field(min_length=1, max_length=60)


class StudentSlipsIn(Body):
    """Some students, or those of one class who have neither account nor slip."""

    student_ids: list[UUID] | None = Field(None, min_length=1, max_length=60)
    class_id: UUID | None = None


class StudentOut(BaseModel):
    """One line of a counsellor's list: who activated, and when."""

    id: UUID
    name: str
    student_number: str | None
    class_id: UUID
    status: str
    has_phone: bool
    login: str | None
    activated_at: datetime | None
    slip_expires_at: datetime | None

    @classmethod
    def of(cls, student: Activation) -> Self:
        return cls(
            id=student.id,
            name=student.name,
            student_number=student.student_number,
            class_id=student.class_id,
            status=student.status,
            has_phone=student.has_phone,
            login=student.login,
            activated_at=student.activated_at,
            slip_expires_at=student.slip_expires_at,
        )
