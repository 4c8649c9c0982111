"""Seating a panel: whether everybody chosen may be chosen, whether they are enough, and the tasks
that follow. Refusals list every person with every reason, never only the first.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from zizhu.common.errors import Finding
from zizhu.identification.domain.eligibility import (
    Classmate,
    Eligibility,
    Obstacle,
    PanelRules,
    StaffCandidate,
    applicant_eligibility,
    class_size,
    min_student_members,
    staff_eligibility,
    student_eligibility,
)
from zizhu.identification.domain.setup import (
    Applicant,
    ExceptionKind,
    Member,
    MemberKind,
    Setup,
    Task,
    is_finished,
    student_strength,
    tasks_about,
)
from zizhu.identification.domain.vocabulary import TaskState
from zizhu.identification.errors.judging import (
    NotEligible,
    SetupIncomplete,
    SetupNotConfirmed,
)


@dataclass(frozen=True, slots=True)
class ClassView:
    """What an act on a panel looks at: the classmates, the staff list, and the other set-ups.

    `elsewhere` holds the live applicants of the round's other set-ups.
    """

    classmates: Mapping[UUID, Classmate]
    rules: PanelRules
    staff: Mapping[UUID, StaffCandidate] = field(default_factory=dict)
    elsewhere: Set[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act brought about: tasks opened and cancelled, applicants newly complete."""

    opened: tuple[Task, ...] = ()
    cancelled: tuple[Task, ...] = ()
    completed: tuple[UUID, ...] = ()


def member_eligibility(setup: Setup, view: ClassView, member: Member) -> Eligibility:
    """Explain whether a person may join a set-up as the member they are meant to be."""
    seated = frozenset(one.person_id for one in setup.live_members)
    left = frozenset(one.person_id for one in setup.members if one.withdrawn is not None)
    if member.kind is MemberKind.STAFF:
        staff = view.staff.get(member.person_id)
        if staff is None:
            return Eligibility(member.person_id, (Obstacle.UNKNOWN,))
        return staff_eligibility(staff, seated=seated, left=left)
    mate = view.classmates.get(member.person_id)
    if mate is None:
        return Eligibility(member.person_id, (Obstacle.UNKNOWN,))
    return student_eligibility(
        mate,
        class_ids=setup.class_ids,
        rules=view.rules,
        wishers_allowed=setup.relaxes(ExceptionKind.WISHERS),
        seated=seated,
        left=left,
    )


def evaluated_eligibility(setup: Setup, view: ClassView, person_id: UUID) -> Eligibility:
    """Explain whether a student may be evaluated by a set-up."""
    mate = view.classmates.get(person_id)
    if mate is None:
        return Eligibility(person_id, (Obstacle.UNKNOWN,))
    return applicant_eligibility(
        mate,
        class_ids=setup.class_ids,
        elsewhere=view.elsewhere,
        present=frozenset(one.person_id for one in setup.live_applicants),
    )


def seat(
    setup: Setup, view: ClassView, members: Sequence[Member], applicants: Sequence[Applicant]
) -> Setup:
    """Add people to a set-up, each checked against what it has by then.

    Raises:
        NotEligible: Somebody may not be chosen; every person and reason is listed.
    """
    refused: list[Eligibility] = []
    for member in members:
        answer = member_eligibility(setup, view, member)
        if not answer.is_eligible:
            refused.append(answer)
        setup = replace(setup, members=(*setup.members, member))
    for applicant in applicants:
        answer = evaluated_eligibility(setup, view, applicant.person_id)
        if not answer.is_eligible:
            refused.append(answer)
        # A former record of the same person stands for a withdrawn application and gives way.
        others = (one for one in setup.applicants if one.person_id != applicant.person_id)
        setup = replace(setup, applicants=(*others, applicant))
    if refused:
        findings = [
            Finding(sentence, field=str(answer.person_id))
            for answer in refused
            for sentence in answer.sentences
        ]
        raise NotEligible(f"有{len(refused)}人不符合条件，请按所列原因调整名单。", errors=findings)
    return setup


def minimum_of(setup: Setup, view: ClassView) -> int:
    """Give the least number of student members of a set-up as its class stands now."""
    if setup.relaxes(ExceptionKind.STAFF_ONLY):
        return 0
    return min_student_members(class_size([*view.classmates.values()]), view.rules)


def require_strength(setup: Setup) -> None:
    """Refuse a panel that evaluates nobody, has too few students, or leaves somebody unevaluated.

    Raises:
        SetupIncomplete: With one finding for each rule that is broken.
    """
    findings = [] if setup.live_applicants else [Finding("尚未选择被评议的申请人。")]
    students = sum(1 for one in setup.live_members if one.kind is MemberKind.STUDENT)
    if students < setup.minimum:
        findings.append(Finding(f"学生成员至少需要{setup.minimum}名，现有{students}名，请补充。"))
    unevaluated = [
        one.person_id for one in setup.live_applicants if not tasks_about(setup, one.person_id)
    ]
    findings += [
        Finding("没有可以评议该申请人的成员，请增加成员。", field=str(person_id))
        for person_id in unevaluated
    ]
    if findings:
        raise SetupIncomplete(
            "评议小组还不能确认：" + "".join(dict.fromkeys(one.message for one in findings)),
            errors=findings,
        )


def tasks_between(
    members: Iterable[Member], applicants: Sequence[Applicant], new_id: Callable[[], UUID]
) -> tuple[Task, ...]:
    """Open one task for every member about every applicant but themself."""
    return tuple(
        Task(new_id(), member.person_id, applicant.person_id)
        for member in members
        for applicant in applicants
        if member.person_id != applicant.person_id
    )


def cancel(setup: Setup, tasks: Iterable[Task]) -> tuple[Setup, tuple[Task, ...]]:
    """Cancel tasks of a set-up."""
    cancelled = {task.task_id: replace(task, state=TaskState.CANCELLED) for task in tasks}
    kept = tuple(cancelled.get(task.task_id, task) for task in setup.tasks)
    return replace(setup, tasks=kept), tuple(cancelled.values())


def settle(setup: Setup, now: datetime) -> tuple[Setup, tuple[UUID, ...]]:
    """Mark every evaluation that has become complete; give the applicants it completed."""
    completed = frozenset(one.person_id for one in setup.open_applicants if is_finished(setup, one))
    applicants = tuple(
        replace(one, completed_at=now) if one.person_id in completed else one
        for one in setup.applicants
    )
    return replace(setup, applicants=applicants), tuple(sorted(completed))


def missing_students(setup: Setup) -> int:
    """Say how many student members a set-up lacks before 需补充 ends."""
    lacks = (setup.minimum - student_strength(setup, one) for one in setup.open_applicants)
    return max(0, *lacks, 0)


def require_confirmed(setup: Setup) -> None:
    """Refuse an act that only a confirmed set-up knows."""
    if setup.confirmed_at is None:
        raise SetupNotConfirmed("评议小组尚未确认，请直接修改后再确认。")
