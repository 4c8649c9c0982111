"""Grade changes, proposals and returned lists on the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from zizhu.common.errors import Finding
from zizhu.common.wire import Body
from zizhu.identification.domain.change import ChangeCause, Standing
from zizhu.identification.domain.vocabulary import Grade
from zizhu.identification.errors.campaigns import NoSuchCampaign
from zizhu.identification.errors.filing import (
    ActorMayNot,
    CampaignStateForbids,
    FormStateForbids,
    GradeUnchanged,
    NotAnApplicant,
    NotCutYet,
    ReasonMissing,
)
from zizhu.identification.errors.judging import (
    ApplicantUnknown,
    FieldNotPublic,
    GradeNotGivable,
    PublicityNotReady,
    WishTooLate,
)
from zizhu.identification.errors.results import NothingToPublish
from zizhu.identification.schemas.common import Prose
from zizhu.identification.service.changes import Changed, ChangeSeen
from zizhu.identification.service.proposals import ProposalSeen, Returned

# What any change of a single result may be refused for.
CHANGING = (
    NoSuchCampaign,
    CampaignStateForbids,
    ApplicantUnknown,
    NotCutYet,
    GradeNotGivable,
    GradeUnchanged,
    WishTooLate,
    ReasonMissing,
    ActorMayNot,
    FormStateForbids,
    NotAnApplicant,
    FieldNotPublic,
    PublicityNotReady,
    NothingToPublish,
)


class ChangeIn(Body):
    """The new grade, the new wish, or both; what is left out stays."""

    grade: Grade | None = None
    wants_grant: bool | None = None
    reason: Prose = ""


class VoidIn(Body):
    """Why the evidence is false, and whether money was paid that is claimed back."""

    reason: Prose = ""
    was_paid: bool = False


class StandingOut(BaseModel):
    grade: Grade
    grade_label: str
    wants_grant: bool

    @classmethod
    def of(cls, one: Standing) -> Self:
        return cls(grade=one.grade, grade_label=one.grade.label, wants_grant=one.wants_grant)


class ChangedOut(BaseModel):
    """A change that was made, and what follows from it."""

    id: UUID
    person_id: UUID
    before: StandingOut
    after: StandingOut
    cause: ChangeCause
    published_anew: bool
    supplemented: bool
    moves_payment: bool
    recovers_payment: bool

    @classmethod
    def of(cls, one: Changed) -> Self:
        change, follows = one.change, one.consequence
        return cls(
            id=change.change_id,
            person_id=change.person_id,
            before=StandingOut.of(change.before),
            after=StandingOut.of(change.after),
            cause=change.cause,
            published_anew=follows.new_snapshot and change.moves_grade,
            supplemented=follows.supplement and change.moves_grade,
            moves_payment=follows.moves_payment,
            recovers_payment=one.recovers_payment,
        )


class ChangeOut(BaseModel):
    """One line of 变更记录."""

    id: UUID
    person_id: UUID
    name: str
    before: StandingOut
    after: StandingOut
    cause: ChangeCause
    cause_label: str
    reason: str
    by: UUID
    at: datetime

    @classmethod
    def of(cls, one: ChangeSeen) -> Self:
        return cls(
            id=one.id,
            person_id=one.person_id,
            name=one.name,
            before=StandingOut.of(one.before),
            after=StandingOut.of(one.after),
            cause=one.cause,
            cause_label=one.cause.label,
            reason=one.reason,
            by=one.by,
            at=one.at,
        )


class ProposalOut(BaseModel):
    """A change for the school to make or to leave."""

    id: UUID
    person_id: UUID
    name: str
    before: StandingOut
    after: StandingOut
    cause: ChangeCause
    cause_label: str
    reason: str
    row: int | None
    state: str
    proposed_at: datetime

    @classmethod
    def of(cls, one: ProposalSeen) -> Self:
        return cls(
            id=one.id,
            person_id=one.person_id,
            name=one.name,
            before=StandingOut.of(one.before),
            after=StandingOut.of(one.after),
            cause=one.cause,
            cause_label=one.cause.label,
            reason=one.reason,
            row=one.row,
            state=one.state,
            proposed_at=one.proposed_at,
        )


class RowFinding(BaseModel):
    """What is wrong with one row of a returned list."""

    row: int | None
    column: str | None
    message: str

    @classmethod
    def of(cls, one: Finding) -> Self:
        return cls(row=one.row, column=one.column, message=one.message)


class ReturnedOut(BaseModel):
    """What a returned list asked for: proposals made, rows as before, rows refused."""

    proposals: int
    unchanged: int
    findings: list[RowFinding]

    @classmethod
    def of(cls, one: Returned) -> Self:
        return cls(
            proposals=one.proposals,
            unchanged=one.unchanged,
            findings=[RowFinding.of(finding) for finding in one.findings],
        )
