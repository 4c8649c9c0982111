"""A form as the service keeps it: where it stands, and the scores of its newest submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from zizhu.common.auth import ScopeRow
from zizhu.identification.domain.form import Form, Wishes
from zizhu.identification.domain.form_state import FormState
from zizhu.identification.domain.score import Score
from zizhu.identification.domain.vocabulary import AuditState, FillState, Purpose

EDITABLE = frozenset({FillState.FILLING, FillState.RETURNED})
HANDED_IN = frozenset({FillState.SUBMITTED, FillState.RETURNED})


@dataclass(frozen=True, slots=True)
class Filed:
    """One student's form in one round; `content` and `notes` are ciphertexts.

    `is_unnamed`: the published list shows the end of the student number instead of the name.
    """

    id: UUID
    school_id: UUID
    campaign_id: UUID
    student_id: UUID
    place: ScopeRow
    state: FormState
    version: int
    content: str = field(repr=False)
    created_at: datetime
    updated_at: datetime
    notes: str | None = field(default=None, repr=False)
    wishes: Wishes = field(default_factory=Wishes)
    raw_score: int | None = None
    effective_score: int | None = None
    is_guaranteed: bool = False
    is_unnamed: bool = False
    score_rule: str | None = None
    scheme_version: str | None = None
    submissions: int = 0
    submitted_at: datetime | None = None
    reviewed_at: datetime | None = None
    reviewed_by: UUID | None = None

    @property
    def is_applicant(self) -> bool:
        """Whether an application stands that was handed in at least once."""
        return self.state.purpose is Purpose.APPLY and self.state.fill in HANDED_IN

    @property
    def awaits_review(self) -> bool:
        return self.state.place == (FillState.SUBMITTED, AuditState.UNREVIEWED)


@dataclass(frozen=True, slots=True)
class Content:
    """What is inside a form or a submission: its blocks, and the points by item once scored."""

    form: Form = field(default_factory=Form)
    by_item: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    marked: tuple[str, ...] = ()

    def scored(self, score: Score | None) -> "Content":
        return Content(self.form, score.by_item if score else MappingProxyType({}), self.marked)


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in, the first time as number 1."""

    id: UUID
    number: int
    content: str = field(repr=False)
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """One uploaded document: the item (`A1`) or special group (`groups.dibao`) it proves."""

    file_id: UUID
    target: str = field(repr=False)
    added_at: datetime
