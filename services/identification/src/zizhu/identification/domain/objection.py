"""Objections as cases: 提交, 受理, 核实, 维持 or 变更, 答复; a reply is due in 3 working days.

An open case holds back the final confirmation of the student it is about, and of nobody else
(domain.md 6).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from zizhu.common.clock import business_day, day_start
from zizhu.common.workdays import Reckoned
from zizhu.identification.domain.publicity import Publicity
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.vocabulary import ObjectionState
from zizhu.identification.errors.judging import ObjectionOutOfOrder, ObjectionTooLate

REPLY_WORKING_DAYS = 3

WorkingDayAfter = Callable[[date, int], Reckoned]

_BEFORE = {
    ObjectionState.ACCEPTED: frozenset({ObjectionState.SUBMITTED}),
    ObjectionState.VERIFIED: frozenset({ObjectionState.ACCEPTED}),
    ObjectionState.UPHELD: frozenset({ObjectionState.VERIFIED}),
    ObjectionState.CHANGED: frozenset({ObjectionState.VERIFIED}),
    ObjectionState.ANSWERED: frozenset({ObjectionState.UPHELD, ObjectionState.CHANGED}),
}


@dataclass(frozen=True, slots=True)
class ObjectionStep:
    """One step of a case: where it went, who took it there, when, and what was written down."""

    state: ObjectionState
    by: UUID
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Objection:
    """A case against one student's published result; who objects is never told to that student."""

    objection_id: UUID
    publicity_id: UUID
    about: UUID
    reply_due_on: date
    steps: tuple[ObjectionStep, ...]
    change_id: UUID | None = None

    @property
    def state(self) -> ObjectionState:
        return self.steps[-1].state

    @property
    def is_open(self) -> bool:
        return self.state is not ObjectionState.ANSWERED

    def is_overdue(self, now: datetime) -> bool:
        """Say whether the reply is late; the last day counts to its end."""
        return self.is_open and now >= day_start(self.reply_due_on + timedelta(days=1))


def object_to(
    publicity: Publicity,
    *,
    objection_id: UUID,
    about: UUID,
    by: UUID,
    text: str,
    now: datetime,
    working_day_after: WorkingDayAfter,
) -> Objection:
    """Open a case while the list is on show, to the last minute of its last day.

    Raises:
        ObjectionTooLate: The list is over, down, or not on show yet.
        ReasonMissing: Nothing is said.
    """
    if not publicity.has_started or publicity.is_over(now):
        raise ObjectionTooLate("名单不在公示期内，不能提交异议；如有问题请直接联系学校资助部门。")
    said = require_reason(text, "请说明异议的内容和依据。")
    due = working_day_after(business_day(now), REPLY_WORKING_DAYS).day
    first = ObjectionStep(ObjectionState.SUBMITTED, by, now, said)
    return Objection(objection_id, publicity.publicity_id, about, due, (first,))


def accept(objection: Objection, *, by: UUID, now: datetime) -> Objection:
    """Take a case on (受理)."""
    return _step(objection, ObjectionState.ACCEPTED, by, now, "")


def verify(objection: Objection, *, by: UUID, now: datetime, finding: str) -> Objection:
    """Write down what was found (核实).

    Raises:
        ObjectionOutOfOrder: The case is not at that step.
        ReasonMissing: No finding is given.
    """
    return _step(
        objection, ObjectionState.VERIFIED, by, now, require_reason(finding, "请填写核实结果。")
    )


def uphold(objection: Objection, *, by: UUID, now: datetime, reason: str) -> Objection:
    """Keep the published result (维持)."""
    return _step(
        objection,
        ObjectionState.UPHELD,
        by,
        now,
        require_reason(reason, "请填写维持原结果的理由。"),
    )


def decide_change(
    objection: Objection, change_id: UUID, *, by: UUID, now: datetime, reason: str
) -> Objection:
    """Change the published result (变更) by a grade change that has been made."""
    moved = _step(
        objection, ObjectionState.CHANGED, by, now, require_reason(reason, "请填写变更的理由。")
    )
    return replace(moved, change_id=change_id)


def answer(objection: Objection, *, by: UUID, now: datetime, reply: str) -> Objection:
    """Reply to who objected (答复); that closes the case."""
    return _step(
        objection, ObjectionState.ANSWERED, by, now, require_reason(reply, "请填写答复内容。")
    )


def held_back(objections: Iterable[Objection]) -> frozenset[UUID]:
    """Name the students whose final confirmation waits for an answer."""
    return frozenset(one.about for one in objections if one.is_open)


def _step(
    objection: Objection, state: ObjectionState, by: UUID, now: datetime, note: str
) -> Objection:
    if objection.state not in _BEFORE[state]:
        raise ObjectionOutOfOrder(
            f"该异议处于“{objection.state.label}”，不能直接进行“{state.label}”。"
        )
    return replace(objection, steps=(*objection.steps, ObjectionStep(state, by, now, note)))
