"""Who may be chosen for a panel, explained person by person, and how many students it needs.

Every refusal is a reason with a Chinese sentence; nobody is left out silently (domain.md 5.7).
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from zizhu.identification.domain.rules import RoundRules
from zizhu.identification.domain.vocabulary import Coded, FillState, Purpose


class Obstacle(Coded):
    """One reason why a person cannot be chosen, with the sentence that the officer reads."""

    OTHER_CLASS = "other_class", "不是本班学生，只能在所在班级参加评议。"
    NOT_ENROLLED = "not_enrolled", "当前不在校（休学或离校），不能参加评议。"
    FORM_MISSING = "form_missing", "尚未提交表格，请先通知本人填报。"
    FORM_RETURNED = "form_returned", "表格已退回重填，重新提交后方可选择。"
    WANTS_GRANT = "wants_grant", "本人申请国家助学金，不能担任评议成员。"
    ALREADY_MEMBER = "already_member", "已是本小组成员。"
    LEFT_PANEL = "left_panel", "已退出本小组，不能再次加入。"
    UNKNOWN = "unknown", "不在可选名单中，请刷新名单后重新选择。"
    STAFF_CLOSED = "staff_closed", "教工账号已停用，不能担任评议成员。"
    NOT_APPLICANT = "not_applicant", "填报目的为“仅参与评议”，无需被评议。"
    IN_OTHER_SETUP = "in_other_setup", "已在另一个评议小组中接受评议，每名申请人只属于一个小组。"
    ALREADY_APPLICANT = "already_applicant", "已在本小组的被评议名单中。"


@dataclass(frozen=True, slots=True)
class PanelRules:
    """The panel rules of a round; the share is in hundredths of a percent."""

    student_share: int = 1000
    min_students: int = 3
    # With one evaluator the peer score is that person's answer; from here on three can be found.
    min_students_from: int = 10
    allow_grant_wishers: bool = False

    @classmethod
    def of(cls, rules: RoundRules) -> "PanelRules":
        """Take what a panel needs from the rules of a round."""
        return cls(allow_grant_wishers=rules.allow_grant_wisher_as_evaluator)


@dataclass(frozen=True, slots=True)
class Classmate:
    """A student as the choice of a panel sees them: no answer, score or group."""

    person_id: UUID
    class_id: UUID
    is_enrolled: bool
    fill: FillState
    purpose: Purpose | None
    wants_grant: bool = False


@dataclass(frozen=True, slots=True)
class StaffCandidate:
    """A person of the staff list; `person_id` is the staff member's own id."""

    person_id: UUID
    is_open: bool


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether one person can be chosen; `obstacles` is empty when they can."""

    person_id: UUID
    obstacles: tuple[Obstacle, ...]

    @property
    def is_eligible(self) -> bool:
        return not self.obstacles

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(obstacle.label for obstacle in self.obstacles)


@dataclass(frozen=True, slots=True)
class ClassSize:
    """How many students a class (or the classes that share a panel) has, and how many apply."""

    students: int
    applicants: int

    @property
    def non_applicants(self) -> int:
        return self.students - self.applicants


def class_size(classmates: Sequence[Classmate]) -> ClassSize:
    """Count the enrolled students of a class and the applicants among them."""
    enrolled = [mate for mate in classmates if mate.is_enrolled]
    return ClassSize(
        students=len(enrolled),
        applicants=sum(1 for mate in enrolled if is_applicant(mate)),
    )


def is_applicant(mate: Classmate) -> bool:
    """Say whether a student has handed in an application that still stands."""
    return mate.purpose is Purpose.APPLY and mate.fill in {FillState.SUBMITTED, FillState.RETURNED}


def min_student_members(size: ClassSize, rules: PanelRules) -> int:
    """Give the least number of student members: the share rounded up, and the floor where it fits.

    Source: S004 (10 %, 50 students -> 5); the floor of 3 is domain.md 5.7 rule 2.
    """
    share = -(-size.students * rules.student_share // 10_000)
    if size.non_applicants >= rules.min_students_from:
        return max(share, rules.min_students)
    return share


def student_eligibility(
    mate: Classmate,
    *,
    class_ids: Set[UUID],
    rules: PanelRules,
    wishers_allowed: bool = False,
    seated: Set[UUID] = frozenset(),
    left: Set[UUID] = frozenset(),
) -> Eligibility:
    """Say whether a student may be a panel member, with every reason against it.

    Args:
        mate: The student.
        class_ids: The classes of the set-up; more than one where small classes were merged.
        rules: The round's panel rules.
        wishers_allowed: The department's switch for a class where everyone applies.
        seated: Members that the set-up already has.
        left: Members that withdrew from it.
    """
    may_wish = rules.allow_grant_wishers or wishers_allowed
    found = [
        (Obstacle.OTHER_CLASS, mate.class_id not in class_ids),
        (Obstacle.NOT_ENROLLED, not mate.is_enrolled),
        (Obstacle.FORM_RETURNED, mate.fill is FillState.RETURNED),
        (
            Obstacle.FORM_MISSING,
            mate.fill not in {FillState.SUBMITTED, FillState.RETURNED},
        ),
        (Obstacle.WANTS_GRANT, mate.wants_grant and not may_wish),
        (Obstacle.ALREADY_MEMBER, mate.person_id in seated),
        (Obstacle.LEFT_PANEL, mate.person_id in left),
    ]
    return Eligibility(mate.person_id, _present(found))


def staff_eligibility(
    staff: StaffCandidate,
    *,
    seated: Set[UUID] = frozenset(),
    left: Set[UUID] = frozenset(),
) -> Eligibility:
    """Say whether a staff member may sit on the panel, with every reason against it."""
    found = [
        (Obstacle.STAFF_CLOSED, not staff.is_open),
        (Obstacle.ALREADY_MEMBER, staff.person_id in seated),
        (Obstacle.LEFT_PANEL, staff.person_id in left),
    ]
    return Eligibility(staff.person_id, _present(found))


def applicant_eligibility(
    mate: Classmate,
    *,
    class_ids: Set[UUID],
    elsewhere: Set[UUID],
    present: Set[UUID] = frozenset(),
) -> Eligibility:
    """Say whether a student may be evaluated by a set-up, with every reason against it.

    Args:
        mate: The student.
        class_ids: The classes of the set-up.
        elsewhere: Live applicants of the round's other set-ups; an applicant is in exactly one.
        present: Live applicants of this set-up.
    """
    has_form = mate.fill in {FillState.SUBMITTED, FillState.RETURNED}
    found = [
        (Obstacle.OTHER_CLASS, mate.class_id not in class_ids),
        (Obstacle.NOT_ENROLLED, not mate.is_enrolled),
        (Obstacle.FORM_MISSING, not has_form),
        (Obstacle.NOT_APPLICANT, has_form and mate.purpose is not Purpose.APPLY),
        (Obstacle.IN_OTHER_SETUP, mate.person_id in elsewhere),
        (Obstacle.ALREADY_APPLICANT, mate.person_id in present),
    ]
    return Eligibility(mate.person_id, _present(found))


def _present(found: Sequence[tuple[Obstacle, bool]]) -> tuple[Obstacle, ...]:
    return tuple(obstacle for obstacle, holds in found if holds)
