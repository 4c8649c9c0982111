"""One form as officers see it: what was handed in, its numbers masked."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Self, cast
from uuid import UUID

from pydantic import BaseModel, JsonValue

from zizhu.common.people.masking import mask_address, mask_document, mask_phone
from zizhu.identification.domain.filed import Filed
from zizhu.identification.domain.form import Form, dump_form
from zizhu.identification.domain.special import Claim
from zizhu.identification.domain.vocabulary import (
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
    SpecialState,
)
from zizhu.identification.schemas.common import PlaceOut
from zizhu.identification.schemas.forms import EvidenceOut, MarkOut, NeedOut
from zizhu.identification.service.reviewing import FormView


# Values of the fields that the short and the whole form share.
def _head(filed: Filed) -> dict[str, Any]:
    state = filed.state
    return {
        "id": filed.id,
        "campaign_id": filed.campaign_id,
        "student_id": filed.student_id,
        "place": PlaceOut.of(filed.place),
        "version": filed.version,
        "purpose": state.purpose,
        "fill": state.fill,
        "audit": state.audit,
        "difference": state.difference,
        "grade": state.grade,
        "raw_score": filed.raw_score,
        "effective_score": filed.effective_score,
        "is_guaranteed": filed.is_guaranteed,
        "is_unnamed": filed.is_unnamed,
        "submissions": filed.submissions,
        "submitted_at": filed.submitted_at,
        "reviewed_at": filed.reviewed_at,
    }


class StateOut(BaseModel):
    """Where a form stands after an act."""

    id: UUID
    campaign_id: UUID
    student_id: UUID
    place: PlaceOut
    version: int
    purpose: Purpose | None
    fill: FillState
    audit: AuditState
    difference: Difference
    grade: Grade
    raw_score: int | None
    effective_score: int | None
    is_guaranteed: bool
    is_unnamed: bool
    submissions: int
    submitted_at: datetime | None
    reviewed_at: datetime | None

    @classmethod
    def of(cls, filed: Filed) -> Self:
        return cls(**_head(filed))


class ClaimOut(BaseModel):
    """A special group and how far it is proved; `is_seen` when the counsellor saw the document."""

    code: str
    label: str
    state: SpecialState
    is_seen: bool
    source: str | None
    reason: str | None

    @classmethod
    def of(cls, claim: Claim, labels: Mapping[str, str]) -> Self:
        return cls(
            code=claim.code,
            label=labels.get(claim.code, claim.code),
            state=claim.state,
            is_seen=claim.seen_by is not None,
            source=claim.source,
            reason=claim.reason,
        )


def _year_only(month: str) -> str:
    return month[:4]


# Paths of fields that officers read in part, as domain.md 11 says.
MASKS: Mapping[str, Callable[[str], str]] = {
    "basic.document_number": mask_document,
    "basic.phone": mask_phone,
    "basic.birth_month": _year_only,
    "contact.address": mask_address,
    "contact.parent_phone": mask_phone,
}


def masked(path: str, value: object) -> object:
    """Return a field's value as an officer reads it."""
    mask = MASKS.get(path)
    return mask(value) if mask is not None and isinstance(value, str) and value else value


def masked_form(form: Form) -> dict[str, JsonValue]:
    """Dump a form as an officer reads it: numbers masked, the address down to the county."""
    content: dict[str, JsonValue] = dump_form(form)
    for path in MASKS:
        block, name = path.split(".")
        fields = content[block]
        if isinstance(fields, dict):
            fields[name] = cast(JsonValue, masked(path, fields[name]))
    return content


class FormOut(BaseModel):
    """One form with what was handed in last; send `version` back in `If-Match`.

    After `review_ends_at` a review is done all the same, and marked late.
    """

    id: UUID
    campaign_id: UUID
    student_id: UUID
    name: str
    student_number: str | None
    status: str
    place: PlaceOut
    college: str
    major: str
    class_name: str
    version: int
    purpose: Purpose | None
    fill: FillState
    audit: AuditState
    difference: Difference
    grade: Grade
    is_reopened: bool
    raw_score: int | None
    effective_score: int | None
    by_item: dict[str, int]
    is_guaranteed: bool
    is_unnamed: bool
    has_declined: bool
    claims: list[ClaimOut]
    form: dict[str, JsonValue]
    evidence: list[EvidenceOut]
    missing_evidence: list[NeedOut]
    return_reason: str | None
    marks: list[MarkOut]
    submissions: int
    submitted_at: datetime | None
    reviewed_at: datetime | None
    review_ends_at: datetime | None
    is_review_late: bool

    @classmethod
    def of(cls, view: FormView, labels: Mapping[str, str]) -> Self:
        filed, state = view.filed, view.filed.state
        return cls(
            **_head(filed),
            name=view.student.name,
            student_number=view.student.student_number,
            status=view.student.status,
            college=view.names.college,
            major=view.names.major,
            class_name=view.names.class_name,
            is_reopened=state.is_reopened,
            by_item=dict(view.content.by_item),
            has_declined=view.standing.decline is not None,
            claims=[ClaimOut.of(claim, labels) for claim in view.standing.claims],
            form=masked_form(view.content.form),
            evidence=[EvidenceOut.of(item) for item in view.evidence],
            missing_evidence=[
                NeedOut(item=need.item, option=need.option, document=need.document)
                for need in view.missing
            ],
            return_reason=view.return_reason,
            marks=[MarkOut.of(mark) for mark in view.marks],
            review_ends_at=view.review_ends_at,
            is_review_late=view.is_review_late,
        )
