"""Where one student's form stands in a round, and how a step of it is told to the audit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.transitions import Act, Place
from zizhu.identification.domain.vocabulary import (
    Actor,
    AuditState,
    Difference,
    FillState,
    Grade,
    Purpose,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A question that a reviewer marked on return, by the path of its field, with a remark."""

    field: str
    remark: str


@dataclass(frozen=True, slots=True)
class FormState:
    """Where one student's form stands in a round.

    `audit_before_change` is what a reopening goes back to; `is_reopened` lasts until the next cut
    or grade change. `filled_by` is the account that filled in for the student, if any did.
    """

    fill: FillState = FillState.NOT_STARTED
    audit: AuditState = AuditState.UNREVIEWED
    difference: Difference = Difference.UNCOMPUTED
    grade: Grade = Grade.UNDECIDED
    purpose: Purpose | None = None
    filled_by: UUID | None = None
    return_reason: str | None = None
    marks: tuple[Mark, ...] = ()
    is_reopened: bool = False
    audit_before_change: AuditState | None = None

    @property
    def place(self) -> Place:
        return self.fill, self.audit


@dataclass(frozen=True, slots=True)
class FormMoved:
    """One step of a form, whole enough for the audit: who, when, from, to and why."""

    transition: str
    act: Act
    actor: Actor
    by: UUID
    at: datetime
    before: FormState
    after: FormState
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Who acts, in which office, and when."""

    actor: Actor
    by: UUID
    at: datetime


Step = tuple[FormState, FormMoved]
