"""What an act of a student on the own form works with: the round, the student, the window."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.common.auth import Scope
from zizhu.common.crypto.keys import KeyRing
from zizhu.common.database import Transaction
from zizhu.identification.domain.form_state import Deed
from zizhu.identification.domain.round import Round, require_open
from zizhu.identification.domain.scheme import Scheme
from zizhu.identification.domain.student import Student
from zizhu.identification.domain.vocabulary import Actor
from zizhu.identification.errors.register import NoSuchStudent, StudentNotEnrolled
from zizhu.identification.repository import campaigns, register
from zizhu.identification.service.extensions import FilingWindow, filing_window
from zizhu.identification.service.rules import scheme_of


@dataclass(frozen=True, slots=True)
class Desk:
    """One student in one open round at one instant, with the window for saving and handing in."""

    tx: Transaction
    ring: KeyRing
    scope: Scope
    one: Round
    student: Student
    scheme: Scheme
    deed: Deed
    window: FilingWindow

    @property
    def may_file(self) -> bool:
        return self.window.is_open

    @property
    def now(self) -> datetime:
        return self.deed.at

    @property
    def school_id(self) -> UUID:
        return self.one.campaign.school_id


async def sit_down(
    tx: Transaction, ring: KeyRing, scope: Scope, campaign_id: UUID, *, now: datetime
) -> Desk:
    """Begin an act of the scope's student in a round.

    The student's row is locked, so that a deletion in the same instant comes before or after.

    Raises:
        NoSuchCampaign, CampaignStateForbids.
        StudentNotEnrolled: the register says the student is not here (any more).
    """
    one = await campaigns.find_round(tx, scope, campaign_id, lock="share")
    require_open(one)
    student = await _student(tx, scope)
    return Desk(
        tx=tx,
        ring=ring,
        scope=scope,
        one=one,
        student=student,
        scheme=await scheme_of(tx, one.campaign.school_id, one.campaign.rules.scheme_version),
        deed=Deed(Actor.STUDENT, tx.actor.account_id or student.id, now),
        window=await filing_window(tx, one, student, now),
    )


async def _student(tx: Transaction, scope: Scope) -> Student:
    try:
        student = await register.find_student(tx, scope, scope.person_id or UUID(int=0), lock=True)
    except NoSuchStudent:
        raise StudentNotEnrolled from None
    if not student.is_enrolled:
        raise StudentNotEnrolled
    return student
