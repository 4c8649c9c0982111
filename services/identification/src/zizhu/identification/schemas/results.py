"""Own results, explanations, lists, final lists and the funnel on the wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from zizhu.common.wire import Body
from zizhu.identification.domain.vocabulary import AuditState, Difference, FillState, Grade
from zizhu.identification.repository.applications import Filters
from zizhu.identification.repository.finals import KeptFinal
from zizhu.identification.schemas.common import Prose
from zizhu.identification.schemas.cut_basis import LinesOut
from zizhu.identification.service.finals import Drawn
from zizhu.identification.service.funnel import Funnel
from zizhu.identification.service.lists import GrantSeen, Lists, grants_seen
from zizhu.identification.service.results import Explanation, OwnResult
from zizhu.identification.service.sheets_out import ListKind


class OwnResultOut(BaseModel):
    """A student's own result: never a peer score, a rank, a flag, or anybody else.

    `open_list_id` and `open_line` name the line on show to which this student may object.
    """

    fill: FillState
    fill_label: str
    audit: AuditState
    audit_label: str
    raw_score: int
    points_by_item: Mapping[str, int]
    lines: LinesOut | None
    grade: Grade | None
    grade_label: str | None
    sentences: list[str]
    is_public: bool
    is_final: bool
    objection_until: datetime | None
    objection_hint: str | None
    open_list_id: UUID | None
    open_line: int | None
    as_of: datetime

    @classmethod
    def of(cls, one: OwnResult, now: datetime) -> Self:
        return cls(
            fill=one.fill,
            fill_label=one.fill.label,
            audit=one.audit,
            audit_label=one.audit.label,
            raw_score=one.raw_score,
            points_by_item=dict(one.by_item),
            lines=LinesOut.of(one.lines) if one.lines else None,
            grade=one.grade,
            grade_label=one.grade.label if one.grade else None,
            sentences=list(one.sentences),
            is_public=one.is_public,
            is_final=one.is_final,
            objection_until=one.objection_until,
            objection_hint=one.objection_hint,
            open_list_id=one.open_list_id,
            open_line=one.open_line,
            as_of=now,
        )


class ExplanationOut(BaseModel):
    """Why a student has the result they have, for an officer: every number as it is stored."""

    person_id: UUID
    name: str
    grade: Grade
    grade_label: str
    grade_sentences: list[str]
    difference_sentences: list[str]
    grant_sentences: list[str]

    @classmethod
    def of(cls, one: Explanation) -> Self:
        application = one.application
        return cls(
            person_id=application.person_id,
            name=application.name,
            grade=application.grade,
            grade_label=application.grade.label,
            grade_sentences=list(one.grade),
            difference_sentences=list(one.difference),
            grant_sentences=list(one.grant),
        )


class GrantRow(BaseModel):
    person_id: UUID
    college: str
    year: str
    major: str
    class_name: str
    student_number: str | None
    name: str
    grade: Grade
    grade_label: str
    tier: str | None
    wants_grant: bool
    why: str

    @classmethod
    def of(cls, one: GrantSeen) -> Self:
        entry, application = one.entry, one.entry.application
        return cls(
            person_id=application.person_id,
            college=entry.college,
            year=entry.year,
            major=entry.major,
            class_name=entry.class_name,
            student_number=application.student_number,
            name=application.name,
            grade=application.grade,
            grade_label=application.grade.label,
            tier=one.tier.label if one.tier else None,
            wants_grant=application.wants_grant,
            why=one.why,
        )


class GrantListOut(BaseModel):
    """Who is on the grant list, and who is not with every reason; counts of hardship by grade."""

    is_final: bool
    members: list[GrantRow]
    left_out: list[GrantRow]
    hardship: Mapping[str, int]

    @classmethod
    def of(cls, lists: Lists) -> Self:
        drawn = lists.grants()
        graded = [entry.application.grade for entry in lists.hardship()]
        return cls(
            is_final=lists.final is not None,
            members=[GrantRow.of(one) for one in grants_seen(lists, drawn.members)],
            left_out=[GrantRow.of(one) for one in grants_seen(lists, drawn.left_out)],
            hardship={grade.value: graded.count(grade) for grade in set(graded)},
        )


class FiltersIn(Body):
    """What a list is narrowed to."""

    college_id: UUID | None = None
    year: int | None = None
    major_id: UUID | None = None
    class_id: UUID | None = None
    grade: Grade | None = None
    audit: AuditState | None = None
    difference: Difference | None = None
    wants_grant: bool | None = None

    def to_filters(self) -> Filters:
        return Filters(**dict(self))


class ExportIn(Body):
    """Which list is taken, for what, and whether numbers and phones are shown plain."""

    kind: ListKind
    reason: Prose = ""
    is_revealed: bool = False
    filters: Annotated[FiltersIn, Field(default_factory=FiltersIn)]


class FinalIn(Body):
    """Why the round may close although entitled students did not apply, where there are any."""

    reason: Prose = ""


class FinalOut(BaseModel):
    """A final list in numbers and ids; `waiting` says for what each one waits."""

    id: UUID
    number: int
    confirmed: int
    by_grade: Mapping[str, int]
    grants: int
    waiting: Mapping[str, list[str]]
    left: list[UUID]
    unapplied: list[UUID]
    unapplied_reason: str
    digest: str
    drawn_at: datetime

    @classmethod
    def of(cls, one: KeptFinal) -> Self:
        return cls.model_validate(_final(one))


class DrawnOut(FinalOut):
    """A final list that was drawn now."""

    warnings: list[str]

    @classmethod
    def drawn(cls, one: Drawn) -> Self:
        return cls.model_validate({**_final(one.kept), "warnings": list(one.warnings)})


# The fields of FinalOut, of several types.
def _final(one: KeptFinal) -> dict[str, object]:
    grades = list(one.confirmed.values())
    return {
        "id": one.id,
        "number": one.number,
        "confirmed": len(one.confirmed),
        "by_grade": {grade: grades.count(grade) for grade in sorted(set(grades))},
        "grants": len(one.grants),
        "waiting": one.waiting,
        "left": one.left,
        "unapplied": one.unapplied,
        "unapplied_reason": one.reason,
        "digest": one.digest,
        "drawn_at": one.drawn_at,
    }


class FunnelOut(BaseModel):
    """How many students are at each step. `as_of` is the business instant."""

    imported: int
    filled: int
    applied: int
    reviewed: int
    evaluated: int
    cleared: int
    cut: int
    public: int
    final: int
    grades: Mapping[str, int]
    abnormal: int
    as_of: datetime

    @classmethod
    def of(cls, one: Funnel) -> Self:
        return cls(**{name: getattr(one, name) for name in cls.model_fields})
