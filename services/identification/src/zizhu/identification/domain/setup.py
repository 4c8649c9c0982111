"""A panel set-up as a value: its members, its applicants, its tasks, and the state that follows.

An evaluation that was once complete is never opened again, because its sheets may have been read
(domain.md 5.7).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.vocabulary import Coded, SetupState, TaskState


class MemberKind(Coded):
    STUDENT = "student", "学生"
    STAFF = "staff", "教工"


class ExceptionKind(Coded):
    """What a department may allow where a class cannot form a panel (domain.md 5.10.2-3)."""

    STAFF_ONLY = "staff_only", "仅由教工评议"
    WISHERS = "wishers", "允许申请国家助学金的学生担任评议成员"


@dataclass(frozen=True, slots=True)
class Departure:
    """Why and when a member withdrew, or an applicant left the set-up."""

    at: datetime
    by: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class PanelException:
    """A rule relaxed by the department for this set-up, on the record."""

    kind: ExceptionKind
    at: datetime
    by: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Member:
    person_id: UUID
    kind: MemberKind
    position: str = ""
    withdrawn: Departure | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """One evaluated student; `class_id` is the class they are ranked in, frozen here."""

    person_id: UUID
    class_id: UUID
    completed_at: datetime | None = None
    removed: Departure | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One member's duty to evaluate one applicant."""

    task_id: UUID
    member_id: UUID
    applicant_id: UUID
    state: TaskState = TaskState.PENDING


@dataclass(frozen=True, slots=True)
class Setup:
    """A panel of one class, or of small classes of one year and major that share it.

    `minimum` is the least number of student members, as counted at the last act.
    """

    setup_id: UUID
    class_ids: frozenset[UUID]
    members: tuple[Member, ...] = ()
    applicants: tuple[Applicant, ...] = ()
    tasks: tuple[Task, ...] = ()
    exceptions: tuple[PanelException, ...] = ()
    minimum: int = 0
    confirmed_at: datetime | None = None

    @property
    def live_members(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.withdrawn is None)

    @property
    def live_applicants(self) -> tuple[Applicant, ...]:
        return tuple(applicant for applicant in self.applicants if applicant.removed is None)

    @property
    def open_applicants(self) -> tuple[Applicant, ...]:
        """The live applicants whose evaluation is not complete."""
        return tuple(one for one in self.live_applicants if one.completed_at is None)

    @property
    def state(self) -> SetupState:
        """Derive the state: 草稿, 已确认, 评议中, 已完成, or 需补充 when the panel is too small."""
        if self.confirmed_at is None:
            return SetupState.DRAFT
        if any(is_short(self, applicant) for applicant in self.open_applicants):
            return SetupState.NEEDS_MORE
        if not self.open_applicants:
            return SetupState.COMPLETED
        started = any(task.state is TaskState.SUBMITTED for task in self.tasks)
        return SetupState.IN_PROGRESS if started else SetupState.CONFIRMED

    def relaxes(self, kind: ExceptionKind) -> bool:
        """Say whether the department relaxed this rule for the set-up."""
        return any(exception.kind is kind for exception in self.exceptions)


def tasks_about(setup: Setup, applicant_id: UUID) -> tuple[Task, ...]:
    """Give the tasks about an applicant that were not cancelled."""
    return tuple(
        task
        for task in setup.tasks
        if task.applicant_id == applicant_id and task.state is not TaskState.CANCELLED
    )


def pending_of(setup: Setup, member_id: UUID) -> tuple[Task, ...]:
    """Give a member's tasks that still wait for a sheet."""
    return tuple(
        task
        for task in setup.tasks
        if task.member_id == member_id and task.state is TaskState.PENDING
    )


def student_strength(setup: Setup, applicant: Applicant) -> int:
    """Count the student members behind one evaluation.

    A member counts who is live, or whose finished sheet about this applicant stays, or who is the
    applicant: nobody evaluates themself, yet they sit on the panel.
    """
    finished = {
        task.member_id
        for task in tasks_about(setup, applicant.person_id)
        if task.state is TaskState.SUBMITTED
    }
    return sum(
        1
        for member in setup.members
        if member.kind is MemberKind.STUDENT
        and (
            member.withdrawn is None
            or member.person_id in finished
            or member.person_id == applicant.person_id
        )
    )


def is_short(setup: Setup, applicant: Applicant) -> bool:
    """Say whether too few members stand behind an applicant's evaluation (需补充)."""
    return student_strength(setup, applicant) < setup.minimum or not tasks_about(
        setup, applicant.person_id
    )


def is_finished(setup: Setup, applicant: Applicant) -> bool:
    """Say whether every assigned member has handed in, and enough of them were assigned."""
    about = tasks_about(setup, applicant.person_id)
    return not is_short(setup, applicant) and all(
        task.state is TaskState.SUBMITTED for task in about
    )


def is_complete(setup: Setup, applicant_id: UUID) -> bool:
    """Say whether an applicant's evaluation is over: only then there are a score and open sheets.

    It also decides 5.10.7: a student who changes class keeps score and rank in the old class when
    this holds, and is evaluated by the new class's panel when it does not.
    """
    return any(
        one.person_id == applicant_id and one.completed_at is not None
        for one in setup.live_applicants
    )


def find_member(members: Sequence[Member], person_id: UUID) -> Member | None:
    """Find a live member."""
    return next(
        (one for one in members if one.person_id == person_id and one.withdrawn is None), None
    )
