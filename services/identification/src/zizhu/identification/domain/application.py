"""One application as judging sees it: states, scores and the place, never an answer."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zizhu.common.auth import ScopeRow
from zizhu.identification.domain.cut_inputs import CutForm
from zizhu.identification.domain.lists import Listed
from zizhu.identification.domain.student import DELETED, LEFT
from zizhu.identification.domain.vocabulary import (
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)

GONE = frozenset({LEFT, DELETED})


@dataclass(frozen=True, slots=True)
class Application:
    """A form of a round with its student; `is_left_off` is a signed decline of the grant.

    `is_unnamed`: whose name the published list does not show.
    """

    form_id: UUID
    person_id: UUID
    place: ScopeRow
    name: str
    sort_key: str
    student_number: str | None
    birth_date: date | None
    status: str
    purpose: Purpose | None
    fill: FillState
    audit: AuditState
    difference: Difference
    grade: Grade
    raw_score: int
    effective_score: int
    is_guaranteed: bool
    is_reopened: bool
    wants_grant: bool
    is_left_off: bool
    is_unnamed: bool
    version: int

    @property
    def has_left(self) -> bool:
        return self.status in GONE

    @property
    def is_applicant(self) -> bool:
        return self.purpose is Purpose.APPLY and self.fill in {
            FillState.SUBMITTED,
            FillState.RETURNED,
        }

    def to_cut_form(self) -> CutForm:
        """Give what a cut depends on."""
        return CutForm(
            person_id=self.person_id,
            purpose=self.purpose or Purpose.PANEL_ONLY,
            fill=self.fill,
            # A grade changed by the school is kept by the cut beside the state of its review.
            audit=self.audit,
            difference=self.difference,
            score=self.effective_score,
            is_guaranteed=self.is_guaranteed,
        )

    def to_listed(self, place: tuple[str, ...] = ()) -> Listed:
        """Give what the lists decide on; `place` orders them."""
        return Listed(
            self.person_id,
            self.grade,
            self.wants_grant,
            place,
            has_declined=self.is_left_off,
            has_left=self.has_left,
        )
