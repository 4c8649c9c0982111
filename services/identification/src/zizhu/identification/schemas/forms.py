"""A student's own form on the wire."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from zizhu.common.people.masking import mask_document
from zizhu.common.wire import Body
from zizhu.identification.domain.form import Form, dump_form
from zizhu.identification.domain.form_state import Mark
from zizhu.identification.domain.vocabulary import AuditState, FillState, Purpose
from zizhu.identification.schemas.common import Code
from zizhu.identification.service.evidence import Shown
from zizhu.identification.service.filing import ConsentGiven, Signature
from zizhu.identification.service.reading import OwnForm


class ConsentIn(Body):
    """To which notice the student agrees, and whether to sensitive data too."""

    version: Code
    covers_sensitive: bool

    def to_consent(self) -> ConsentGiven:
        return ConsentGiven(self.version, self.covers_sensitive)


class BeginIn(Body):
    """What may come with opening the form."""

    consent: ConsentIn | None = None


class DraftIn(Body):
    """Only the blocks and fields that changed; None empties a field."""

    changes: Annotated[dict[str, JsonValue], Field(max_length=20)]


class SignIn(Body):
    """The signature under the commitment; of a minor, a guardian's as well."""

    version: Code
    signed_name: Annotated[str, Field(min_length=1, max_length=50)]
    guardian_name: Annotated[str, Field(max_length=50)] | None = None

    def to_signature(self) -> Signature:
        return Signature(self.version, self.signed_name, self.guardian_name)


class NamingIn(Body):
    """Whether the published list shows the end of the student number instead of the name."""

    is_unnamed: bool


class HandInIn(Body):
    """What may come with handing in."""

    commitment: SignIn | None = None


class EvidenceIn(Body):
    """Which upload proves what: an item (`A1`) or a special group (`groups.dibao`)."""

    file_id: UUID
    target: Annotated[str, Field(max_length=60)]


class EvidenceOut(BaseModel):
    file_id: UUID
    target: str
    media_type: str
    size: int
    added_at: datetime

    @classmethod
    def of(cls, shown: Shown) -> Self:
        return cls(**{name: getattr(shown, name) for name in cls.model_fields})


class UploadOut(BaseModel):
    """A file that waits for its place; it is swept after `expires_at`."""

    file_id: UUID
    media_type: str
    size: int
    expires_at: datetime | None


class MarkOut(BaseModel):
    """A question that a reviewer marked, with a remark."""

    field: Annotated[str, Field(max_length=100)]
    remark: str

    @classmethod
    def of(cls, mark: Mark) -> Self:
        return cls(field=mark.field, remark=mark.remark)


class NeedOut(BaseModel):
    """A document that a chosen option asks for and that no upload answers yet."""

    item: str
    option: str
    document: str


def form_content(form: Form) -> dict[str, JsonValue]:
    """Dump a form with the identity number masked."""
    content: dict[str, JsonValue] = dump_form(form)
    basic = content["basic"]
    if isinstance(basic, dict) and form.basic.document_number:
        basic["document_number"] = mask_document(form.basic.document_number)
    return content


class OwnFormOut(BaseModel):
    """The student's own form; `marks` and `return_reason` come first after a return."""

    id: UUID
    campaign_id: UUID
    version: int
    fill: FillState
    audit: AuditState
    purpose: Purpose | None
    may_file: bool
    is_unnamed: bool
    filing_ends_at: datetime | None
    return_reason: str | None
    marks: list[MarkOut]
    form: dict[str, JsonValue]
    evidence: list[EvidenceOut]
    missing_evidence: list[NeedOut]
    raw_score: int | None
    by_item: dict[str, int]
    submitted_at: datetime | None
    updated_at: datetime

    @classmethod
    def of(cls, own: OwnForm) -> Self:
        filed = own.filed
        return cls(
            id=filed.id,
            campaign_id=filed.campaign_id,
            version=filed.version,
            fill=filed.state.fill,
            audit=filed.state.audit,
            purpose=own.content.form.purpose,
            may_file=own.may_file,
            is_unnamed=filed.is_unnamed,
            filing_ends_at=own.filing_ends_at,
            return_reason=own.return_reason,
            marks=[MarkOut.of(mark) for mark in own.marks],
            form=form_content(own.content.form),
            evidence=[EvidenceOut.of(one) for one in own.evidence],
            missing_evidence=[
                NeedOut(item=need.item, option=need.option, document=need.document)
                for need in own.missing
            ],
            raw_score=filed.raw_score,
            by_item=dict(own.content.by_item),
            submitted_at=filed.submitted_at,
            updated_at=filed.updated_at,
        )


class SuggestionsOut(BaseModel):
    """Answers that other blocks of the form imply, by item; the student may always correct them."""

    answers: dict[str, JsonValue]
