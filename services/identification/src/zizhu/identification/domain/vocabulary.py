"""The words of a round: stable lowercase codes for the machine, Chinese labels for people.

A code, once stored, never changes its meaning; a label may be reworded (domain.md 5.2, 5.3, 5.7).
"""

from enum import StrEnum
from typing import Self


class Coded(StrEnum):
    """A code with the label that screens and workbooks show."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the member of a stored code. Raises ValueError."""
        for member in cls:
            if member.value == code:
                return member
        raise ValueError(f"{cls.__name__} has no such code")

    @classmethod
    def by_label(cls, label: str) -> Self | None:
        """Find the member that a workbook names by its Chinese label."""
        return next((member for member in cls if member.label == label.strip()), None)


class Purpose(Coded):
    """Why a student fills the form: only applicants are scored, ranked, cut and listed."""

    APPLY = "apply", "申请认定"
    PANEL_ONLY = "panel_only", "仅参与评议"


class FillState(Coded):
    NOT_STARTED = "not_started", "未填报"
    FILLING = "filling", "填报中"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回重填"
    WITHDRAWN = "withdrawn", "已撤回"


class AuditState(Coded):
    UNREVIEWED = "unreviewed", "未审核"
    REVIEWED = "reviewed", "已审核"
    CHANGED = "changed", "认定变更"


class Grade(Coded):
    """How deep the hardship is; `UNDECIDED` until the first cut or a grade change."""

    UNDECIDED = "undecided", "未认定"
    SPECIAL = "special", "特别困难"
    GENERAL = "general", "一般困难"
    OTHER = "other", "其他家庭经济困难"
    NONE = "none", "不困难"

    @classmethod
    def by_label(cls, label: str) -> Self | None:
        """Find the grade by any of the labels that screens and workbooks use for it (S004)."""
        return super().by_label(_GRADE_ALIASES.get(label.strip(), label))


# S004 prints two or three labels for one and the same grade (domain.md 14, point 5).
_GRADE_ALIASES = {
    "特困": "特别困难",
    "一般贫困": "一般困难",
    "一般其他家庭经济困难": "其他家庭经济困难",
}


class Difference(Coded):
    """Whether the rank by the form and the rank by the panel lie too far apart."""

    UNCOMPUTED = "uncomputed", "未计算"
    NORMAL = "normal", "正常"
    ABNORMAL = "abnormal", "异常"
    TOO_FEW = "too_few", "正常（人数过少）"


class SpecialState(Coded):
    """How far a student's claim to a special group is proved."""

    CLAIMED = "claimed", "自述"
    MATCHED = "matched", "比对一致"
    DOCUMENTED = "documented", "佐证核实"
    REFUTED = "refuted", "不符"


class ListMatch(Coded):
    """What became of one person on the special-group list sent down (domain.md 5.5a)."""

    APPLIED = "applied", "已申请"
    NOT_APPLIED = "not_applied", "未申请"
    DECLINED = "declined", "已声明放弃"
    NOT_ENROLLED = "not_enrolled", "不在籍"


class Wish(Coded):
    NATIONAL_GRANT = "national_grant", "是否申请国家助学金"
    NATIONAL_SCHOLARSHIP = "national_scholarship", "是否申请国家奖学金"
    WORK_STUDY = "work_study", "是否勤工助学"


class SetupState(Coded):
    """A panel set-up; from `CONFIRMED` on it is extended, never withdrawn or reset."""

    DRAFT = "draft", "草稿"
    CONFIRMED = "confirmed", "已确认"
    IN_PROGRESS = "in_progress", "评议中"
    COMPLETED = "completed", "已完成"
    NEEDS_MORE = "needs_more", "需补充"


class TaskState(Coded):
    PENDING = "pending", "待评议"
    SUBMITTED = "submitted", "已提交"
    CANCELLED = "cancelled", "已取消"


class ObjectionState(Coded):
    SUBMITTED = "submitted", "提交"
    ACCEPTED = "accepted", "受理"
    VERIFIED = "verified", "核实"
    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    ANSWERED = "answered", "答复"


class PhaseName(Coded):
    """The seven phases of a round, in their order (domain.md 5.1a)."""

    FILING = "filing", "填报"
    EVALUATION = "evaluation", "民主评议"
    REVIEW = "review", "辅导员审核"
    CONFIRMATION = "confirmation", "院系复核"
    CUTTING = "cutting", "切线"
    PUBLICITY = "publicity", "公示"
    FINAL = "final", "终审"


class CampaignState(Coded):
    DRAFTED = "drafted", "草拟"
    OPENED = "opened", "进行中"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已取消"


class Actor(Coded):
    """Who acts on a form: the student, someone filling in for them, or one of three offices."""

    STUDENT = "student", "学生"
    PROXY = "proxy", "代填人"
    COUNSELOR = "counselor", "辅导员"
    DEPT = "dept", "院系"
    SCHOOL = "school", "学校"
