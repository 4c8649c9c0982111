"""The denominator of a cut: the enrolled students of the whole school, frozen with the cut.

What changes in the register afterwards does not change it (domain.md 5.8, 5.10.20).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zizhu.identification.domain.reason import require_reason
from zizhu.identification.errors.judging import EnrolmentMissing, RegisterNotSettled

# Freshmen who are not imported yet show as a gap to last year (domain.md 5.8).
GAP_PERCENT = 5


@dataclass(frozen=True, slots=True)
class OfficialNumber:
    """The number of students that the school itself states, and where it stands."""

    students: int
    reason: str
    document: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The students of the register at one instant, by status, and its version.

    `active` counts those neither 休学 nor 离校; `last_year` is the denominator of a year ago.
    """

    active: int
    by_status: Mapping[str, int]
    register_version: int
    official: OfficialNumber | None = None
    last_year: int | None = None

    @property
    def denominator(self) -> int:
        return self.official.students if self.official is not None else self.active

    @property
    def official_gap(self) -> int:
        """How many more students the school states than the register holds."""
        return self.denominator - self.active

    @property
    def warnings(self) -> tuple[str, ...]:
        said = []
        if self.official is not None and self.official_gap:
            said.append(
                f"学校填报在校生{self.official.students}人，学生信息库在校{self.active}人，"
                f"相差{abs(self.official_gap)}人，差异随本次切线保存。"
            )
        if self.last_year and abs(self.denominator - self.last_year) * 100 > (
            GAP_PERCENT * self.last_year
        ):
            said.append(
                f"在校生{self.denominator}人与上年{self.last_year}人相差超过{GAP_PERCENT}%，"
                "请核对新生是否已导入。"
            )
        return tuple(said)


@dataclass(frozen=True, slots=True)
class RegisterState:
    """How far this service's picture of the register is behind the register itself."""

    is_changing: bool
    announced_version: int
    projected_version: int


def state_official(enrolment: Enrolment, students: int, *, reason: str, document: str) -> Enrolment:
    """Put the school's official number in the place of the counted one.

    Raises:
        EnrolmentMissing: The number is not positive.
        ReasonMissing: Reason or document is missing.
    """
    if students < 1:
        raise EnrolmentMissing("官方在校生人数必须大于0。")
    asked = "改用官方在校生人数时，请填写原因和依据文件。"
    official = OfficialNumber(
        students, require_reason(reason, asked), require_reason(document, asked)
    )
    return replace(enrolment, official=official)


def require_settled(state: RegisterState) -> None:
    """Refuse to cut on half a picture of the register.

    Raises:
        RegisterNotSettled: An import or status change runs, or the projection is behind.
    """
    if state.is_changing:
        raise RegisterNotSettled("学生信息导入或异动正在进行，请待其完成后再切线。")
    if state.projected_version < state.announced_version:
        raise RegisterNotSettled(
            "学生信息尚未同步完成，请稍后再切线。",
            announced_version=state.announced_version,
            projected_version=state.projected_version,
        )


def require_students(enrolment: int) -> None:
    """Refuse to divide by nobody.

    Raises:
        EnrolmentMissing: There is no enrolled student.
    """
    if enrolment < 1:
        raise EnrolmentMissing("学生信息库没有在校生，无法计算比例，请先导入学生信息。")
