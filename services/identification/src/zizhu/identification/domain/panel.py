"""A panel from its first choice to its last sheet: chosen, reset, merged, confirmed, handed in.

A confirmed set-up is never withdrawn or reset; `extension` says how it still grows and shrinks
(domain.md 5.7).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from zizhu.identification.domain.eligibility import (
    class_size,
    min_student_members,
    student_eligibility,
)
from zizhu.identification.domain.reason import require_reason
from zizhu.identification.domain.seating import (
    ClassView,
    Effect,
    minimum_of,
    require_strength,
    seat,
    settle,
    tasks_between,
)
from zizhu.identification.domain.setup import (
    Applicant,
    ExceptionKind,
    Member,
    PanelException,
    Setup,
)
from zizhu.identification.domain.vocabulary import TaskState
from zizhu.identification.errors.judging import (
    ClassesNotMergeable,
    ExceptionNotNeeded,
    SetupAlreadyConfirmed,
    TaskClosed,
    TaskUnknown,
)


@dataclass(frozen=True, slots=True)
class ClassPlace:
    """Where a class stands; only classes of one year and major share a panel."""

    class_id: UUID
    year: int
    major_id: UUID


def choose(setup: Setup, members: Sequence[Member], applicants: Sequence[Applicant]) -> Setup:
    """Replace the choice of a draft; nothing is checked before 确认.

    Raises:
        SetupAlreadyConfirmed: After 确认 the set-up is only extended.
    """
    _require_draft(setup)
    return replace(setup, members=tuple(members), applicants=tuple(applicants))


def reset(setup: Setup) -> Setup:
    """Empty a draft (重置).

    Raises:
        SetupAlreadyConfirmed: After 确认 nothing is reset.
    """
    return choose(setup, (), ())


def merge_classes(setup: Setup, places: Sequence[ClassPlace]) -> Setup:
    """Let small classes of one year and major share a panel (domain.md 5.10.2).

    Raises:
        ClassesNotMergeable: The classes differ in year or major.
        SetupAlreadyConfirmed: After 确认 the classes stay.
    """
    _require_draft(setup)
    if len({(place.year, place.major_id) for place in places}) != 1:
        raise ClassesNotMergeable("只有同一年级、同一专业的班级可以合并评议，请重新选择班级。")
    return replace(setup, class_ids=frozenset(place.class_id for place in places))


def relax(
    setup: Setup, kind: ExceptionKind, view: ClassView, *, by: UUID, now: datetime, reason: str
) -> Setup:
    """Record that the department relaxes a rule for a class that cannot form a panel.

    A class of one student never can; elsewhere too few students must be eligible
    (domain.md 5.10.2-3).

    Raises:
        ReasonMissing: No reason is given.
        ExceptionNotNeeded: Enough students can be chosen without it.
    """
    require_reason(reason)
    size = class_size([*view.classmates.values()])
    possible = sum(
        1
        for mate in view.classmates.values()
        if student_eligibility(mate, class_ids=setup.class_ids, rules=view.rules).is_eligible
    )
    needed = min_student_members(size, view.rules)
    if size.students > 1 and possible >= needed:
        raise ExceptionNotNeeded(
            f"本班有{possible}名学生可以担任评议成员，已满足最少{needed}名的要求，无需放宽规则。"
        )
    return replace(setup, exceptions=(*setup.exceptions, PanelException(kind, now, by, reason)))


def confirm(
    setup: Setup, view: ClassView, *, now: datetime, new_id: Callable[[], UUID]
) -> tuple[Setup, Effect]:
    """Confirm a set-up for good: every member gets a task about every applicant but themself.

    Raises:
        SetupAlreadyConfirmed: It was confirmed before.
        NotEligible: Somebody chosen may not be chosen; every reason is listed.
        SetupIncomplete: Nobody is evaluated, or the panel is too small.
    """
    _require_draft(setup)
    seated = seat(reset(setup), view, setup.members, setup.applicants)
    confirmed = replace(
        seated,
        confirmed_at=now,
        minimum=minimum_of(setup, view),
        tasks=tasks_between(seated.live_members, seated.live_applicants, new_id),
    )
    require_strength(confirmed)
    return confirmed, Effect(opened=confirmed.tasks)


def hand_in(setup: Setup, task_id: UUID, *, now: datetime) -> tuple[Setup, Effect]:
    """Close a task with its sheet; the last sheet about an applicant completes their evaluation.

    Raises:
        TaskUnknown: The set-up has no such task.
        TaskClosed: The sheet is in already, or the task was cancelled.
    """
    task = next((one for one in setup.tasks if one.task_id == task_id), None)
    if task is None:
        raise TaskUnknown("没有找到这项评议任务，请刷新任务列表。")
    if task.state is not TaskState.PENDING:
        raise TaskClosed(f"这项评议任务{task.state.label}，不能再提交。")
    done = replace(task, state=TaskState.SUBMITTED)
    tasks = tuple(done if one.task_id == task_id else one for one in setup.tasks)
    settled, completed = settle(replace(setup, tasks=tasks), now)
    return settled, Effect(completed=completed)


def _require_draft(setup: Setup) -> None:
    if setup.confirmed_at is not None:
        raise SetupAlreadyConfirmed(
            "评议小组确认后不能撤回、修改或重置；如需增加人员，请使用“补充评议”。"
        )
