"""What officers do to forms, on the wire."""

from datetime import datetime
from typing import Annotated, Self, cast
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, JsonValue

from zizhu.common.wire import Body
from zizhu.identification.domain.filed import Content
from zizhu.identification.domain.form_state import Mark
from zizhu.identification.domain.revision import FieldChange
from zizhu.identification.domain.special import Decline, DeclineChoice
from zizhu.identification.domain.vocabulary import AuditState, FillState, Purpose
from zizhu.identification.repository.filing import KeptStep
from zizhu.identification.schemas.common import Line, Prose
from zizhu.identification.schemas.formview import StateOut, masked
from zizhu.identification.service.review import BulkDone, Passed, Seen


class RevealedOut(BaseModel):
    """The plain values of a form; whoever looks gives a reason, and is an audit line."""

    document_number: str | None
    phone: str | None
    birth_month: str | None
    address: str | None
    parent_phone: str | None

    @classmethod
    def of(cls, content: Content) -> Self:
        basic, contact = content.form.basic, content.form.contact
        return cls(
            document_number=basic.document_number,
            phone=basic.phone,
            birth_month=basic.birth_month,
            address=contact.address,
            parent_phone=contact.parent_phone,
        )


class RevealIn(Body):
    """Why somebody needs to see plain values."""

    reason: Line


class ChangeOut(BaseModel):
    """One field before and after, and whether the reviewer had marked it."""

    field: str
    before: JsonValue
    after: JsonValue
    was_marked: bool

    @classmethod
    def of(cls, change: FieldChange) -> Self:
        return cls(
            field=change.field,
            before=cast(JsonValue, masked(change.field, change.before)),
            after=cast(JsonValue, masked(change.field, change.after)),
            was_marked=change.was_marked,
        )


class PurposeIn(Body):
    """What a form is really for, and why; who is to apply has until `refill_until` to complete it.

    Without it the student has three working days where filing is over.
    """

    purpose: Purpose
    reason: Prose = ""
    refill_until: AwareDatetime | None = None


class NamingForIn(Body):
    """Not to name a student in the published list, or to name them again; and on what word."""

    is_unnamed: bool
    reason: Prose = ""


class StepOut(BaseModel):
    """One step of a form by the table of domain.md 5.3."""

    transition: str
    act: str
    office: str
    at: datetime
    before: tuple[FillState, AuditState]
    after: tuple[FillState, AuditState]

    @classmethod
    def of(cls, step: KeptStep) -> Self:
        return cls(
            transition=step.transition,
            act=step.act,
            office=step.actor,
            at=step.at,
            before=(FillState.of(step.before_fill), AuditState.of(step.before_audit)),
            after=(FillState.of(step.after_fill), AuditState.of(step.after_audit)),
        )


class MarkIn(Body):
    """A question to be marked, by the path of its field, with a remark."""

    field: Annotated[str, Field(min_length=1, max_length=100)]
    remark: Annotated[str, Field(max_length=200)] = ""

    def to_mark(self) -> Mark:
        return Mark(self.field, self.remark)


class ReturnIn(Body):
    """Why a form goes back, what is marked, and until when it may be mended."""

    reason: Prose = ""
    marks: Annotated[list[MarkIn], Field(max_length=50)] = Field(default_factory=list)
    refill_until: AwareDatetime | None = None


class SeenIn(Body):
    """A form with the version that the officer saw."""

    form_id: UUID
    version: Annotated[int, Field(ge=1)]

    def to_seen(self) -> Seen:
        return Seen(self.form_id, self.version)


class BulkIn(Body):
    forms: Annotated[list[SeenIn], Field(min_length=1, max_length=500)]


class PassedOut(BaseModel):
    """A form that was left as it is, why, and how it stands now."""

    form_id: UUID
    code: str
    detail: str
    now: StateOut | None

    @classmethod
    def of(cls, passed: Passed) -> Self:
        return cls(
            form_id=passed.form_id,
            code=passed.code,
            detail=passed.detail,
            now=StateOut.of(passed.filed) if passed.filed else None,
        )


class BulkOut(BaseModel):
    approved: list[StateOut]
    passed: list[PassedOut]

    @classmethod
    def of(cls, done: BulkDone) -> Self:
        return cls(
            approved=[StateOut.of(filed) for filed in done.approved],
            passed=[PassedOut.of(item) for item in done.passed],
        )


class DeclineIn(Body):
    """What a guaranteed student who declines wants instead, signed."""

    choice: DeclineChoice
    signed_name: Annotated[str, Field(max_length=50)] = ""


class DeclineOut(BaseModel):
    choice: DeclineChoice
    signed_at: datetime

    @classmethod
    def of(cls, stated: Decline) -> Self:
        return cls(choice=stated.choice, signed_at=stated.signed_at)
